"""The school year as seen from one Monday: windows, and the day each date falls on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import narwhals as nw
import polars as pl

from records.errors import InputRejected, NoData
from records.weeks import school_weeks

ONE_WEEK = timedelta(weeks=1)
TWELVE_MONTHS = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Weeks:
    """What the calendar says about the time before ``as_of``.

    Attributes
    ----------
    as_of : date
        The Monday on which the list is made.
    number : int
        Number of the first school week that starts on or after ``as_of``; the
        school week before it is ``number - 1``, whatever holiday lies between.
    mondays : tuple of date
        Every school week of the calendar; the first has number 1.
    year : str
        Academic year of ``as_of``; in the summer the coming one, once the
        calendar has it.
    last_year : str or None
        The academic year before, where the calendar has it.
    year_week, last_year_week : int
        Number of the first school week of this academic year and of last
        academic year (of this one when the calendar has no earlier one).
    year_day, first_day : date
        First of August before this academic year began, and before last academic
        year began; the longest look-back starts on ``first_day``.
    middle_of_last_year : date or None
        Where a school's roll of last year is counted.
    sessions_ahead : int
        Sessions of this academic year from ``as_of`` on, as the calendar has them.
    days : polars.DataFrame of shape (n_days, 5)
        Every ``date`` from ``first_day`` to ``as_of``: the school ``week`` it
        falls in or follows, the ``next_week`` it falls in or precedes, the
        school ``day`` counted from 1, and ``weekday`` (1 Monday).
    """

    as_of: date
    number: int
    mondays: tuple[date, ...]
    year: str
    last_year: str | None
    year_week: int
    last_year_week: int
    year_day: date
    first_day: date
    middle_of_last_year: date | None
    sessions_ahead: int
    days: pl.DataFrame

    def start(self, weeks: int) -> date:
        """Monday of the school week that was ``weeks`` school weeks ago."""
        before = self.mondays[: self.number - 1]
        return before[-min(weeks, len(before))] if before else self.as_of

    def within(self, day: str) -> nw.Expr:
        """Return a column of dates, none before the longest look-back."""
        first = nw.lit(self.first_day).cast(nw.Date)
        early = nw.col(day) < self.first_day
        return nw.when(early).then(first).otherwise(nw.col(day))

    @property
    def last_school_day(self) -> int:
        """Number of the last school day before ``as_of``; 0 when there was none."""
        yesterday = self.days.filter(pl.col("date") < self.as_of)
        return int(yesterday["day"].max() or 0)  # type: ignore[arg-type]

    def days_as(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Return ``days`` on the engine of ``frame``."""
        engine = frame.implementation
        if engine.is_pandas_like():
            columns = {column.name: column for column in self.days.get_columns()}
            days = nw.from_dict(columns, backend=engine)
            return days.with_columns(nw.col("date").cast(nw.Date)).lazy()
        session = frame.to_native().sparkSession if engine.is_spark_like() else None
        return nw.from_native(self.days).lazy(engine, session=session)


def weeks_before(calendar: nw.LazyFrame[Any], as_of: date) -> Weeks:
    """Read the calendar table as seen from ``as_of``.

    Raises
    ------
    InputRejected
        When ``as_of`` is not a Monday.
    NoData
        When the calendar is empty.
    """
    if as_of.isoweekday() != 1:
        raise InputRejected(f"{as_of} is a {as_of:%A}: a list is made on a Monday.")
    days = _dates(calendar)
    if days.is_empty():
        raise NoData("The calendar is empty: deliver calendar.csv with the term dates.")
    mondays = tuple(school_weeks(days)["week"])
    ahead = days.filter(pl.col("date") >= as_of)
    here = (ahead.head(1) if len(ahead) else days.tail(1)).row(0, named=True)
    this = days.filter(pl.col("academic_year") == here["academic_year"])
    earlier = days.filter(pl.col("date") < this["date"][0])
    last = earlier.filter(pl.col("academic_year") == pl.col("academic_year").last())
    longest = this if last.is_empty() else last
    first_day = _first_of_august(longest["date"][0])
    return Weeks(
        as_of=as_of,
        number=1 + sum(monday < as_of for monday in mondays),
        mondays=mondays,
        year=here["academic_year"],
        last_year=None if last.is_empty() else last["academic_year"][0],
        year_week=1 + mondays.index(this["week"][0]),
        last_year_week=1 + mondays.index(longest["week"][0]),
        year_day=_first_of_august(this["date"][0]),
        first_day=first_day,
        middle_of_last_year=None if last.is_empty() else last["date"][len(last) // 2],
        sessions_ahead=int(this.filter(pl.col("date") >= as_of)["sessions"].sum()),
        days=_every_day(days, first_day, as_of),
    )


def _dates(calendar: nw.LazyFrame[Any]) -> pl.DataFrame:
    columns = calendar.select("date", "week", "academic_year", "sessions").collect()
    return columns.to_polars().sort("date")


def _first_of_august(day: date) -> date:
    return date(day.year if day.month >= 8 else day.year - 1, 8, 1)


def _every_day(days: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Place every date on the count of school weeks and school days."""
    weeks = school_weeks(days).with_columns(pl.col("week").set_sorted())
    number = pl.col("week_number")
    every = pl.DataFrame({"date": pl.date_range(first, last, eager=True)}).lazy()
    past = every.join_asof(weeks.lazy(), left_on="date", right_on="week")
    ahead = past.with_columns(
        (number.fill_null(0) + (pl.col("date") >= pl.col("week") + ONE_WEEK))
        .fill_null(1)
        .alias("next_week")
    )
    counted = days.lazy().select("date").unique().sort("date").with_row_index("day", 1)
    return (
        ahead.join_asof(counted, on="date")
        .select(
            "date",
            number.fill_null(0).alias("week"),
            pl.col("next_week").cast(pl.Int64),
            pl.col("day").fill_null(0).cast(pl.Int64),
            pl.col("date").dt.weekday().cast(pl.Int64).alias("weekday"),
        )
        .collect()
    )


def weeks_ago(events: nw.LazyFrame[Any], dated: str, weeks: Weeks) -> nw.LazyFrame[Any]:
    """Add ``weeks_ago``: school weeks back to the week in which an event falls.

    Events before the longest look-back, and after ``as_of``, are left out.
    """
    days = weeks.days_as(events).select(
        nw.col("date").alias(dated), weeks_ago=weeks.number - nw.col("week")
    )
    return events.join(days, on=dated)
