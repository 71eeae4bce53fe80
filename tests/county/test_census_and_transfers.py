"""The census and transfer files say what the county knows, as their readers read."""

from datetime import date, timedelta

import polars as pl
import pytest
from county_lake import in_words

from records.county.census import write_census
from records.county.census_facts import censuses
from records.county.transfers import transfers, write_transfers
from records.county.weeks import Delivery
from records.readers import census_tables, ctf_xml
from records.sessions import ABSENT, AUTHORISED, POSSIBLE

SPRING = Delivery(day=date(2026, 1, 18), after=date(2026, 1, 11))
SEPTEMBER = Delivery(day=date(2026, 9, 6), after=date(2026, 8, 30))
CENSUS_DAY = date(2026, 1, 15)


@pytest.fixture(scope="module")
def census(county, tmp_path_factory):
    folder = tmp_path_factory.mktemp("week")
    write_census(county, SPRING, folder)
    reading = census_tables.read(folder / "census-2026-spring", SPRING.day)
    assert reading.problems.found.is_empty()
    return {name: in_words(rows) for name, rows in reading.tables.items()}


@pytest.fixture(scope="module")
def moved(county, tmp_path_factory):
    folder = tmp_path_factory.mktemp("week")
    moves = transfers(county, SEPTEMBER)
    write_transfers(county, moves, SEPTEMBER, folder)
    readings = [ctf_xml.read(path, SEPTEMBER.day) for path in folder.iterdir()]
    assert all(reading.problems.found.is_empty() for reading in readings)
    names = {name for reading in readings for name in reading.tables}
    return moves, {
        name: in_words(pl.concat(r.tables[name] for r in readings if name in r.tables))
        for name in names
    }


def as_known(county, name, key):
    rows = county.tables[name]
    if "recorded_on" not in rows.columns:
        return rows
    known = rows.filter(pl.col("recorded_on") <= SPRING.day)
    return known.sort("recorded_on").unique(key, keep="last")


def test_dates_are_the_thursdays_that_the_department_sets():
    assert [each.day for each in censuses(2026)] == [
        CENSUS_DAY,
        date(2026, 5, 21),
        date(2026, 10, 1),
    ]


def test_a_week_without_a_reference_day_has_no_census(county, tmp_path):
    write_census(county, SEPTEMBER, tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("pupils", ["upn"]),
        ("identities", ["upn"]),
        ("year_groups", ["upn", "academic_year"]),
        ("free_school_meals", ["upn", "start_date"]),
    ],
)
def test_the_census_repeats_what_is_known(name, key, county, census):
    values = [
        c for c in census[name].columns if c not in ("recorded_on", "_file", "_row")
    ]
    known = as_known(county, name, key)
    said = census[name].join(known, on=values, how="anti", nulls_equal=True)
    assert census[name].height > 50
    assert said.is_empty()


def test_everybody_on_roll_is_in_the_census(county, census):
    enrolled = as_known(county, "enrolments", ["upn", "urn", "entry_date"]).filter(
        pl.col("leaving_date").is_null(), pl.col("entry_date") <= CENSUS_DAY
    )
    said = census["enrolments"].filter(pl.col("leaving_date").is_null())
    said = said.select("upn", "status", "entry_date")
    expected = enrolled.select("upn", "status", "entry_date")
    assert said.sort(said.columns).equals(expected.sort(expected.columns))


def test_who_left_since_the_term_counted_is_in_the_census_without_a_reason(
    county, census
):
    autumn = county.tables["calendar"].filter(pl.col("academic_year") == "2025/26")
    spell = ["upn", "urn", "entry_date"]
    held = as_known(county, "enrolments", spell)
    here = held.filter(pl.col("leaving_date").is_null())
    left = held.filter(
        pl.col("leaving_date").is_between(autumn["date"].min(), CENSUS_DAY),
        pl.col("status") == "P",
    ).join(here, on=["upn", "urn"], how="anti")
    schools = county.tables["schools"].select("urn", "laestab")
    expected = left.join(schools, on="urn").select(
        "upn", "laestab", "entry_date", "leaving_date"
    )
    said = census["enrolments"].filter(pl.col("status") == "P")
    said = said.select(expected.columns)
    assert said.height > 5
    assert said.sort(said.columns).equals(
        expected.sort(expected.columns), null_equal=True
    )
    counted = census["attendance_totals"].join(said, on=["upn", "laestab"])
    assert counted.height > 3


def test_those_who_left_take_their_suspensions_into_the_census(county, tmp_path):
    # In a July nearly a sixth of pupils leave, some of them suspended in the summer.
    autumn = Delivery(day=date(2026, 10, 4), after=date(2026, 9, 27))
    write_census(county, autumn, tmp_path)
    reading = census_tables.read(tmp_path / "census-2026-autumn", autumn.day)
    assert reading.problems.found.is_empty()
    gone = in_words(reading.tables["enrolments"]).filter(pl.col("status") == "P")
    files = {path.stem.partition("_")[2] for path in tmp_path.glob("*/*.csv")}
    assert "autumn_termlyexclusionsoffroll" in files
    assert "autumn_summerhalfterm2sessiondetailsoffroll" in files
    assert gone.height > 100
    both = gone.join(reading.tables["suspensions"], on=["upn", "laestab"])
    assert not both.is_empty()


