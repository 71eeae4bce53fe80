"""The horizon: which days the label of an ``as_of`` looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from records.weeks import school_weeks


@dataclass(frozen=True)
class Window:
    """The days, both included, on which an outcome may happen to get its label."""

    first_day: date
    last_day: date


@dataclass(frozen=True)
class SchoolWeeks:
    """The calendar's school weeks in order of time.

    Parameters
    ----------
    mondays : tuple of date
    last_days : tuple of date
        The last school day of each of the weeks.
    """

    mondays: tuple[date, ...]
    last_days: tuple[date, ...]

    def window(self, as_of: date, horizon: int) -> Window | None:
        """Return the ``horizon`` school weeks from ``as_of``.

        They start with the week of ``as_of``, or with the first school week after it
        when ``as_of`` falls in a holiday. None when the calendar ends before them.
        """
        first = sum(monday < as_of for monday in self.mondays)
        last = first + horizon - 1
        if last >= len(self.mondays):
            return None
        return Window(as_of, self.last_days[last])

    def labelled(
        self, *, known_from: date, known_until: date, history: int, horizon: int
    ) -> tuple[date, ...]:
        """Return the Mondays on which a list could have been made and since judged.

        Parameters
        ----------
        known_from, known_until : date
            First and last day on which anything is recorded.
        history : int
            School weeks of records that must lie before the Monday.
        horizon : int
            School weeks of records that must lie from the Monday on.
        """
        recorded = [day for day in self.mondays if day >= _monday(known_from)]
        return tuple(
            monday
            for monday in recorded[history:]
            if (window := self.window(monday, horizon)) is not None
            and window.last_day <= known_until
        )


def read_school_weeks(calendar: pl.LazyFrame) -> SchoolWeeks:
    """Read the school weeks from the ``calendar`` table."""
    weeks = school_weeks(calendar)
    last_days = calendar.group_by("week").agg(pl.col("date").max()).collect()
    ordered = weeks.join(last_days, on="week").sort("week")
    return SchoolWeeks(tuple(ordered["week"]), tuple(ordered["date"]))


def every(step: int, mondays: Sequence[date]) -> tuple[date, ...]:
    """Return every ``step``-th of the Mondays, counted back from the last."""
    return tuple(reversed(mondays[::-1][::step]))


def _monday(day: date) -> date:
    return date.fromordinal(day.toordinal() - day.weekday())
