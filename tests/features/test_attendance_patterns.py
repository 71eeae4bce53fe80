"""Kinds of absence, when it falls, its shape, and how much is known."""

from tables import values

FULL = "// // // // //"


def test_windows_of_two_and_six_weeks_count_school_weeks():
    marks = f"""
    pupil | week       | days
    1     | 2025-11-10 | {FULL}
    1     | 2025-11-03 | II // // // //
    1     | 2025-09-29 | II II II II II
    1     | 2025-09-22 | II II II II II
    """
    assert values("absence_rate_2w", marks) == {1: 0.1}
    assert values("absence_rate_6w", marks) == {1: 0.4}
    assert values("absence_above_line_year", marks) == {1: 0.45}


def test_kinds_of_absence_have_windows_of_their_own():
    marks = """
    pupil | week       | days
    1     | 2025-11-10 | IM GU BB KL //
    1     | 2025-09-08 | IO OO // // //
    1     | 2025-09-01 | OO // // // //
    """
    assert values("authorised_rate_12w", marks) == {1: 0.1}
    assert values("medical_rate_12w", marks) == {1: 0.033333}
    assert values("illness_rate_4w", marks) == {1: 0.1}
    assert values("missed_or_late_rate_12w", marks) == {1: 0.366667}
    assert values("off_site_12w", marks) == {1: 2}
    assert values("arranged_education_12w", marks) == {1: 1}
    assert values("unauthorised_sessions_10w", marks) == {1: 7}


def test_mondays_fridays_mornings_and_afternoons():
    marks = """
    pupil | week       | days
    1     | 2025-11-10 | II // I/ // /I
    1     | 2025-11-03 | // // I/ // //
    """
    assert values("monday_rate_12w", marks) == {1: 0.5}
    assert values("friday_rate_12w", marks) == {1: 0.25}
    assert values("mornings_only_12w", marks) == {1: 2}
    assert values("afternoons_only_12w", marks) == {1: 1}


def test_without_a_possible_monday_nothing_is_known_of_mondays():
    marks = "pupil | week | days\n1 | 2025-11-10 | ## // // // //"
    assert values("monday_rate_12w", marks) == {1: None}
    assert values("friday_rate_12w", marks) == {1: 0}


def test_weeks_after_holidays_are_the_first_of_term_and_half_term():
    marks = f"""
    pupil | week       | days
    1     | 2025-11-10 | II II II II II
    1     | 2025-11-03 | II II // // //
    1     | 2025-09-01 | {FULL}
    """
    assert values("after_holiday_rate_year", marks) == {1: 0.2}
    others = f"pupil | week | days\n1 | 2025-11-10 | {FULL}"
    assert values("after_holiday_rate_year", others) == {1: None}


RISING = f"""
pupil | week       | days
1     | 2025-10-13 | {FULL}
1     | 2025-10-20 | {FULL}
1     | 2025-11-03 | II II II // //
1     | 2025-11-10 | II II II // //
"""


def test_the_shape_of_a_rise():
    assert values("absence_break_12w", RISING) == {1: 0.4}
    assert values("highest_week_12w", RISING) == {1: 0.6}
    assert values("weeks_mostly_missed_12w", RISING) == {1: 2}


def test_one_week_has_no_step():
    one = f"pupil | week | days\n1 | 2025-11-10 | {FULL}"
    assert values("absence_break_12w", one) == {1: None}


def test_how_much_is_known_is_told_apart_from_absence():
    marks = (
        f"pupil | week | days\n1 | 2025-10-20 | {FULL}\n1 | 2025-11-10 | -- -- ## ## ##"
    )
    assert values("weeks_known_12w", marks) == {1: 1}
    assert values("weeks_since_mark", marks) == {1: 2}
    assert values("weeks_known_12w") == {1: 0}
    assert values("weeks_since_mark") == {1: None}
