"""Registers set out in width come in a row a mark, named by row and column."""

from datetime import date

import pytest
from conftest import ALEX, SAM

from records.errors import InputRejected
from records.readers import wide_marks
from records.readers.session_columns import session_column
from records.readers.wide_marks import SUPPLIED_WIDE

KNOWN_ON = date(2025, 9, 20)
SCHOOL = 9994001
PUPIL = f"Example,Sam,7A,Year  7,{SAM},20/11/2013"
OF_PUPIL = "Surname,Forename,Reg,Year,UPN,DOB"
BY_DAY = f"{OF_PUPIL},Date,AM,PM\n{PUPIL},08/09/2025,/,L\n{PUPIL},09/09/2025,N,\n"
BY_WEEK = (
    f"{OF_PUPIL},Week Beginning,Mon AM,Mon PM,Tue AM,Tuesday PM\n"
    f"{PUPIL},08/09/2025,/,L,N,\n"
)
BY_SESSION = (
    f"{OF_PUPIL},08/09/2025 AM,Mon 08/09/2025 PM,2025-09-09 AM,09-Sep-2025 pm,"
    f"Presents,% Attend\n{PUPIL},/,L,N,,2,66.7\n"
)
MONDAY, TUESDAY = date(2025, 9, 8), date(2025, 9, 9)
MARKS = [(MONDAY, "AM", "/"), (MONDAY, "PM", "L"), (TUESDAY, "AM", "N")]


def read(tmp_path, content, supplier="sims-wide-marks"):
    path = tmp_path / f"9994001-{supplier}.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    wide = SUPPLIED_WIDE[supplier]
    reading = wide_marks.read(path, KNOWN_ON, laestab=SCHOOL, wide=wide)
    reading.problems.settle(0)
    return reading.tables


def refusal(tmp_path, content):
    with pytest.raises(InputRejected) as refused:
        read(tmp_path, content)
    return str(refused.value)


@pytest.mark.parametrize("content", [BY_DAY, BY_WEEK, BY_SESSION])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_shape_says_the_same(tmp_path, content, separator):
    tables = read(tmp_path, "\ufeff" + content.replace(",", separator))

    marks = tables["marks"].sort("date", "session")
    assert marks.select("date", "session", "code").rows() == MARKS
    assert set(marks.select("upn", "laestab", "recorded_on").rows()) == {
        (SAM, SCHOOL, KNOWN_ON)
    }
    assert tables["identities"].select("upn", "surname", "date_of_birth").rows() == [
        (SAM, "Example", date(2013, 11, 20))
    ]


@pytest.mark.parametrize(
    ("supplier", "of_pupil"),
    [
        ("arbor-wide-marks", "Student,UPN,Present,Late (L)"),
        ("bromcom-wide-marks", "FirstName,UPN,LastName,TutorGroup"),
    ],
)
def test_suppliers_without_names_of_their_own(tmp_path, supplier, of_pupil):
    content = f"{of_pupil},08/09/2025 AM,08/09/2025 PM\nx,{SAM},x,x,/,L\n"

    tables = read(tmp_path, content, supplier)

    assert list(tables) == ["marks"]
    assert sorted(tables["marks"].select("date", "session", "code").rows()) == MARKS[:2]


def test_a_register_without_names_says_no_identities(tmp_path):
    tables = read(tmp_path, f"UPN,08/09/2025 AM\n{SAM},/\n")

    assert list(tables) == ["marks"]


def test_the_row_is_that_of_the_file(tmp_path):
    content = BY_WEEK + f"{PUPIL.replace(SAM, ALEX)},15/09/2025,/,,,\n"

    marks = read(tmp_path, content)["marks"]

    assert set(marks.select("_row", "upn").rows()) == {(2, SAM), (3, ALEX)}


