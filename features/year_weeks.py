"""The school weeks of two years, whole: known, alike, away, and broken by absence."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from features.registers import SESSIONS
from features.weeks import Weeks

# A day of a whole week.
FIFTH = 5


def year_weeks(by_week: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Look at each pupil's school weeks, of which a mover has had one at two schools.

    Parameters
    ----------
    by_week : narwhals.LazyFrame
        From ``registers.weekly``.
    weeks : Weeks

    Returns
    -------
    narwhals.LazyFrame
        ``pupil_id``; weeks with a possible session this and last year; sessions of
        last year up to the week of it that this one has reached; weeks of both years
        with a missed session and with a fifth missed; and ``week_away``, the latest
        with every possible session missed.
    """
    possible, absent, week = nw.col("possible"), nw.col("absent"), nw.col("week")
    this_year, known = week >= weeks.year_week, possible > 0
    reached = weeks.last_year_week + weeks.number - weeks.year_week
    same = ~this_year & (week < reached)
    sums = {
        "weeks_known_year": (known & this_year).cast(nw.Int64),
        "weeks_known_last_year": (known & ~this_year).cast(nw.Int64),
        "possible_same_weeks": nw.when(same).then(possible).otherwise(0),
        "absent_same_weeks": nw.when(same).then(absent).otherwise(0),
        "weeks_broken": (known & (absent > 0)).cast(nw.Int64),
        "weeks_fifth_missed": (known & (absent >= possible / FIFTH)).cast(nw.Int64),
    }
    return (
        by_week.group_by("pupil_id", "week")
        .agg(nw.col(*SESSIONS).sum())
        .select(
            "pupil_id",
            week_away=nw.when(known & (absent == possible)).then(week),
            **sums,
        )
        .group_by("pupil_id")
        .agg(nw.col(*sums).sum(), nw.col("week_away").max())
    )
