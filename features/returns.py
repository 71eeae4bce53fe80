"""Returns: from alternative provision, and from whole weeks away."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from features.weeks import Weeks, weeks_ago


def returns(
    rows: nw.LazyFrame[Any],
    held: dict[str, nw.LazyFrame[Any]],
    by_week: nw.LazyFrame[Any],
    weeks: Weeks,
) -> nw.LazyFrame[Any]:
    """Add to the cohort how long ago each pupil came back, and from what.

    Why somebody was placed is special category data: it is not read.
    """
    ended = nw.col("end_date")
    begun = held["alternative_provision"].filter(nw.col("start_date") < weeks.as_of)
    placed = (
        begun.filter(ended.is_null() | (ended >= weeks.as_of))
        .group_by("pupil_id")
        .agg(placements=nw.len())
    )
    back = (
        weeks_ago(begun.filter(ended < weeks.as_of), "end_date", weeks)
        .group_by("pupil_id")
        .agg(back=nw.col("weeks_ago").min())
    )
    for part in (placed, back, _weeks_away(by_week, weeks)):
        rows = rows.join(part, on="pupil_id", how="left")
    there = nw.col("placements").fill_null(0) > 0
    return rows.with_columns(
        in_alternative_provision=there.cast(nw.Int64),
        weeks_since_alternative_provision=nw.when(~there).then("back"),
    )


def _weeks_away(by_week: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Count back to each pupil's latest week with every possible session missed."""
    possible = nw.col("possible")
    return (
        by_week.group_by("pupil_id", "week")
        .agg(nw.col("possible", "absent").sum())
        .filter(possible > 0, nw.col("absent") == possible)
        .group_by("pupil_id")
        .agg(nw.col("week").max())
        .select("pupil_id", weeks_since_week_away=weeks.number - nw.col("week"))
    )
