"""What is off cannot reach the matrix: by construction, and by trying."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tables import AS_OF, county, values

from features.build import build
from features.catalogue import declared
from records.sessions import codes_meaning, told_apart

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


def marked(codes: list[str]) -> pl.DataFrame:
    """Build one pupil for each code, alike in all else."""
    days = [
        f"{pupil} | 2025-11-10 | /,{code} {code},{code} // //"
        for pupil, code in enumerate(codes, 1)
    ]
    alike = "\n".join(str(pupil) for pupil in range(1, len(codes) + 1))
    marks = "\n".join(["pupil | week | days", *days])
    built = rows(county(marks, enrolments=f"pupil_id\n{alike}"))
    return built.select(*declared())


def test_a_code_says_no_more_than_its_meaning_unless_its_list_declares_it():
    """So E, R and Y5 never tell a suspension, a religion or a detention."""
    alone = [code for codes in told_apart().values() for code in codes]
    assert not {"E", "R", "S", "T", "Y5"} & set(alone)
    for meaning in ("approved_activity", "authorised", "not_possible"):
        codes = [code for code in codes_meaning(meaning) if code not in alone]
        assert len(codes) > 2
        assert marked(codes).n_unique() == 1


def test_education_elsewhere_is_told_apart_to_look_at_and_never_to_learn_from():
    """Arranged education can follow an exclusion, an illness or a plan."""
    arranged, off_site, trip = marked(["K", "B", "V"]).to_dicts()
    for code, name in (arranged, "arranged_education_12w"), (off_site, "off_site_12w"):
        told = {each for each, value in code.items() if value != trip[each]}
        assert told == {name}
        assert not declared()[name].learnable


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
