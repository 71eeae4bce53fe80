"""Returns: from alternative provision, and from whole weeks away."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from features.weeks import Weeks, weeks_ago


def returns(
    rows: nw.LazyFrame[Any],
    held: dict[str, nw.LazyFrame[Any]],
    weeks: Weeks,
) -> nw.LazyFrame[Any]:
    """Add to the cohort how long ago each pupil came back, and from what.

    ``week_away`` is there already, from the registers. Why somebody was placed is
    special category data: it is not read.
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
    for part in (placed, back):
        rows = rows.join(part, on="pupil_id", how="left")
    there = nw.col("placements").fill_null(0) > 0
    return rows.with_columns(
        in_alternative_provision=there.cast(nw.Int64),
        weeks_since_alternative_provision=nw.when(~there).then("back"),
        weeks_since_week_away=weeks.number - nw.col("week_away"),
    )
