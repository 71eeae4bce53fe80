"""Which weeks have a delivery of their own, and what has become known by each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from records.errors import InputRejected

WEEK = timedelta(days=7)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Delivery:
    """What comes in on one Sunday, in time for the list of the Monday after.

    Attributes
    ----------
    day : date
        The Sunday.
    after : date or None
        The Sunday before; None for the first delivery, which holds all history.
    """

    day: date
    after: date | None

    @property
    def new(self) -> pl.Expr:
        """Whether a row is recorded since the delivery before."""
        if self.after is None:
            return self.known
        return self.known & (pl.col("recorded_on") > self.after)

    @property
    def known(self) -> pl.Expr:
        """Whether a row is recorded by now."""
        return pl.col("recorded_on") <= self.day


def deliveries(until: date, weeks: int, first_day: date) -> list[Delivery]:
    """Return the deliveries before a Monday.

    Parameters
    ----------
    until : date
        The Monday on which the records end.
    weeks : int
        How many follow the first.
    first_day : date
        Of school in the records.

    Raises
    ------
    InputRejected
        When so many weeks would begin before the records.
    """
    sundays = [until - DAY - WEEK * back for back in range(weeks, -1, -1)]
    if sundays[0] < first_day:
        most = (until - DAY - first_day) // WEEK
        raise InputRejected(
            f"{weeks} weekly deliveries would begin before the records, which start "
            f"on {first_day}; ask for at most {most}"
        )
    before: list[date | None] = [None, *sundays]
    return [Delivery(day, after) for day, after in zip(sundays, before, strict=False)]
