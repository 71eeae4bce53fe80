from datetime import date

import polars as pl
import pytest
from tables import AS_OF, county, values

from features.build import build

FULL = "// // // // //"


def test_absence_counts_authorised_and_unauthorised_over_possible_sessions():
    marks = """
    pupil | week       | days
    1     | 2025-11-10 | // /I OO // LM
    """
    assert values("absence_rate_1w", marks) == {1: 0.4}


def test_sessions_that_were_not_possible_count_nowhere():
    marks = """
    pupil | week       | days
    1     | 2025-11-10 | I/ D,D Y1,Y5 ## --
    """
    assert values("absence_rate_1w", marks) == {1: 0.5}
    assert values("possible_sessions_1w", marks) == {1: 2}
    assert values("registers_missing_12w", marks) == {1: 2}


def test_without_marks_absence_is_not_known_rather_than_zero():
    assert values("absence_rate_12w") == {1: None}
    assert values("absence_spells_12w") == {1: None}
    assert values("registers_missing_12w") == {1: None}
    assert values("possible_sessions_12w") == {1: 0}


@pytest.mark.parametrize(
    ("window", "missed"),
    [("1w", 0.0), ("4w", 0.25), ("12w", 0.4), ("year", 0.25), ("last_year", 1.0)],
)
def test_windows_count_school_weeks_and_skip_holidays(window, missed):
    """Four weeks back from 17 November is 13 October: 27 October was a holiday."""
    marks = f"""
    pupil | week       | days
    1     | 2025-11-10 | {FULL}
    1     | 2025-11-03 | {FULL}
    1     | 2025-10-20 | {FULL}
    1     | 2025-10-13 | II II II II II
    1     | 2025-10-06 | {FULL}
    1     | 2025-09-29 | {FULL}
    1     | 2025-09-22 | {FULL}
    1     | 2025-09-15 | II II II II II
    1     | 2025-07-14 | II II II II II
    1     | 2025-07-07 | II II II II II
    1     | 2025-06-30 | II II II II II
    """
    assert values(f"absence_rate_{window}", marks) == {1: pytest.approx(missed)}


def test_kinds_of_absence_and_lateness_are_shares_of_possible_sessions():
    marks = """
    pupil | week       | days
    1     | 2025-11-10 | IL UN GO LL //
    """
    assert values("illness_rate_12w", marks) == {1: 0.1}
    assert values("unauthorised_rate_12w", marks) == {1: 0.4}
    assert values("unexplained_rate_4w", marks) == {1: 0.1}
    assert values("late_rate_12w", marks) == {1: 0.3}
    assert values("late_after_close_12w", marks) == {1: 1}


def test_a_reduced_timetable_is_counted_in_sessions():
    marks = """
    pupil | week       | days
    1     | 2025-11-10 | /,C2 /,C2 // // //
    """
    assert values("reduced_timetable_12w", marks) == {1: 2}


def test_an_amended_mark_speaks_from_the_day_its_amendment_was_known():
    marks = """
    pupil | week       | days     | recorded_on | superseded_on
    1     | 2025-11-03 | NN // // | 2025-11-04  | 2025-11-14
    1     | 2025-11-03 | II // // | 2025-11-14  |
    """
    assert values("unexplained_rate_4w", marks, date(2025, 11, 10)) == {1: 0.333333}
    assert values("unexplained_rate_4w", marks, date(2025, 11, 17)) == {1: 0}
    assert values("illness_rate_12w", marks, date(2025, 11, 17)) == {1: 0.333333}


def test_a_session_marked_by_two_schools_counts_once_and_being_there_wins():
    marks = """
    pupil | urn    | week       | days
    1     | 900001 | 2025-11-10 | // II DD // OO
    1     | 900002 | 2025-11-10 | II DD // // II
    """
    assert values("possible_sessions_1w", marks) == {1: 10}
    assert values("absence_rate_1w", marks) == {1: 0.4}
    assert values("unauthorised_rate_12w", marks) == {1: 0.2}


