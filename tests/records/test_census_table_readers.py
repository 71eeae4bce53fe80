"""An authority's extract of the census becomes rows, joined by the tables' keys."""

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from records.errors import InputRejected
from records.readers import census_tables
from records.readers.census_tables import NEEDED, PASSED_OVER

DATA = Path(__file__).parent / "data" / "census-tables"
KNOWN_ON = date(2026, 2, 20)
SCHOOL, SECOND_SCHOOL = 9994001, 9994002
SAM, ALEX = "Y999900124001", "M999900124002"


def read(folder):
    """Return the sound rows, when nothing is wrong with any."""
    reading = census_tables.read(folder, KNOWN_ON)
    reading.problems.settle(0)
    return reading.tables


@pytest.fixture(scope="module")
def tables():
    return read(DATA)


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(DATA, tmp_path / "census-spring"))


def rows(tables: dict[str, pl.DataFrame], table: str, *columns: str) -> list[tuple]:
    return tables[table].select(columns).sort(columns).rows()


def spoil(folder, table, old, new):
    path = next(folder.glob(f"*{table}.csv"))
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(folder):
    with pytest.raises(InputRejected) as refused:
        read(folder)
    return str(refused.value)


def test_what_is_said_of_a_pupil_comes_from_the_main_school(tables):
    known = rows(tables, "pupils", "upn", "sex", "birth_month", "ethnicity", "language")
    assert known == [
        (ALEX, "M", date(2013, 2, 1), "BCRB", "ENG"),
        (SAM, "F", date(2013, 11, 1), "WBRI", "OTH"),
    ]
    names = rows(tables, "identities", "upn", "surname", "date_of_birth")
    assert names == [
        (ALEX, "Sample", date(2013, 2, 4)),
        (SAM, "Example", date(2013, 11, 20)),
    ]
    groups = rows(tables, "year_groups", "upn", "academic_year", "year_group")
    assert groups == [(SAM, "2025/26", "7")]


def test_a_pupil_is_on_the_roll_of_both_schools(tables):
    columns = ("upn", "laestab", "status", "entry_date", "leaving_date")
    assert rows(tables, "enrolments", *columns) == [
        (ALEX, SCHOOL, "P", date(2024, 9, 2), date(2025, 12, 5)),
        (SAM, SCHOOL, "M", date(2025, 9, 1), None),
        (SAM, SECOND_SCHOOL, "S", date(2025, 10, 1), None),
    ]


def test_provision_holds_on_the_census_day_with_the_need_of_first_rank(tables):
    held = rows(tables, "sen", "upn", "start_date", "provision", "primary_need")
    assert held == [(SAM, date(2026, 1, 15), "K", "SEMH")]


def test_what_is_declared_holds_on_the_census_day(tables):
    assert rows(tables, "circumstances", "upn", "kind", "start_date") == [
        (SAM, "adopted", date(2026, 1, 15)),
        (SAM, "young_carer_parent", date(2026, 1, 15)),
    ]


def test_a_period_that_both_schools_return_stands_once(tables):
    assert rows(tables, "free_school_meals", "upn", "start_date", "end_date") == [
        (SAM, date(2024, 9, 2), date(2025, 3, 28)),
        (SAM, date(2025, 9, 1), None),
    ]


def test_suspensions_of_pupils_on_roll_and_off(tables):
    columns = ("upn", "laestab", "start_date", "category", "sessions", "reason")
    assert rows(tables, "suspensions", *columns) == [
        (ALEX, SCHOOL, date(2025, 12, 5), "PERM", 0, "PA"),
        (SAM, SCHOOL, date(2025, 11, 3), "SUSP", 4, "DB"),
    ]


def test_a_permanent_exclusion_has_no_length(folder):
    spoil(folder, "termlyexclusionsoffroll", ",0,PA", ",,PA")

    assert rows(read(folder), "suspensions", "sessions") == [
        (0,),
        (4,),
    ]


def test_placements_that_a_school_arranged_and_pupils_of_a_provider(tables):
    columns = ("upn", "provider", "start_date", "end_date", "reason", "sessions")
    assert rows(tables, "alternative_provision", *columns) == [
        (ALEX, "9994001", date(2024, 9, 2), date(2025, 12, 5), "PEX", None),
        (SAM, "900003", date(2025, 11, 10), date(2025, 12, 12), "OTH", 4),
    ]


def test_absence_is_the_sum_of_the_rows_by_reason(tables):
    columns = ("upn", "laestab", "possible", "authorised", "unauthorised")
    assert rows(tables, "attendance_totals", *columns) == [
        (ALEX, SCHOOL, 110, 0, 30),
        (SAM, SCHOOL, 140, 8, 3),
        (SAM, SECOND_SCHOOL, 20, 0, 0),
    ]
    assert set(rows(tables, "attendance_totals", "academic_year", "period")) == {
        ("2025/26", "autumn")
    }


