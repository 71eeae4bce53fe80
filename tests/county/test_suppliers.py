"""The files are what suppliers write, and the lake made of them is the county."""

import re
from datetime import date, timedelta

import polars as pl
import pytest
from county_lake import KEY, OWN_TABLES, with_pupil_ids

from records.county import write
from records.county.senders import DEALT, OWN, senders
from records.county.weeks import deliveries
from records.errors import InputRejected
from records.history import known
from records.identity import check_letter_fits
from records.ingest import ingest
from records.lake import Lake
from records.readers import layout_of
from records.tables import TABLES

UNTIL = date(2026, 11, 23)
WEEKS = 8
MONDAYS = [UNTIL - timedelta(weeks=back) for back in range(WEEKS, -1, -1)]


@pytest.fixture(scope="module")
def folder(county, tmp_path_factory):
    folder = tmp_path_factory.mktemp("deliveries")
    write(county, folder, weeks=WEEKS)
    return folder


@pytest.fixture(scope="module")
def taken(folder, tmp_path_factory):
    lake = Lake(tmp_path_factory.mktemp("lake"))
    report = ingest(folder, lake, key=KEY, most_rejected=0.0)
    return lake, report


def test_no_row_is_rejected(taken):
    assert taken[1].rejected == 0
    assert taken[1].reasons == ()


@pytest.mark.parametrize("name", ["marks", "incidents", *OWN_TABLES])
def test_the_lake_shows_on_every_monday_what_the_county_knew(name, county, taken):
    table, said = TABLES[name], with_pupil_ids(county, county.tables[name])
    values = [column for column in table.delivered if column != "recorded_on"]
    held = taken[0].scan(name)
    for monday in MONDAYS:
        expected = (
            said.filter(pl.col("recorded_on") < monday)
            .sort("recorded_on", maintain_order=True)
            .unique(table.key, keep="last")
        )
        shown = known(held, monday).collect()
        assert shown.height == expected.height
        assert shown.join(expected, on=values, how="anti", nulls_equal=True).is_empty()


@pytest.mark.parametrize("name", ["identities", "calendar"])
def test_what_has_no_history_is_there_as_it_is(name, county, taken):
    said = with_pupil_ids(county, county.tables[name])
    values = [column for column in TABLES[name].delivered if column != "recorded_on"]
    held = taken[0].scan(name).collect()
    assert held.height == said.height
    assert held.join(said, on=values, how="anti", nulls_equal=True).is_empty()


def test_each_delivery_comes_in_on_the_sunday_before_a_monday(folder):
    days = [date.fromisoformat(path.name) for path in sorted(folder.iterdir())]
    assert days == [monday - timedelta(days=1) for monday in MONDAYS]


def test_history_comes_first_and_in_waymarks_own_layout(folder):
    first = sorted(folder.iterdir())[0]
    assert {layout_of(path.name)[1] for path in first.iterdir()} == {None}
    later = {
        path.name for week in sorted(folder.iterdir())[1:] for path in week.iterdir()
    }
    assert "calendar.csv" not in later


def test_every_school_sends_in_the_format_of_its_own_system(county, folder):
    by_laestab = {
        sender.laestab: sender for sender in senders(county.world.schools).values()
    }
    assert {sender.marks for sender in by_laestab.values()} == set(DEALT)
    sent = set()
    for path in folder.glob("*/999*-*"):
        laestab, _, report = path.stem.partition("-")
        sender = by_laestab[int(laestab)]
        system = sender.incidents if "behaviour" in report else sender.marks
        assert report.startswith(system.removesuffix("-wide"))
        assert ("wide" in report) == (system.endswith("-wide") and "marks" in report)
        sent.add(sender.marks)
    assert sent == {*DEALT} - {OWN}


def test_schools_return_the_census_in_both_forms(county, folder):
    returned = {path.stem[-7:] for path in folder.glob("*/census-*.xml")}
    told = pl.concat(
        pl.read_csv(path, infer_schema=False).select(pl.concat_str("lea", "estab"))
        for path in folder.glob("*/census-*/*_schoolcensus.csv")
    )
    assert returned
    assert returned.isdisjoint(told["lea"])
    whole = county.tables["schools"].filter(pl.col("phase") != "PR")["laestab"]
    assert {str(laestab) for laestab in whole} <= returned | set(told["lea"])


def test_the_census_and_what_movers_bring_come_too(folder, taken):
    layouts = {file.layout for file in taken[1].files}
    assert {
        *("School Census tables", "School Census XML", "Common transfer file"),
        *("Wonde", "Assembly", "SIMS wide session marks"),
        *("Arbor wide session marks", "Bromcom wide session marks"),
    } <= layouts
    counted = taken[0].scan("attendance_totals").collect()
    assert set(counted["period"]) == {"summer_1", "summer_2"}


def test_a_correction_comes_as_a_later_row_alone(folder):
    week = sorted(folder.iterdir())[-1]
    saturday = date.fromisoformat(week.name) - timedelta(days=1)
    export = pl.concat(
        pl.read_csv(path, infer_schema=False).select("UPN", "Date", "Mark")
        for path in week.glob("*-sims-session-marks.csv")
    ).with_columns(pl.col("Date").str.to_date("%d/%m/%Y"))
    earlier = export.filter(pl.col("Date") < saturday - timedelta(days=6))
    assert 0 < earlier.height < export.height / 10


def test_the_same_county_writes_the_same_bytes(county, folder, tmp_path):
    write(county, tmp_path, weeks=WEEKS)
    paths = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    again = [
        path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()
    ]
    assert sorted(paths) == sorted(again)
    assert all(
        (folder / path).read_bytes() == (tmp_path / path).read_bytes() for path in paths
    )


def test_more_weeks_than_there_are_records_are_refused():
    with pytest.raises(InputRejected, match="ask for at most 2"):
        deliveries(UNTIL, 30, UNTIL - timedelta(days=20))


def test_only_made_up_schools_and_pupils_of_authority_999_are_delivered(folder):
    for path in folder.rglob("*.csv"):
        rows = pl.read_csv(path, infer_schema=False)
        for column in {"upn", "UPN", "former_upn"} & set(rows.columns):
            assert check_letter_fits(rows[column]).all(), path.name
            assert rows[column].str.slice(1, 3).eq("999").all(), path.name
        if "lea" in rows.columns:
            assert rows["lea"].eq("999").all()
        if path.name == "schools.csv":
            assert rows["laestab"].str.starts_with("999").all()
            assert rows["urn"].str.contains(r"^9[0-9]{5}$").all()
    for path in folder.rglob("*.xml"):
        assert set(re.findall("<LEA>(.*?)</LEA>", path.read_text())) == {"999"}


def test_no_truth_is_delivered(folder):
    assert not list(folder.rglob("*truth*"))
    hidden = {"hardship", "probability", "behaviour", "policy", "pressure"}
    for path in folder.rglob("*.csv"):
        header = path.read_text().partition("\n")[0]
        assert not hidden & set(header.split(",")), path.name
