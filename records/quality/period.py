"""The school weeks that a quality report looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from records.errors import NoData

WEEKS = 4
DAYS_TO_AMEND = 5


@dataclass(frozen=True, eq=False)
class Period:
    """The last school weeks that were over on a day.

    Attributes
    ----------
    known_on : date
        The day; what was recorded on it is known.
    days : polars.DataFrame of shape (n_days, 3)
        ``date``, ``week`` and ``sessions`` of each school day, in order.
    calendar_until : date
        Last school day of the calendar, future ones too.
    amended_by : date
        Last day whose marks have had ``DAYS_TO_AMEND`` school days to be amended,
        as the statutory guidance asks of an N.
    """

    known_on: date
    days: pl.DataFrame
    calendar_until: date
    amended_by: date

    @property
    def weeks(self) -> list[date]:
        """Mondays, the oldest first."""
        mondays: list[date] = self.days["week"].unique().sort().to_list()
        return mondays

    @property
    def first(self) -> date:
        """First school day."""
        return _day(self.days["date"].min())

    @property
    def last(self) -> date:
        """Last school day."""
        return _day(self.days["date"].max())

    @property
    def last_week(self) -> pl.DataFrame:
        """The days of the last of the weeks."""
        return self.days.filter(pl.col("week") == pl.col("week").max())


def period(calendar: pl.LazyFrame, known_on: date) -> Period:
    """Return the last ``WEEKS`` school weeks that were over on ``known_on``.

    Parameters
    ----------
    calendar : polars.LazyFrame
        The ``calendar`` table.
    known_on : date

    Raises
    ------
    NoData
        When no school week of the calendar was over by then.
    """
    days = calendar.select("date", "week", "sessions").sort("date").collect()
    over = (
        days.group_by("week")
        .agg(pl.col("date").max())
        .filter(pl.col("date") < known_on)
    )
    if over.is_empty():
        raise NoData(
            f"the calendar holds no school week that was over on {known_on}; "
            "deliver the authority's term dates (calendar)"
        )
    weeks = over["week"].sort().tail(WEEKS)
    past = days["date"].filter(days["date"] < known_on)
    return Period(
        known_on=known_on,
        days=days.filter(pl.col("week").is_in(weeks.to_list())),
        calendar_until=_day(days["date"].max()),
        amended_by=_day(past[-min(DAYS_TO_AMEND + 1, len(past))]),
    )


def _day(value: object) -> date:
    assert isinstance(value, date)
    return value
