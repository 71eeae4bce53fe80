"""Support: the Graduated Pathway and other help that is recorded."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from features.weeks import Weeks


def support(
    rows: nw.LazyFrame[Any], held: dict[str, nw.LazyFrame[Any]], weeks: Weeks
) -> nw.LazyFrame[Any]:
    """Add the support features to the cohort.

    An education, health and care plan is special educational provision, which is
    no feature unless switched on, so it is left out here.
    """
    started, ended = nw.col("start_date"), nw.col("end_date")
    running = held["support"].filter(
        nw.col("plan") != "ehcp",
        nw.col("stage") != "closed",
        started < weeks.as_of,
        ended.is_null() | (ended >= weeks.as_of),
    )
    start = nw.lit(weeks.first_day).cast(nw.Date)
    overdue = (nw.col("review_due") < weeks.as_of).fill_null(False)
    plans = (
        running.with_columns(
            counted_from=nw.when(started < weeks.first_day)
            .then(start)
            .otherwise(started),
            overdue=overdue.cast(nw.Int64),
        )
        .group_by("pupil_id")
        .agg(
            support_plans_open=nw.len(),
            support_reviews_overdue=nw.col("overdue").sum(),
            counted_from=nw.col("counted_from").max(),
        )
    )
    days = weeks.days_as(running).select(counted_from="date", start_week="next_week")
    since = plans.join(days, on="counted_from", how="left").with_columns(
        weeks_since_support_start=weeks.number - nw.col("start_week")
    )
    return rows.join(
        since.drop("counted_from", "start_week"), on="pupil_id", how="left"
    ).with_columns(nw.col("support_plans_open", "support_reviews_overdue").fill_null(0))