@pytest.mark.parametrize(
    ("content", "old", "new", "said"),
    [
        (BY_SESSION, ",L,N", ",?,N", "row 2, column Mon 08/09/2025 PM: '?' is not in"),
        (BY_WEEK, ",L,N", ",=A1,N", "row 2, column Mon PM: '=A1' is a spreadsheet's"),
        (BY_WEEK, "08/09", "09/09", "row 2, column Week Beginning: '09/09/2025' is no"),
        (BY_WEEK, "08/09/2025,", "8 Sept,", "WeekBeginning: '8 Sept' is not a date; w"),
        (
            BY_WEEK.replace(",Week", ",Date,Week").replace(",08/", ",01/09/2025,08/"),
            ",08/09/2025",
            ",",
            "WeekBeginning: is empty; every row needs one",
        ),
        (BY_DAY, "09/09/2025", "45909", "row 3, column Date|Week Beginning|Week Comm"),
        (BY_DAY, "09/09/2025", "30/09/2025", "'2025-09-30' is after the day on which"),
        (BY_DAY, "Date,", "Day,", "column Day: is neither a column of this file nor a"),
        (BY_DAY, ",Date,", ",Reason,", "column Reason: is neither a column of this fi"),
        (BY_SESSION, "Mon 08", "Tue 08", "column Tue 08/09/2025 PM: is neither a"),
        (BY_SESSION, "08/09/2025 AM", "08/09/2025", "column 08/09/2025: is neither a"),
        (BY_SESSION, SAM, "", "row 2, column UPN: is empty; every row needs one"),
        (BY_SESSION, "/,L", '"/,L', "ends inside a quoted value; ask the supplier"),
        (BY_DAY, ",/,L", ",/,L,L", "row 2: has 10 values, and the heading has 9; a"),
        (BY_DAY, "/,L", "L", "row 2: has 8 values, and the heading has 9; ask the"),
        (
            BY_DAY,
            ",/,",
            f",{'x' * 200_000},",
            "has quotation marks that do not pair, o",
        ),
        (BY_DAY, "AM,PM", "AM,AM", "column number 9: has the name of another; remove"),
    ],
)
def test_a_register_that_cannot_be_right(tmp_path, content, old, new, said):
    assert old in content
    refused = refusal(tmp_path, content.replace(old, new, 1))

    assert said in refused.replace("Week Starting|", "")


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Surname,Date,AM", "column UPN: is missing; add the column"),
        ("Surname,UPN,Date", "column 08/09/2025 AM: is missing, or Mon AM, or AM; add"),
        (
            "Surname,UPN,AM",
            "column Date: is missing; add the column, as AM and PM name",
        ),
        (
            "UPN,Date,Mon AM",
            "column Week Beginning: is missing; add the column, as Mon",
        ),
    ],
)
def test_a_column_that_is_missing(tmp_path, heading, said):
    assert said in refusal(tmp_path, f"{heading}\na,b,c\n")


def test_a_pupil_with_a_bad_number_of_columns_is_blamed_once(tmp_path):
    said = refusal(tmp_path, BY_SESSION.replace("20/11/2013", "1813"))

    assert said.count("column DOB") == 1
    assert "1813" not in said


@pytest.mark.parametrize(
    ("heading", "session", "weekday", "day"),
    [
        ("AM", "AM", None, None),
        ("Afternoon", "PM", None, None),
        ("Fri PM", "PM", 4, None),
        ("Wednesday:am", "AM", 2, None),
        ("08/09/2025 AM", "AM", None, MONDAY),
        ("Mon 08 Sep 2025 - pm", "PM", 0, MONDAY),
        ("2025-09-08_PM", "PM", None, MONDAY),
    ],
)
def test_a_heading_of_a_session(heading, session, weekday, day):
    found = session_column(heading)

    assert (found.session, found.weekday, found.day) == (session, weekday, day)


@pytest.mark.parametrize(
    "heading",
    [
        *("Exam", "Spam", "Sat AM", "08/09/2025", "08/09/25 AM", "8/09/2025 AM"),
        *("31/02/2025 AM", "Tue 08/09/2025 AM", "8 Sep 2025 AM"),
    ],
)
def test_a_heading_that_is_not_of_a_session(heading):
    assert session_column(heading) is None
