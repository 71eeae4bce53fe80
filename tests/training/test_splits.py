from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from training_county import calendar_rows, school_days

from models.outcomes import SUSPENSION
from records.errors import CannotTrain
from training.horizon import read_school_weeks
from training.periods import rolling_periods
from training.splits import LEFT_OUT, Plan, Split, plan_split, split_of


def test_every_training_label_ends_before_the_first_test_list(county_tables):
    split = plan_split(county_tables, SUSPENSION)
    weeks = read_school_weeks(county_tables["calendar"])
    ends = [weeks.window(day, SUSPENSION.horizon).last_day for day in split.train]
    assert max(ends) == split.train_labels_end < split.test[0]


def test_it_walks_back_from_the_last_complete_label(county_tables, days):
    split = plan_split(county_tables, SUSPENSION)
    weeks = read_school_weeks(county_tables["calendar"])
    assert weeks.window(split.test[-1], SUSPENSION.horizon).last_day == days[-1]
    assert len(split.test) == Plan().tests
    assert split.as_ofs == tuple(sorted(split.as_ofs))


def test_a_longer_horizon_leaves_a_wider_gap(county_tables):
    near, far = (
        plan_split(county_tables, replace(SUSPENSION, horizon=weeks))
        for weeks in (6, 12)
    )
    assert near.test[0] - near.train[-1] < far.test[0] - far.train[-1]


def test_records_too_short_for_the_gap_cannot_be_learnt_from(make_lake):
    days = school_days(date(2025, 9, 1), date(2026, 2, 13))
    tables = make_lake(
        calendar=calendar_rows(days),
        marks=[
            {"pupil_id": 1, "urn": 900001, "date": d, "session": "AM", "code": "/"}
            | {"recorded_on": d}
            for d in days
        ],
    )
    with pytest.raises(CannotTrain, match=r"2025-09-01 to 2026-02-13.*12 school weeks"):
        plan_split(tables, SUSPENSION)


def test_a_lake_without_marks_cannot_be_learnt_from(make_lake):
    with pytest.raises(CannotTrain, match="no marks"):
        plan_split(make_lake(), SUSPENSION)


def test_a_split_whose_labels_reach_into_the_test_is_refused(county_tables):
    weeks = read_school_weeks(county_tables["calendar"])
    with pytest.raises(ValueError, match="first test list"):
        split_of(weeks, 12, train=(date(2025, 9, 8),), test=(date(2025, 11, 3),))


def test_a_split_needs_both_sides():
    with pytest.raises(ValueError, match="dates to test on"):
        Split(train=(date(2025, 9, 8),), test=(), train_labels_end=date(2025, 12, 5))


def test_it_says_what_it_is(county_tables):
    split = plan_split(county_tables, SUSPENSION)
    assert str(split.train_labels_end) in split.describe()


def test_years_that_were_not_like_others_are_left_out(make_lake):
    days = [
        day
        for day in (date(2018, 9, 3) + timedelta(n) for n in range(365 * 6))
        if day.weekday() < 5 and day.month not in (7, 8)
    ]
    tables = make_lake(
        calendar=calendar_rows(days),
        marks=[
            {"pupil_id": 1, "urn": 900001, "date": day, "session": "AM", "code": "/"}
            | {"recorded_on": day}
            for day in days
        ],
    )
    split = plan_split(tables, SUSPENSION, Plan(tests=3))
    weeks = read_school_weeks(tables["calendar"])
    first, last = LEFT_OUT
    for day in split.as_ofs:
        assert weeks.window(day, SUSPENSION.horizon).last_day < first or day > last
    assert min(split.train).year == 2018
    assert max(split.train).year == 2023


def test_later_lists_judge_what_earlier_ones_taught(county_tables):
    split = plan_split(county_tables, SUSPENSION, Plan(weeks_between_training=1))
    weeks = read_school_weeks(county_tables["calendar"])
    older, newer = rolling_periods(split, weeks, 6)
    for period in (older, newer):
        ends = [weeks.window(day, 6).last_day for day in period.learnt]
        assert max(ends) < period.judged[0]
    assert older.judged[-1] < newer.judged[0]
    assert newer.judged[-1] == split.train[-1]


def test_a_short_training_has_no_periods(county_tables):
    split = plan_split(county_tables, SUSPENSION)
    weeks = read_school_weeks(county_tables["calendar"])
    assert rolling_periods(split, weeks, 40) == ()
