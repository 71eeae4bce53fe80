"""A week's list is made from what was known before its Monday, and nothing else."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from small_county import (
    AS_OF,
    NEWCOMER,
    PUPILS,
    WORST,
    make_champions,
    small_bundle,
    small_county,
)

from models.bundle import save
from models.outcomes import OUTCOMES
from records.errors import InputRejected, NoChampion, NoData
from records.settings import Settings
from serving.access import Role, Viewer
from serving.store.database import Store
from serving.store.lists import weekly_list
from serving.store.publication import WeeklyList, publish
from serving.store.pupils import pupil_page
from serving.weekly import score_week

OFFICER = Viewer("officer", "Olive Officer", Role.OFFICER, None)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return make_champions(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def scored(settings: Settings) -> WeeklyList:
    return score_week(small_county(), settings, AS_OF, capacity=6)


def test_everybody_of_whom_enough_is_known_is_scored_for_every_outcome(
    scored: WeeklyList,
) -> None:
    assert (scored.scored, scored.not_scored) == (len(PUPILS) - 1, 1)
    assert NEWCOMER not in set(scored.screenings["pupil_id"])
    assert set(scored.screenings["outcome"]) == set(OUTCOMES)
    assert scored.screenings["risk"].is_between(0, 1).all()


def test_the_list_is_as_long_as_officers_have_time_for(
    scored: WeeklyList, settings: Settings
) -> None:
    assert scored.entries["position"].to_list() == [1, 2, 3, 4, 5, 6]
    usual = score_week(small_county(), settings, AS_OF)
    assert len(usual.entries) == 2  # One in twenty of 23, rounded up.


def test_who_misses_most_stands_first_and_the_reason_says_it(
    scored: WeeklyList,
) -> None:
    first = scored.entries.row(0, named=True)
    of_outcome = scored.screenings.filter(outcome=first["outcomes"][0])
    risk = dict(of_outcome.select("pupil_id", "risk").iter_rows())
    assert risk[first["pupil_id"]] == risk[WORST] == max(risk.values())
    assert first["priority"] == "Review first"
    assert first["headline"].startswith("Missed ")


def test_reasons_are_five_at_most_and_no_two_of_one_kind(scored: WeeklyList) -> None:
    for kept in scored.screenings["reasons"]:
        reasons = json.loads(kept)
        assert len(reasons["concerns"]) + len(reasons["strengths"]) <= 5
        assert all(reason["weight"] > 0 for reason in reasons["concerns"])
        assert all(reason["weight"] < 0 for reason in reasons["strengths"])


def test_a_year_group_is_told_as_schools_do(scored: WeeklyList) -> None:
    years = dict(scored.pupils.select("pupil_id", "year_group").iter_rows())
    assert (years[1], years[2]) == ("R", "9")


def test_attendance_is_that_of_the_last_twelve_school_weeks(
    scored: WeeklyList,
) -> None:
    kept = scored.attendance.filter(pl.col("pupil_id") == 2)["weeks"][0]
    weeks = json.loads(kept)
    assert [week["possible"] for week in weeks] == [10] * 12
    assert weeks[-1]["week"] == str(AS_OF - timedelta(weeks=1))


def test_the_list_itself_is_audited(scored: WeeklyList) -> None:
    attributes = {group["attribute"] for group in scored.audit["groups"]}
    assert {"sex", "ethnicity", "sen"} <= attributes
    json.dumps(scored.audit, allow_nan=False)


def test_the_same_records_give_the_same_list(
    scored: WeeklyList, settings: Settings
) -> None:
    shuffled = {
        name: table.collect().sample(fraction=1, shuffle=True, seed=3).lazy()
        for name, table in small_county().items()
    }
    again = score_week(shuffled, settings, AS_OF, capacity=6)
    assert again.digest == scored.digest


def test_what_becomes_known_later_changes_nothing(
    scored: WeeklyList, settings: Settings
) -> None:
    tables = small_county()
    late = tables["marks"].with_columns(
        pl.lit(AS_OF).alias("recorded_on"), pl.lit("O").alias("code")
    )
    amended = tables | {"marks": pl.concat([tables["marks"], late])}
    assert score_week(amended, settings, AS_OF, capacity=6).digest == scored.digest


def test_a_pupil_whose_number_changed_stands_there_once(settings: Settings) -> None:
    former, present, *_ = PUPILS
    links = pl.DataFrame(
        {
            "pupil_id": [present],
            "former_pupil_id": [former],
            "recorded_on": [AS_OF - timedelta(days=1)],
            "superseded_on": [None],
        },
        schema_overrides={"superseded_on": pl.Date},
    )
    tables = dict(small_county()) | {"pupil_links": links.lazy()}

    week = score_week(tables, settings, AS_OF, capacity=6)

    assert week.scored + week.not_scored == len(PUPILS) - 1
    for told in (week.pupils, week.screenings, week.identities, week.attendance):
        assert former not in told["pupil_id"]
        assert present in told["pupil_id"]


def test_the_list_can_be_published_and_read(store: Store, scored: WeeklyList) -> None:
    assert publish(store, scored)
    with store.transaction(OFFICER) as tx:
        listed = weekly_list(tx, OFFICER, AS_OF)
        pupil = pupil_page(tx, OFFICER, listed.entries[0].pupil_id, AS_OF)
    assert len(listed.entries) == 6
    assert pupil.screenings[0].concerns[0].text
    assert len(pupil.attendance) == 12


def test_without_a_champion_no_list_is_made(tmp_path: Path) -> None:
    with pytest.raises(NoChampion, match="train one and promote it"):
        score_week(small_county(), Settings(home=tmp_path), AS_OF)


def test_without_a_mark_no_list_is_made(settings: Settings) -> None:
    with pytest.raises(NoData, match="no attendance mark was known"):
        score_week(small_county(), settings, AS_OF - timedelta(weeks=20))


def test_from_marks_of_long_ago_no_list_is_made(settings: Settings) -> None:
    with pytest.raises(NoData, match="ingest the weeks between"):
        score_week(small_county(), settings, AS_OF + timedelta(weeks=10))


def test_when_of_nobody_enough_is_known_no_list_is_made(settings: Settings) -> None:
    tables = small_county()
    only = tables["marks"].filter(pl.col("pupil_id") == NEWCOMER)
    with pytest.raises(NoData, match="of nobody on roll"):
        score_week(tables | {"marks": only}, settings, AS_OF)


def test_a_list_is_made_on_a_monday(settings: Settings) -> None:
    with pytest.raises(InputRejected, match="Monday"):
        score_week(small_county(), settings, AS_OF + timedelta(days=1))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"catalogue_digest": "other"}, "come to mean something else"),
        ({"outcome": "other"}, "promote the right one"),
    ],
)
def test_a_champion_that_does_not_fit_is_refused(
    settings: Settings, tmp_path: Path, changed: dict[str, str], why: str
) -> None:
    shutil.copytree(settings.champions, tmp_path / "champions")
    bundle = small_bundle("suspension")
    foreign = replace(bundle, manifest=replace(bundle.manifest, **changed))
    save(foreign, tmp_path / "champions" / "suspension")
    with pytest.raises(InputRejected, match=why):
        score_week(small_county(), Settings(home=tmp_path), AS_OF)
