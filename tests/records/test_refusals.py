"""Bad input is refused with its place and a way out, and the lake is as it was."""

import re

import polars as pl
import pytest
from conftest import ALEX, DAY, FILES, SAM, SIMS_HEADING, SIMS_NAME, STRANGER

from records.errors import InputRejected

FIRST_MARK = f"{SAM},900001,2025-09-08,AM,/,2025-09-09"


def refusal(delivery, **options):
    """Return what is said when the delivery is refused, with the lake unchanged."""
    with pytest.raises(InputRejected) as refused:
        delivery.ingest(**options)
    assert refused.value.exit_code == 4
    assert not list(delivery.lake.root.rglob("*.parquet"))
    return str(refused.value)


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (
            f"{SAM},900001,2025-09-08,AM,ZZ,2025-09-09",
            "row 2, column code: 'ZZ' is not in the code list attendance_codes; use",
        ),
        (
            f"{SAM},900001,2025-09-08,AM,H,2025-09-09",
            "row 2, column code: 'H' was not in force on that date;",
        ),
        (
            f"{SAM},900001,2025-09-08,XM,/,2025-09-09",
            "row 2, column session: 'XM' is not in the code list sessions; "
            "use one of AM PM",
        ),
        (
            f"{SAM},900001,08/09/2025,AM,/,2025-09-09",
            "row 2, column date: '08/09/2025' is not a date; write it as 2025-09-08",
        ),
        (
            f"{SAM},900001,1925-09-08,AM,/,2025-09-09",
            "row 2, column date: '1925-09-08' is out of range: under 2006-09-01;",
        ),
        (
            f"{SAM},900001,2025-09-08,AM,/,2125-09-09",
            "row 2, column recorded_on: '2125-09-09' is out of range: over 2100-12-31;",
        ),
        (
            f"{SAM},900001,2025-09-10,AM,/,2025-09-09",
            "row 2, column date: '2025-09-10' is after the day on which it was",
        ),
        (
            f"{SAM},900001,2025-09-08,AM,/,2025-09-16",
            "row 2, column recorded_on: '2025-09-16' is after the day of the delivery;",
        ),
        (
            f"{SAM},School,2025-09-08,AM,/,2025-09-09",
            "row 2, column urn: 'School' is not a whole number; write it as 900001",
        ),
        (
            f"{SAM},900001,2025-09-08,AM,,2025-09-09",
            "row 2, column code: is empty; every row needs one",
        ),
        (
            f"{SAM},900001,2025-09-08,PM,/,2025-09-09",
            "row 2: has a key (upn, urn, date, session) that stands twice",
        ),
        (
            FIRST_MARK.replace("Y", "X"),
            "row 2, column upn: holds a UPN whose form or check letter does not fit;",
        ),
        (
            FIRST_MARK.replace(SAM, STRANGER),
            "row 2, column upn: is of a pupil who is in neither pupils nor enrolments;",
        ),
        (
            FIRST_MARK + ",extra",
            "row 2: has more than 6 values; put quotation marks",
        ),
    ],
)
def test_a_row_that_cannot_be_right(delivery, new, said):
    delivery.spoil("marks.csv", FIRST_MARK, new)

    assert said in refusal(delivery)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "marks.csv: is empty; ask the supplier to send it again"),
        (
            FILES["marks.csv"][:-14].encode(),
            "ends inside its last row, which has 4 of 6 columns",
        ),
        (
            FILES["marks.csv"].replace(",N,", ',"N,').encode(),
            "has quotation marks that do not pair within a value",
        ),
        (
            FILES["marks.csv"].replace(f"{ALEX},900001", f'"{ALEX},900001', 1).encode(),
            "ends inside a quoted value",
        ),
        (
            FILES["marks.csv"].replace("\\", "é").encode("cp1252"),
            r"is not UTF-8 at byte 121, in line 3 \(0xE9\); it may be Windows-1252; "
            "save it again as 'CSV UTF-8'",
        ),
        (FILES["marks.csv"].encode("utf-16"), "is UTF-16 text, not UTF-8; save it"),
        (FILES["marks.csv"].encode("utf-16-le"), "UTF-16"),
        (
            FILES["marks.csv"].replace("code", "mark").encode(),
            "row 1, column mark: is not a column of this file; remove it; the columns "
            "are upn, urn, date, session, code, recorded_on",
        ),
        (
            FILES["marks.csv"].replace("code", "mark").encode(),
            "row 1, column code: is missing; add the column",
        ),
        (
            FILES["marks.csv"].replace("session", "code").encode(),
            "row 1, column code: appears twice",
        ),
    ],
)
def test_a_file_that_cannot_be_read(delivery, content, said):
    delivery.write("marks.csv", content)

    assert re.search(said, refusal(delivery))


