"""What is off cannot reach the matrix: by construction, and by trying."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tables import AS_OF, county, values

from features.build import build

OFF = (
    *("pupils", "identities", "sen", "free_school_meals", "care_periods"),
    *("circumstances", "home_education"),
    *("attendance_totals", "attendance_reasons"),
)

MARKS = """
pupil | week       | days
1     | 2025-11-10 | // /I // E/ //
2     | 2025-11-10 | // // // // //
"""
PUPILS = "pupil_id\n1\n2"
SEN = "pupil_id | start_date | end_date | provision\n1 | 2025-09-01 | | K"
CARE = "pupil_id | kind | start_date\n1 | CIN | 2025-09-01\n2 | CLA | 2025-11-17"


def rows(tables) -> pl.DataFrame:
    return build(tables, AS_OF).collect().sort("pupil_id")


def test_the_build_does_not_even_open_the_tables_that_are_off():
    whole = county(MARKS, enrolments=PUPILS, sen=SEN, care_periods=CARE)
    cut = {name: frame for name, frame in whole.items() if name not in OFF}
    assert_frame_equal(rows(whole), rows(cut))


@pytest.mark.parametrize(
    ("code", "instead"),
    [("R", "C"), ("E", "C"), ("Y5", "Y7"), ("K", "B"), ("T", "C")],
)
def test_codes_that_tell_a_religion_or_a_detention_say_no_more_than_their_group(
    code, instead
):
    day = "pupil | week | days\n1 | 2025-11-10 | /,{0} {0},{0} // //"
    said, other = (
        rows(county(day.format(each), enrolments=PUPILS)) for each in (code, instead)
    )
    assert_frame_equal(said, other)


def test_a_health_and_care_plan_does_not_come_in_through_support():
    plan = "pupil_id | plan | start_date | stage\n1 | ehcp | 2025-10-06 | do"
    with_plan = county(MARKS, enrolments=PUPILS, support=plan)
    assert_frame_equal(rows(with_plan), rows(county(MARKS, enrolments=PUPILS)))


@pytest.mark.parametrize("reason", ["PEX", "EHC", "MHN", "PHN"])
def test_why_a_pupil_was_placed_elsewhere_is_not_read(reason):
    placed = "pupil_id | provider | start_date | reason\n1 | 900009 | 2025-09-15 | {}"
    said, other = (
        rows(county(MARKS, enrolments=PUPILS, alternative_provision=placed.format(why)))
        for why in (reason, "OTH")
    )
    assert_frame_equal(said, other)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sen_support", {1: 1, 2: 0}),
        ("ehcp", {1: 0, 2: 0}),
        ("cin", {1: 1, 2: 0}),
        ("cla", {1: 0, 2: 0}),
    ],
)
def test_switched_on_they_say_what_was_known(name, expected):
    tables = county(MARKS, enrolments=PUPILS, sen=SEN, care_periods=CARE)
    found = build(tables, AS_OF, switched_on=[name]).collect().sort("pupil_id")
    assert dict(found.select("pupil_id", name).iter_rows()) == expected
    assert set(found.columns) - set(rows(tables).columns) == {name}


def test_off_is_the_default():
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        values("sen_support", MARKS, enrolments=PUPILS, sen=SEN)
