"""Percentages come out as DfE publishes them, and codes mean what they meant then."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from records.codes import code_list
from records.errors import InputRejected
from records.sessions import ABSENT, MEASURES, POSSIBLE, codes_meaning, percentages

PUBLISHED = pl.read_csv(
    Path(__file__).parent / "data" / "weekly_sessions_gloucestershire_2025.csv"
)
PRESENT = {"reason_present_am": "/", "reason_present_pm": "\\"}
LAST_AND_FIRST_DAY = date(2024, 8, 18), date(2024, 8, 19)


def codes_counted() -> dict[str, str]:
    """Return, by the published column that counts sessions, the attendance code."""
    counted = [
        name
        for name in PUBLISHED.columns
        if name.startswith("reason_") and not name.startswith("reason_present")
    ]
    return PRESENT | {name: name.split("_")[1].upper() for name in counted}


def marks_behind(published):
    """Rebuild one mark for every session that was counted."""
    counted = codes_counted()
    counts = [int(published[name]) for name in counted]
    codes = pl.DataFrame({"code": list(counted.values()), "count": counts})
    return codes.select(pl.col("code").repeat_by("count").explode()).drop_nulls()


def shares_of(*codes):
    return percentages(pl.DataFrame({"code": codes}, schema={"code": pl.String}))


ROWS = [
    pytest.param(row, id=f"{row['time_identifier']}-{row['education_phase']}")
    for row in PUBLISHED.iter_rows(named=True)
]


@pytest.mark.parametrize("published", ROWS)
def test_every_published_percentage_comes_back_from_the_marks(published):
    computed = percentages(marks_behind(published)).row(0, named=True)

    assert computed.pop("possible_sessions") == published["possible_sessions"]
    names = [name for name in published if name.endswith("_perc")]
    assert {f"{name}_perc" for name in computed} == set(names)
    assert {f"{name}_perc": value for name, value in computed.items()} == (
        pytest.approx({name: published[name] for name in names}, rel=1e-12)
    )


def test_groups_are_counted_apart():
    marks = pl.LazyFrame({"urn": [1, 1, 2, 2], "code": ["/", "I", "/", "#"]})

    shares = percentages(marks, by=["urn"]).collect().sort("urn")

    assert shares["possible_sessions"].to_list() == [2, 1]
    assert shares["overall_absence"].to_list() == [50.0, 0.0]


def test_pandas_marks_come_back_as_pandas():
    shares = percentages(pl.DataFrame({"code": ["/", "N"]}).to_pandas())

    assert shares["unauth_not_yet"].tolist() == [50.0]


def test_no_possible_session_has_no_percentage():
    assert shares_of("#", "X")["attendance"].is_nan().all()


@pytest.mark.parametrize("code", ["D", "Q", "X", "Y", *(f"Y{n}" for n in range(1, 8))])
def test_a_session_that_was_not_possible_counts_nowhere(code):
    assert shares_of("/", "I", code).equals(shares_of("/", "I"))


@pytest.mark.parametrize("code", ["Z", "#", "-"])
def test_a_closed_school_or_an_untaken_register_counts_nowhere(code):
    assert shares_of("/", "I", code).equals(shares_of("/", "I"))


@pytest.mark.parametrize(("code", "attended"), [("J", 100.0), ("J1", 0.0)])
def test_an_interview_was_attendance_until_it_became_leave(code, attended):
    assert shares_of(code)["attendance"].item() == attended


def test_each_code_has_one_meaning():
    meanings = ["present", "approved_activity", "authorised", "unauthorised"]
    others = codes_meaning("not_possible", "unrecorded")

    assert sorted(codes_meaning(*meanings)) == sorted(POSSIBLE)
    assert sorted([*POSSIBLE, *others]) == sorted(code_list("attendance_codes")["code"])


def test_an_absence_is_of_one_measure_that_dfe_publishes():
    single = [codes for codes in MEASURES.values() if len(codes) == 1]
    published = sorted(code for codes in single for code in codes)

    assert published == sorted(set(ABSENT) - {"H", "F"})


def in_force(code, day):
    period = code_list("attendance_codes").row(
        by_predicate=pl.col("code") == code, named=True
    )
    return period["valid_from"] <= day <= (period["valid_to"] or day)


@pytest.mark.parametrize("code", ["J", "H", "Y"])
def test_a_code_that_went_on_19_august_2024_was_in_force_until_then(code):
    assert [in_force(code, day) for day in LAST_AND_FIRST_DAY] == [True, False]


@pytest.mark.parametrize(
    "code", ["K", "C1", "C2", "J1", "Q", *(f"Y{n}" for n in range(1, 8))]
)
def test_a_code_that_came_on_19_august_2024_was_not_in_force_before(code):
    assert [in_force(code, day) for day in LAST_AND_FIRST_DAY] == [False, True]


@pytest.mark.parametrize("code", [*"/\\LVPWBDMSXCTRIEGNOUZ#"])
def test_the_other_codes_were_in_force_before_and_after(code):
    assert all(in_force(code, day) for day in LAST_AND_FIRST_DAY)


@pytest.mark.parametrize(
    ("code", "day", "held"),
    [
        ("J", "2024-07-01", True),
        ("J", "2025-09-08", False),
        ("J1", "2024-07-01", False),
        ("J1", "2025-09-08", True),
    ],
)
def test_a_mark_is_held_only_when_its_code_was_in_force(delivery, code, day, held):
    delivery.spoil("marks.csv", "2025-09-08,AM,N", f"{day},AM,{code}")
    with suppress(InputRejected):
        delivery.ingest()

    codes = {said for _, said, *_ in delivery.marks()}
    assert (code in codes) == held