@pytest.mark.parametrize(
    ("day", "year", "period"),
    [
        ("2025-Oct-02", "2024/25", "summer_1"),
        ("2026-Jan-15", "2025/26", "autumn"),
        ("2026-May-21", "2025/26", "spring"),
        ("2024-02-29", "2023/24", "autumn"),
    ],
)
def test_a_census_counts_the_sessions_of_the_term_before(folder, day, year, period):
    path = folder / "schoolcensus.csv"
    said = path.read_text(encoding="utf-8").replace("2026-Jan-15", day)
    path.write_text(said.replace(" 00:00:00", "" if day[5] == "0" else " 00:00:00"))

    counted = rows(
        read(folder),
        "attendance_reasons",
        "academic_year",
        "period",
    )

    assert set(counted) == {(year, period)}


def test_the_autumn_census_counts_the_half_term_after_whitsun_too(folder):
    for path in folder.glob("*termlysessiondetails*"):
        name = path.name.replace("termlysession", "summerhalfterm2session")
        path.rename(path.with_name(name))
    spoil(folder, "schoolcensus", "2026-Jan-15", "2025-Oct-02")
    spoil(folder, "schoolcensus", "2026-Jan-15", "2025-Oct-02")

    tables = read(folder)

    assert rows(tables, "attendance_reasons", "academic_year", "period", "code")[0] == (
        "2024/25",
        "summer_2",
        "/",
    )
    assert "attendance_totals" not in tables or tables["attendance_totals"].is_empty()


def test_a_census_without_ethnicity_blanks_nothing(folder):
    spoil(folder, "pupilonroll", ",ethnicity,", ",notes,")
    spoil(folder, "pupilnolongeronroll", ",ethnicity,", ",notes,")

    tables = read(folder)

    assert tables["pupils"].is_empty()
    assert tables["identities"].height == 2


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        (
            "termlyexclusionsonroll",
            "p1,",
            "p9,",
            "termlyexclusionsonroll.csv, row 2, column pupilonrolltableid: is of no",
        ),
        (
            "termlyexclusionsonroll",
            "2025-Nov-03",
            "2025-Nov-31",
            "row 2, column startdate: '2025-Nov-31 00:00:00' is not a date",
        ),
        (
            "pupilonroll",
            "p2,",
            "p1,",
            "_pupilonroll.csv, row 2, column pupilonrolltableid: is empty or stands",
        ),
        (
            "pupilonroll",
            ",senprovision",
            ",provision",
            "row 1: has no column senprovision; ask the",
        ),
        (
            "pupilonroll",
            ",formerupn",
            ",upn",
            "row 1, column number 7: has the name of",
        ),
        (
            "schoolcensus",
            "2026-Jan-15",
            "15/01/2026",
            "schoolcensus.csv, row 2, column referencedate: is not a day such as",
        ),
        ("senneeds", "p1,9994001,n1", '"p1,9994001,n1', "ends inside a quoted value"),
        ("senneeds", "1,SEMH", "1,SEMH,,,", "row 3: has 10 values, and the heading"),
        (
            "termlysessiondetailsonroll",
            "6,I",
            "6,?",
            "sessiondetailsonroll.csv, row 3, column attendancereason: '?' is not",
        ),
    ],
)
def test_a_table_that_cannot_be_right(folder, table, old, new, said):
    spoil(folder, table, old, new)

    assert said in refusal(folder)


@pytest.mark.parametrize("spoilt", ["six,I", "6,?", "-6,I"])
def test_no_sum_lacks_a_row_that_is_rejected(folder, spoilt):
    spoil(folder, "termlysessiondetailsonroll", "6,I", spoilt)

    reading = census_tables.read(folder, KNOWN_ON)

    assert reading.problems.rejected.total() == 1
    assert (SAM, SCHOOL) not in rows(
        reading.tables, "attendance_totals", "upn", "laestab"
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("notes.txt", "notes.txt: is not a table that is known; leave it out, or en"),
        ("pupilonrol.csv", "pupilonrol.csv: is not a table that is known"),
        ("academies_pupilonroll.csv", "is a second table pupilonroll; give each extr"),
    ],
)
def test_a_file_that_is_not_expected(folder, name, said):
    (folder / name).write_text("a,b\n1,2\n", encoding="utf-8")

    assert said in refusal(folder)


@pytest.mark.parametrize("table", ["schoolcensus", "pupilonroll"])
def test_a_table_that_is_missing(folder, table):
    next(folder.glob(f"*{table}.csv")).unlink()

    assert f"census-spring: has no table {table}; ask" in refusal(folder)


def test_pupils_no_longer_on_roll_are_missing(folder):
    next(folder.glob("*pupilnolongeronroll.csv")).unlink()

    assert "offroll.csv, row 2, column pupilnolongeronrolltableid: is of no pupil" in (
        refusal(folder)
    )


def test_nothing_that_names_a_pupil_is_said(folder):
    spoil(folder, "pupilonroll", "2013-Nov-20", "1813-Nov-20")
    spoil(folder, "pupilonroll", "2013-Nov-20", "1813-Nov-20")

    said = refusal(folder)

    assert "column dob: is out of range" in said
    for secret in (SAM, "Example", "Sam", "1813"):
        assert secret not in said


def test_no_table_is_both_read_and_passed_over():
    assert not set(NEEDED) & set(PASSED_OVER)
    assert len(set(PASSED_OVER)) == len(PASSED_OVER)
