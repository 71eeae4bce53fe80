"""The school calendar by rule: any academic year's term dates, about 190 days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

SCHOOL_DAYS = 190
WEEK = timedelta(days=7)


@dataclass(frozen=True, eq=False)
class Calendar:
    """School days of every simulated academic year, past and still to come.

    Attributes
    ----------
    table : polars.DataFrame
        The contract's ``calendar`` table, one row a school day.
    dates : ndarray of shape (n_days,), datetime64[D]
    week : ndarray of shape (n_days,)
        School week, numbered consecutively from 0.
    year : ndarray of shape (n_days,)
        Academic year, numbered from 0.
    start_year : int
        Calendar year in which the first academic year begins.
    until : datetime64[D]
        The Monday on which the records end.
    taught : int
        Number of days before ``until``: those that have marks.
    to_break : ndarray of shape (n_days,)
        School weeks left before the next holiday, 0 in the last one.
    """

    table: pl.DataFrame
    dates: NDArray[np.datetime64]
    week: NDArray[np.int64]
    year: NDArray[np.int64]
    start_year: int
    until: np.datetime64
    taught: int
    to_break: NDArray[np.int64]

    @property
    def years(self) -> int:
        """Number of academic years."""
        return int(self.year[-1]) + 1

    def first_day(self, year: int) -> int:
        """Index of the first school day of academic year number ``year``."""
        return int(np.searchsorted(self.year, year, side="left"))

    def last_day(self, year: int) -> int:
        """Index of the last school day of academic year number ``year``."""
        return int(np.searchsorted(self.year, year, side="right")) - 1


def calendar(until: date, years: int = 3) -> Calendar:
    """Make the calendar of the years up to the summer after ``until``.

    Parameters
    ----------
    until : date
        The Monday on which the records end.
    years : int, default=3
        How many, the one that ``until`` is in among them.
    """
    first = until.year - (years - 1) - (until.month < 9)
    last = until.year - (until.month < 8)
    table = pl.concat([_year_table(start) for start in range(first, last + 1)])
    dates = table["date"].to_numpy().astype("datetime64[D]")
    week = table["week"].rank("dense").to_numpy().astype(np.int64) - 1
    half_terms = table.select("academic_year", "half_term").with_columns(number=week)
    last_week = half_terms.select(
        pl.col("number").max().over("academic_year", "half_term")
    ).to_series()
    return Calendar(
        table=table,
        dates=dates,
        week=week,
        year=table["academic_year"].rank("dense").to_numpy().astype(np.int64) - 1,
        start_year=first,
        until=np.datetime64(until),
        taught=int(np.searchsorted(dates, np.datetime64(until))),
        to_break=last_week.to_numpy() - week,
    )


def academic_year(start: int) -> str:
    """Name the academic year that begins in ``start``: 2025 gives ``2025/26``."""
    return f"{start}/{(start + 1) % 100:02d}"


def _year_table(start: int) -> pl.DataFrame:
    breaks = _breaks(start)
    days = _school_days(start, breaks)
    half_terms = [1 + sum(day > monday for monday, _ in breaks) for day in days]
    return pl.DataFrame(
        {
            "date": days,
            "week": [_monday(day) for day in days],
            "academic_year": [academic_year(start)] * len(days),
            "term": [("autumn", "spring", "summer")[(h - 1) // 2] for h in half_terms],
            "half_term": half_terms,
            "sessions": [2] * len(days),
        }
    )


def _breaks(start: int) -> tuple[tuple[date, int], ...]:
    """First Monday and length in weeks of the five holidays within a year."""
    christmas = _monday(date(start, 12, 23))
    return (
        (_monday(date(start, 10, 31)), 1),
        (christmas, 2),
        (_monday(date(start + 1, 2, 21)), 1),
        (_easter(start + 1) - timedelta(days=6), 2),
        (_monday(date(start + 1, 5, 31)), 1),
    )


def _school_days(start: int, breaks: tuple[tuple[date, int], ...]) -> list[date]:
    days = [
        day
        for day in _weekdays(date(start, 9, 2), date(start + 1, 7, 22))
        if not any(m <= day < m + weeks * WEEK for m, weeks in breaks)
        and day != _early_may(start + 1)
    ]
    # Staff training falls on the first days back, and the year ends early last.
    backs = [next(day for day in days if day > monday) for monday, _ in breaks]
    training = [days[0], backs[1], backs[0], backs[4], days[-1], days[1], days[-2]]
    surplus = set(training[: max(0, len(days) - SCHOOL_DAYS)])
    return [day for day in days if day not in surplus]


def _weekdays(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if day.weekday() < 5:
            yield day


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _early_may(year: int) -> date:
    return _monday(date(year, 5, 7))


def _easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous algorithm of 1876)."""
    golden, century, rest = year % 19, year // 100, year % 100
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
