from datetime import date

import narwhals as nw
import pytest
from tables import AS_OF, calendar

from features.weeks import Weeks, weeks_before
from records.errors import NoData


def seen_from(as_of: date) -> Weeks:
    return weeks_before(nw.from_native(calendar().lazy()), as_of)


@pytest.mark.parametrize(
    ("as_of", "weeks", "start"),
    [
        (date(2025, 11, 17), 1, date(2025, 11, 10)),
        (date(2025, 11, 17), 4, date(2025, 10, 13)),
        (date(2025, 10, 27), 1, date(2025, 10, 20)),
        (date(2025, 11, 3), 1, date(2025, 10, 20)),
        (date(2025, 9, 1), 1, date(2025, 7, 14)),
        (date(2024, 9, 9), 4, date(2024, 9, 2)),
        (date(2024, 9, 2), 4, date(2024, 9, 2)),
        (date(2027, 1, 4), 1, date(2026, 2, 9)),
    ],
)
def test_a_window_starts_some_school_weeks_ago_or_where_the_calendar_does(
    as_of, weeks, start
):
    assert seen_from(as_of).start(weeks) == start


def test_a_list_in_the_holidays_stands_before_the_next_school_week():
    assert seen_from(date(2025, 10, 27)).number == seen_from(date(2025, 11, 3)).number


@pytest.mark.parametrize(
    ("as_of", "year", "last_year", "first_day"),
    [
        (AS_OF, "2025/26", "2024/25", date(2024, 8, 1)),
        (date(2025, 8, 4), "2025/26", "2024/25", date(2024, 8, 1)),
        (date(2025, 7, 14), "2024/25", None, date(2024, 8, 1)),
        (date(2026, 9, 7), "2025/26", "2024/25", date(2024, 8, 1)),
    ],
)
def test_the_summer_belongs_to_the_coming_year_once_the_calendar_has_it(
    as_of, year, last_year, first_day
):
    weeks = seen_from(as_of)
    assert (weeks.year, weeks.last_year, weeks.first_day) == (
        year,
        last_year,
        first_day,
    )


def test_a_date_in_the_holidays_lies_between_two_school_weeks():
    days = seen_from(AS_OF).days
    placed = {row["date"]: row for row in days.to_dicts()}
    last, holiday, after = (
        placed[date(2025, month, day)] for month, day in ((10, 24), (10, 29), (11, 3))
    )
    assert holiday["week"] == last["week"] == after["week"] - 1
    assert holiday["next_week"] == after["next_week"] == after["week"]
    assert holiday["day"] == last["day"] == after["day"] - 1


def test_without_a_calendar_the_reader_is_told_what_to_deliver():
    with pytest.raises(NoData, match=r"deliver calendar\.csv"):
        weeks_before(nw.from_native(calendar().clear().lazy()), AS_OF)
