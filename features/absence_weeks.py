"""Absence week by week: how much in each window, and the shape of twelve weeks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import narwhals as nw

from features.registers import KINDS, SESSIONS
from features.weeks import Weeks

SHORT_WINDOWS = (1, 2, 4, 6, 12)
# A step needs some weeks on either side, or one bad week would be one.
STEPS = range(3, 10)
SEVERE = 0.5


def short_windows(by_week: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Sum sessions, and kinds of absence, over windows of the last twelve weeks.

    Parameters
    ----------
    by_week : narwhals.LazyFrame
        From ``absence_days.weeks_of_days``.
    weeks : Weeks

    Returns
    -------
    narwhals.LazyFrame
        ``pupil_id``, ``possible_4w`` and its like, one row per pupil.
    """
    wanted = [
        *((count, w) for count in SESSIONS for w in {*SHORT_WINDOWS, *STEPS}),
        *((kind, 12) for kind in KINDS),
        *((kind, 4) for kind in ("unexplained", "illness")),
        ("unauthorised", 10),
    ]
    sums = {f"{count}_{w}w": _since(count, weeks.number - w) for count, w in wanted}
    days = [name for name in by_week.collect_schema() if name.endswith("_12w")]
    return (
        by_week.select("pupil_id", *days, **sums)
        .group_by("pupil_id")
        .agg(nw.col(*days, *sums).sum())
    )


def years(by_week: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Sum sessions over this year, last year and the weeks after a holiday."""
    this_year = nw.col("week") >= weeks.year_week
    windows = {
        "year": this_year,
        "last_year": ~this_year,
        "after_holidays": this_year & nw.col("week").is_in(_after_holidays(weeks)),
    }
    sums = {
        f"{count}_{window}": nw.when(inside).then(nw.col(count)).otherwise(0)
        for window, inside in windows.items()
        for count in SESSIONS
    }
    return (
        by_week.select("pupil_id", **sums).group_by("pupil_id").agg(nw.col(*sums).sum())
    )


def full_weeks(by_week: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Count weeks with an absence, and the full weeks since the last of them."""
    known = (
        by_week.filter(nw.col("possible") > 0)
        .with_columns(
            broken=(nw.col("absent") > 0).cast(nw.Int64),
            broken_week=nw.when(nw.col("absent") > 0).then("week").otherwise(0),
        )
        .with_columns(last_broken=nw.col("broken_week").max().over("pupil_id"))
        .with_columns(since=(nw.col("week") > nw.col("last_broken")).cast(nw.Int64))
    )
    return known.group_by("pupil_id").agg(
        weeks_with_absence_12w=nw.col("broken").sum(),
        full_weeks_in_a_row=nw.col("since").sum(),
    )


def shape(by_week: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Count the weeks known, and find the worst of them and the latest."""
    rate = nw.col("rate")
    return (
        by_week.filter(nw.col("possible") > 0)
        .with_columns(rate=nw.col("absent") / nw.col("possible"))
        .with_columns(severe=(rate >= SEVERE).cast(nw.Int64))
        .group_by("pupil_id")
        .agg(
            weeks_known_12w=nw.len(),
            highest_week_12w=rate.max(),
            weeks_mostly_missed_12w=nw.col("severe").sum(),
            latest=nw.col("week").max(),
        )
        .with_columns(weeks_since_mark=weeks.number - 1 - nw.col("latest"))
        .drop("latest")
    )


def largest_step() -> nw.Expr:
    """Rate of the latest weeks less that of those before, at the steepest division."""
    return nw.max_horizontal(*(_step(since) for since in STEPS))


def _step(since: int) -> nw.Expr:
    possible, absent = nw.col(f"possible_{since}w"), nw.col(f"absent_{since}w")
    earlier = nw.col("possible_12w") - possible
    return nw.when(possible > 0, earlier > 0).then(
        absent / possible - (nw.col("absent_12w") - absent) / earlier
    )


def _since(count: str, week: int) -> nw.Expr:
    return nw.when(nw.col("week") >= week).then(nw.col(count)).otherwise(0)


def _after_holidays(weeks: Weeks) -> list[int]:
    """Numbers of the school weeks before which there was a week without school."""
    pairs = zip(weeks.mondays, weeks.mondays[1:], strict=False)
    return [
        number
        for number, (before, monday) in enumerate(pairs, start=2)
        if monday - before > timedelta(weeks=1)
    ]
