"""What changed after support began: the weeks since, beside the twelve before.

A change after support is no proof that support made it: support begins when things
are at their worst, and from there most things get better by themselves.
"""

from __future__ import annotations

from typing import Any

import narwhals as nw

from features.behaviour import concern
from features.registers import SESSIONS
from features.support import begun, open_support
from features.weeks import Weeks, weeks_ago

BEFORE = 12


def since_support(
    rows: nw.LazyFrame[Any],
    held: dict[str, nw.LazyFrame[Any]],
    by_week: nw.LazyFrame[Any],
    weeks: Weeks,
) -> nw.LazyFrame[Any]:
    """Add absence and incidents before and since the newest open support to the cohort.

    Incidents are not known where the school sends none (``records_sent``).
    """
    starts = begun(open_support(held["support"], weeks), weeks)
    for part in (
        _absence(by_week.join(starts, on="pupil_id")),
        _incidents(held["incidents"], starts, weeks),
    ):
        rows = rows.join(part, on="pupil_id", how="left")
    start, sent = nw.col("start_week"), nw.col("records_sent") > 0
    before = nw.min_horizontal(start - weeks.last_year_week, nw.lit(BEFORE))
    rows = rows.with_columns(
        **{
            f"absence_rate_{part}_support": _share(part) for part in ("before", "since")
        },
        **{
            f"incidents_a_week_{part}_support": nw.when(sent, length > 0).then(
                nw.col(f"incidents_{part}").fill_null(0) / length
            )
            for part, length in (("before", before), ("since", weeks.number - start))
        },
    )
    return rows.with_columns(
        absence_change_since_support=nw.col("absence_rate_since_support")
        - nw.col("absence_rate_before_support"),
        incidents_change_since_support=nw.col("incidents_a_week_since_support")
        - nw.col("incidents_a_week_before_support"),
    )


def _absence(by_week: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    parts = _parts()
    sums = {
        f"{count}_{part}": nw.when(inside).then(count).otherwise(0)
        for part, inside in parts.items()
        for count in SESSIONS
    }
    return (
        by_week.select("pupil_id", **sums).group_by("pupil_id").agg(nw.col(*sums).sum())
    )


def _incidents(
    incidents: nw.LazyFrame[Any], starts: nw.LazyFrame[Any], weeks: Weeks
) -> nw.LazyFrame[Any]:
    concerns = incidents.filter(
        concern(), nw.col("date") < weeks.as_of, nw.col("withdrawn_on").is_null()
    ).join(starts, on="pupil_id")
    dated = weeks_ago(concerns, "date", weeks).with_columns(
        week=weeks.number - nw.col("weeks_ago")
    )
    flags = {
        f"incidents_{part}": each.cast(nw.Int64) for part, each in _parts().items()
    }
    return (
        dated.select("pupil_id", **flags).group_by("pupil_id").agg(nw.col(*flags).sum())
    )


def _parts() -> dict[str, nw.Expr]:
    week, start = nw.col("week"), nw.col("start_week")
    return {
        "before": (week < start) & (week >= start - BEFORE),
        "since": week >= start,
    }


def _share(part: str) -> nw.Expr:
    possible = nw.col(f"possible_{part}")
    return nw.when(possible > 0).then(nw.col(f"absent_{part}") / possible)