def test_a_mover_keeps_the_marks_of_both_schools():
    marks = """
    pupil | urn    | week       | days
    1     | 900002 | 2025-11-03 | II II II II II
    1     | 900001 | 2025-11-10 | // // // // //
    """
    assert values("absence_rate_4w", marks) == {1: 0.5}


SPELLS = """
pupil | week       | days
1     | 2025-10-20 | // // // /I II
1     | 2025-11-03 | II // // // //
1     | 2025-11-10 | // // I/ // II
"""


def test_a_spell_runs_on_over_weekends_and_holidays():
    assert values("absence_spells_12w", SPELLS) == {1: 3}
    assert values("longest_spell_12w", SPELLS) == {1: 3}


def test_the_current_spell_reaches_the_last_school_day():
    assert values("current_spell", SPELLS) == {1: 1}
    ended = SPELLS.replace("I/ // II", "I/ II //")
    assert values("current_spell", ended) == {1: 0}


def test_broken_weeks_part_days_and_weekend_edges():
    assert values("weeks_with_absence_12w", SPELLS) == {1: 3}
    assert values("single_session_absences_12w", SPELLS) == {1: 2}
    assert values("monday_friday_share_12w", SPELLS) == {1: 0.75}


def test_without_an_absence_there_is_no_share_of_mondays():
    marks = f"pupil | week | days\n1 | 2025-11-10 | {FULL}"
    assert values("monday_friday_share_12w", marks) == {1: None}


def test_full_weeks_in_a_row_end_at_the_last_missed_session():
    marks = f"""
    pupil | week       | days
    1     | 2025-10-06 | {FULL}
    1     | 2025-10-13 | // // I/ // //
    1     | 2025-10-20 | {FULL}
    1     | 2025-11-03 | {FULL}
    1     | 2025-11-10 | {FULL}
    """
    assert values("full_weeks_in_a_row", marks) == {1: 3}


def test_trend_and_own_past_are_differences_of_rates():
    marks = f"""
    pupil | week       | days
    1     | 2025-06-30 | I/ // // // //
    1     | 2025-09-08 | {FULL}
    1     | 2025-11-10 | II I/ // // //
    """
    assert values("absence_trend", marks) == {1: 0.15}
    assert values("absence_change_on_last_year", marks) == {1: 0.05}


def test_a_pupil_is_set_beside_the_year_group_and_the_school():
    marks = f"""
    pupil | urn    | week       | days
    1     | 900001 | 2025-11-10 | II II // // //
    2     | 900001 | 2025-11-10 | {FULL}
    3     | 900002 | 2025-11-10 | II // // // //
    """
    places = {
        "enrolments": "pupil_id | urn\n1 | 900001\n2 | 900001\n3 | 900002",
        "year_groups": "pupil_id | year_group\n1 | 7\n2 | 8\n3 | 7",
    }
    above_year = values("absence_above_year_group_12w", marks, **places)
    assert above_year == {1: 0.1, 2: 0, 3: -0.1}
    above_school = values("absence_above_school_12w", marks, **places)
    assert above_school == {1: 0.2, 2: -0.2, 3: 0}


def test_one_session_a_week_is_enough():
    """The Open University's students have one possible session a week."""
    marks = """
    pupil | week       | days
    1     | 2025-10-20 | O
    1     | 2025-11-03 | O
    1     | 2025-11-10 | O
    2     | 2025-10-20 | O
    2     | 2025-11-03 | /
    2     | 2025-11-10 | /
    """
    tables = county(marks, enrolments="pupil_id\n1\n2")
    mondays = tables["calendar"].filter(pl.col("date") == pl.col("week"))
    rows = build(tables | {"calendar": mondays}, AS_OF).collect().sort("pupil_id")
    found = rows.select(
        "absence_rate_1w",
        "absence_rate_4w",
        "weeks_with_absence_12w",
        "current_spell",
        "full_weeks_in_a_row",
    ).rows()
    assert found == [(1, 1, 3, 3, 0), (0, pytest.approx(1 / 3), 1, 0, 2)]