def test_provision_and_needs_hold_from_the_reference_day(county, census):
    held = as_known(county, "sen", ["upn", "start_date"]).filter(
        pl.col("start_date") <= CENSUS_DAY,
        pl.col("end_date").is_null() | (pl.col("end_date") >= CENSUS_DAY),
    )
    last = held.sort("start_date").unique("upn", keep="last")
    values = ["upn", "provision", "primary_need", "secondary_need"]
    assert set(census["sen"]["start_date"]) == {CENSUS_DAY}
    assert set(census["sen"]["provision"]) == {"N", "K", "E"}
    assert census["sen"].join(last, on=values, how="anti", nulls_equal=True).is_empty()


def test_absence_is_counted_from_the_marks_of_the_term_before(county, census):
    days = county.tables["calendar"].filter(
        pl.col("academic_year") == "2025/26", pl.col("term") == "autumn"
    )
    marks = county.tables["marks"].filter(
        pl.col("date").is_in(days["date"].implode()),
        pl.col("recorded_on") <= SPRING.day,
    )
    last = marks.sort("recorded_on", maintain_order=True).unique(
        ["upn", "urn", "date", "session"], keep="last"
    )
    counted = last.group_by("upn", "urn").agg(
        possible=pl.col("code").is_in(POSSIBLE).sum().cast(pl.Int64),
        authorised=pl.col("code").is_in(AUTHORISED).sum().cast(pl.Int64),
    )
    schools = county.tables["schools"].select("urn", "laestab")
    counted = counted.join(schools, on="urn")
    values = ["upn", "laestab", "possible", "authorised"]
    totals = census["attendance_totals"]
    assert totals.height > 1000
    assert totals.join(counted, on=values, how="anti").is_empty()
    assert set(census["attendance_reasons"]["code"]) <= set(ABSENT)


def test_a_transfer_file_tells_the_new_entry(county, moved):
    moves, tables = moved
    entered = tables["enrolments"].filter(pl.col("leaving_date").is_null())
    said = entered.select("upn", "entry_date", "status")
    expected = moves.select("upn", "entry_date", "status")
    assert moves.height > 20
    assert said.sort(said.columns).equals(expected.sort(expected.columns))


def test_a_transfer_file_tells_what_lies_behind(county, moved):
    moves, tables = moved
    over = tables["enrolments"].filter(pl.col("leaving_date").is_not_null())
    known = county.tables["enrolments"].filter(
        pl.col("recorded_on") <= SEPTEMBER.day, pl.col("leaving_date").is_not_null()
    )
    schools = county.tables["schools"].select("urn", "laestab")
    values = ["upn", "laestab", "status", "entry_date", "leaving_date"]
    assert over.height > 20
    assert over.join(known.join(schools, on="urn"), on=values, how="anti").is_empty()


def test_a_transfer_file_tells_all_provision_that_a_pupil_had(county, tmp_path):
    known = pl.col("recorded_on") <= SEPTEMBER.day
    had = county.tables["sen"].filter(known).group_by("upn").len()
    several = had.filter(pl.col("len") > 1)
    spells = county.tables["enrolments"].filter(known).unique("upn", keep="first")
    (elsewhere, *_) = county.tables["schools"]["urn"]
    going = spells.join(several, on="upn", how="semi").select(
        "upn", "urn", "entry_date", "status", source_urn=pl.lit(elsewhere)
    )
    write_transfers(
        county, going.filter(pl.col("urn") != elsewhere), SEPTEMBER, tmp_path
    )

    readings = [ctf_xml.read(path, SEPTEMBER.day) for path in tmp_path.iterdir()]
    told = pl.concat(r.tables["sen"] for r in readings if "sen" in r.tables)

    again = told.group_by("upn").len().filter(pl.col("len") > 1)
    assert not again.is_empty()


def test_a_transfer_file_tells_a_former_number(county, tmp_path):
    known = pl.col("recorded_on") <= SEPTEMBER.day
    links = county.tables["pupil_links"].filter(known)
    spells = county.tables["enrolments"].filter(known).unique("upn", keep="first")
    (elsewhere, *_) = county.tables["schools"]["urn"]
    renamed = (
        spells.join(links, on="upn", how="semi")
        .filter(pl.col("urn") != elsewhere)
        .select("upn", "urn", "entry_date", "status", source_urn=elsewhere)
    )
    write_transfers(county, renamed, SEPTEMBER, tmp_path)

    readings = [ctf_xml.read(path, SEPTEMBER.day) for path in tmp_path.iterdir()]
    told = pl.concat(reading.tables["pupil_links"] for reading in readings)

    expected = links.join(renamed, on="upn", how="semi").select("upn", "former_upn")
    assert expected.height > 5
    assert told.select("upn", "former_upn").sort("upn").equals(expected.sort("upn"))


def test_who_moves_was_at_another_school_before(county, moved):
    moves, _ = moved
    spells = county.tables["enrolments"].select("upn", "urn", since="entry_date")
    at_source = moves.join(
        spells, left_on=["upn", "source_urn"], right_on=["upn", "urn"]
    )
    before = at_source.filter(pl.col("since") < pl.col("entry_date"))
    assert moves.join(before, on=["upn", "urn", "entry_date"], how="anti").is_empty()
    assert (moves["source_urn"] != moves["urn"]).all()
    week = timedelta(days=7)
    assert (moves["entry_date"] > SEPTEMBER.day - week).all()


@pytest.mark.parametrize(
    "name", ["identities", "pupils", "year_groups", "sen", "free_school_meals"]
)
def test_the_rest_of_a_transfer_file_repeats_what_is_known(name, county, moved):
    rows = moved[1][name]
    values = [c for c in rows.columns if c not in ("recorded_on", "_file", "_row")]
    known = county.tables[name]
    assert not rows.is_empty()
    assert rows.join(known, on=values, how="anti", nulls_equal=True).is_empty()