def test_a_quoted_value_left_open(delivery):
    delivery.spoil("schools.csv", "Harefield", '"Harefield')

    assert "schools.csv: ends inside a quoted value" in refusal(delivery)


def test_a_place_that_is_missing(delivery):
    place = delivery.folder / "2025-09-22"

    with pytest.raises(InputRejected, match="does not exist; check the address"):
        delivery.ingest(place)


def test_an_empty_folder(delivery):
    for path in (delivery.folder / DAY).iterdir():
        path.unlink()

    assert "holds no file to ingest" in refusal(delivery)


def test_headings_without_any_row(delivery):
    place = delivery.write("marks.csv", FILES["marks.csv"].splitlines()[0] + "\n")

    assert "holds no rows" in refusal(delivery, place=place)


@pytest.mark.parametrize("name", ["attendance.csv", "marks.xlsx", "notes.txt"])
def test_a_file_that_nobody_knows(delivery, name):
    delivery.write(name, "upn\n")

    assert f"{name}: Waymark does not know this file; name it" in refusal(delivery)


def test_a_folder_that_is_not_a_day(delivery):
    delivery.write("marks.csv", FILES["marks.csv"], day="last week")

    assert "name delivery folders by the day" in refusal(delivery)


def test_a_period_that_ends_before_it_starts(delivery):
    delivery.write(
        "sen.csv",
        "upn,start_date,end_date,provision,primary_need,recorded_on\n"
        f"{SAM},2025-09-08,2025-09-01,K,SEMH,2025-09-09\n",
    )

    said = "sen.csv, row 2, column start_date: '2025-09-08' is after end_date"
    assert said in refusal(delivery)


def test_files_that_contradict_each_other(delivery):
    delivery.write("marks-again.csv", FILES["marks.csv"].replace(",N,", ",I,", 1))

    said = refusal(delivery)

    assert "marks-again.csv, row 4: contradicts another file" in said
    assert "marks.csv, row 4: contradicts another file" in said


def test_a_day_that_stands_twice_in_a_table_without_history(delivery):
    day = "2025-09-08,2025-09-08,2025/26,autumn,1,"
    heading = "date,week,academic_year,term,half_term,sessions\n"
    delivery.write("calendar.csv", f"{heading}{day}2\n{day}1\n")

    said = refusal(delivery)

    assert "calendar.csv, row 3: has a key (date) that stands twice" in said


def test_a_school_that_nobody_knows(delivery):
    row = f"Example,Sam,7A,Year  7,{SAM},20/11/2013,11/09/2025,AM,/,,\n"
    delivery.write("9994999-sims-session-marks.csv", SIMS_HEADING + row)

    assert "is of a school that is not in schools" in refusal(delivery)


def test_a_sims_export_is_spoken_of_in_its_own_words(delivery):
    delivery.sims(
        (SAM, "2025-09-11", "AM", "/"), (SAM, "11/09/2025", "AM", "?"), day=DAY
    )

    said = refusal(delivery)

    place = f"{DAY}/{SIMS_NAME}"
    assert f"{place}, row 2, column Date: '2025-09-11' is not a date; write it" in said
    assert f"{place}, row 3, column Mark: '?' is not in the code list" in said


def test_nothing_that_names_a_pupil_is_said(delivery):
    delivery.spoil("pupils.csv", SAM, "Y99990012400")
    delivery.sims(("Y9999001240010", "11/09/2025", "AM", "/"), day=DAY)
    delivery.write(
        "identities.csv",
        f"upn,surname,forename,date_of_birth\n{ALEX},Sample,Alex,1813-11-20\n",
    )

    said = refusal(delivery)

    assert "identities.csv, row 2, column date_of_birth: is out of range" in said
    for secret in ("Y99990012400", "Example", "Sample", "1813-11-20", "20/11/2013"):
        assert secret not in said


def test_twenty_problems_are_shown_and_all_are_listed(delivery, tmp_path):
    rows = [f"{SAM},900001,2025-09-08,AM,?,2025-09-09\n"] * 30
    delivery.write(
        "marks.csv", FILES["marks.csv"].splitlines()[0] + "\n" + "".join(rows)
    )
    rejects = tmp_path / "rejects.csv"

    said = refusal(delivery, rejects=rejects)

    assert "30 problems" in said
    assert "and 10 more" in said
    assert said.count("'?'") == 20
    listed = pl.read_csv(rejects)
    assert listed.columns == ["file", "row", "column", "value", "problem", "advice"]
    assert listed["row"].to_list() == list(range(2, 32))
