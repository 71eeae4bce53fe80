from __future__ import annotations

from datetime import date

import pytest
from training_county import calendar_rows, school_days

from training.horizon import SchoolWeeks, Window, every, read_school_weeks


@pytest.fixture(scope="module")
def weeks() -> SchoolWeeks:
    import polars as pl

    days = school_days(date(2025, 9, 1), date(2026, 3, 27))
    return read_school_weeks(pl.LazyFrame(calendar_rows(days)))


def test_holidays_are_not_school_weeks(weeks):
    assert date(2025, 10, 20) in weeks.mondays
    assert date(2025, 10, 27) not in weeks.mondays


def test_twelve_school_weeks_step_over_the_holidays(weeks):
    # Autumn half term and Christmas fall inside.
    window = weeks.window(date(2025, 10, 20), 12)
    assert window == Window(date(2025, 10, 20), date(2026, 1, 30))


def test_in_a_holiday_they_start_with_the_next_school_week(weeks):
    assert weeks.window(date(2025, 10, 27), 1) == Window(
        date(2025, 10, 27), date(2025, 11, 7)
    )


def test_a_window_past_the_calendar_is_none(weeks):
    assert weeks.window(date(2026, 3, 23), 2) is None


def test_labelled_mondays_have_their_whole_horizon_recorded(weeks):
    mondays = weeks.labelled(
        known_from=date(2025, 9, 3),
        known_until=date(2026, 1, 29),
        history=2,
        horizon=12,
    )
    assert mondays[0] == date(2025, 9, 15)
    # The window of 20 October ends on 30 January, a day too late.
    assert mondays[-1] == date(2025, 10, 13)


def test_steps_are_counted_back_from_the_last():
    mondays = [date(2026, 3, day) for day in (2, 9, 16, 23)]
    assert every(2, mondays) == (date(2026, 3, 9), date(2026, 3, 23))
