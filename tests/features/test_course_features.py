"""The course of absence, what is left before the line, and the same weeks last year."""

from datetime import date

import pytest
from tables import AS_OF, calendar, values

FULL = "// // // // //"
WEEKS = ("2025-10-13", "2025-10-20", "2025-11-03", "2025-11-10")


def missing(*absences: int) -> str:
    """Write registers of the last weeks, with so many sessions missed in each."""
    lines = []
    for monday, absent in zip(WEEKS, absences, strict=True):
        days = "I" * absent + "/" * (10 - absent)
        split = " ".join(days[n : n + 2] for n in range(0, 10, 2))
        lines.append(f"1 | {monday} | {split}")
    return "\n".join(["pupil | week | days", *lines])


@pytest.mark.parametrize(
    ("absences", "slope", "volatility"),
    [
        ((0, 1, 2, 3), 0.1, 1.118034),
        ((3, 2, 1, 0), -0.1, 1.118034),
        ((4, 4, 4, 4), 0, 0),
        ((0, 10, 0, 10), 0.2, 5),
    ],
)
def test_absence_has_a_slope_and_differs_from_week_to_week(absences, slope, volatility):
    marks = missing(*absences)
    assert values("absence_slope_12w", marks) == {1: slope}
    assert values("absence_volatility_12w", marks) == {1: volatility}


def test_a_short_week_weighs_less_in_the_slope():
    marks = f"""
    pupil | week       | days
    1     | 2025-10-20 | {FULL}
    1     | 2025-11-03 | II ## ## ## ##
    1     | 2025-11-10 | {FULL}
    """
    assert values("absence_slope_12w", marks) == {1: 0}


def test_one_week_has_no_course():
    marks = f"pupil | week | days\n1 | 2025-11-10 | {FULL}"
    assert values("absence_slope_12w", marks) == {1: None}
    assert values("absence_volatility_12w", marks) == {1: None}


FALLING = """
pupil | week       | days
1     | 2025-09-08 | II II // // //
1     | 2025-09-29 | II // // // //
1     | 2025-11-10 | I/ // // // //
"""


def test_absence_improves_when_it_falls_from_four_weeks_to_the_next_and_again():
    assert values("absence_improving_12w", FALLING) == {1: 1}
    level = FALLING.replace("I/ //", "II //")
    assert values("absence_improving_12w", level) == {1: 0}
    unknown = FALLING.replace("2025-09-29", "2025-11-03")
    assert values("absence_improving_12w", unknown) == {1: None}


def test_what_is_left_before_the_line_counts_the_whole_year():
    ahead = len(calendar().filter(calendar()["date"] >= AS_OF)) * 2
    most = (40 + ahead - 1) // 10
    assert values("sessions_left_before_line", missing(3, 2, 1, 0)) == {1: most - 6}
    assert values("sessions_left_before_line") == {1: None}


def test_a_line_crossed_for_good_is_below_zero():
    last_day = date(2026, 2, 16)
    left = values("sessions_left_before_line", missing(3, 0, 1, 0), last_day)
    assert left == {1: -1}
    just_below = values("sessions_left_before_line", missing(3, 0, 0, 0), last_day)
    assert just_below == {1: 0}


def test_the_same_weeks_of_last_year_end_where_this_year_is():
    marks = """
    pupil | week       | days
    1     | 2024-11-11 | II // // // //
    1     | 2024-11-18 | II II II II II
    1     | 2024-11-25 | II II II II II
    """
    assert values("absence_same_weeks_last_year", marks) == {1: 0.2}
    first_day = date(2025, 9, 1)
    assert values("absence_same_weeks_last_year", marks, first_day) == {1: None}


def test_weeks_known_are_counted_for_each_year_and_once_for_a_mover():
    marks = f"""
    pupil | urn    | week       | days
    1     | 900001 | 2025-07-07 | {FULL}
    1     | 900001 | 2025-11-03 | {FULL}
    1     | 900001 | 2025-11-10 | // // ## ## ##
    1     | 900002 | 2025-11-10 | ## ## // // //
    """
    assert values("weeks_known_year", marks) == {1: 2}
    assert values("weeks_known_last_year", marks) == {1: 1}
    assert values("weeks_known_year") == {1: 0}


HABIT = f"""
pupil | week       | days
1     | 2025-06-30 | I/ // // // //
1     | 2025-07-07 | II II // // //
1     | 2025-11-03 | {FULL}
1     | 2025-11-10 | II // ## ## ##
"""


@pytest.mark.parametrize(
    ("feature", "share"),
    [
        ("absence_rate_two_years", 0.205882),
        ("weeks_broken_two_years", 3 / 4),
        ("weeks_fifth_missed_two_years", 2 / 4),
    ],
)
def test_two_years_are_taken_together(feature: str, share: float):
    assert values(feature, HABIT) == {1: pytest.approx(share)}
    assert values(feature) == {1: None}


ILL = """
pupil | week       | days
1     | 2025-09-08 | I/ // // // //
1     | 2025-09-15 | II II II II //
1     | 2025-10-20 | // // // // I/
1     | 2025-11-03 | /I // I/ // //
1     | 2025-11-10 | OO // // // MI
"""


def test_illness_comes_in_spells_and_short_ones_may_come_more_often():
    assert values("illness_spells_12w", ILL) == {1: 5}
    assert values("short_illness_rise_12w", ILL) == {1: 2}
    assert values("short_illnesses_before_6w", ILL) == {1: 1}
    healthy = f"pupil | week | days\n1 | 2025-11-10 | {FULL}"
    assert values("illness_spells_12w", healthy) == {1: 0}
    assert values("short_illness_rise_12w", healthy) == {1: 0}
    assert values("short_illness_rise_12w") == {1: None}
