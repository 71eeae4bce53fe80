"""Support: the Graduated Pathway and other help that is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw

from features.weeks import Weeks, weeks_ago
from records.codes import code_list

LEVELS = {
    plan: int(level)
    for plan, level in code_list("support_plans").select("code", "level").iter_rows()
}
STAGES = {"assess": 1, "plan": 2, "do": 3, "review": 4}
COUNTED = (
    "support_plans_open",
    "support_reviews_overdue",
    "support_reviews_ahead",
    "weeks_review_overdue",
    "pathway_level",
)


def support(
    rows: nw.LazyFrame[Any], held: dict[str, nw.LazyFrame[Any]], weeks: Weeks
) -> nw.LazyFrame[Any]:
    """Add the support features to the cohort.

    An education, health and care plan is special educational provision, which is
    no feature unless switched on, so it is left out here.
    """
    started, ended = nw.col("start_date"), nw.col("end_date")
    running = (
        held["support"]
        .filter(
            nw.col("plan") != "ehcp",
            nw.col("stage") != "closed",
            started < weeks.as_of,
            ended.is_null() | (ended >= weeks.as_of),
        )
        .with_columns(review=_review(weeks))
    )
    for part in (_open(running), _begun(running, weeks), _overdue(running, weeks)):
        rows = rows.join(part, on="pupil_id", how="left")
    return rows.with_columns(nw.col(*COUNTED).fill_null(0))


def _open(running: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Count open support and its reviews, and find the level and stage reached."""
    started = nw.col("start_date")
    newest = started == started.max().over("pupil_id")
    counts = {
        "support_plans_open": nw.lit(1),
        "support_reviews_overdue": (nw.col("review") == "overdue").cast(nw.Int64),
        "support_reviews_ahead": (nw.col("review") == "ahead").cast(nw.Int64),
    }
    highest = {
        "pathway_level": _numbered("plan", LEVELS),
        "pathway_stage": nw.when(newest).then(_numbered("stage", STAGES)),
    }
    return (
        running.with_columns(**counts, **highest)
        .group_by("pupil_id")
        .agg(nw.col(*counts).sum(), nw.col(*highest).max())
    )


def _begun(running: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Count school weeks since the newest open support began, two years at most."""
    started, first = nw.col("start_date"), nw.lit(weeks.first_day).cast(nw.Date)
    counted = nw.when(started < weeks.first_day).then(first).otherwise(started)
    days = weeks.days_as(running).select(counted_from="date", start_week="next_week")
    return (
        running.with_columns(counted_from=counted)
        .group_by("pupil_id")
        .agg(nw.col("counted_from").max())
        .join(days, on="counted_from", how="left")
        .select(
            "pupil_id",
            weeks_since_support_start=weeks.number - nw.col("start_week"),
        )
    )


def _overdue(running: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Count back to the review that has been due the longest."""
    overdue = running.filter(nw.col("review") == "overdue")
    return (
        weeks_ago(overdue, "review_due", weeks)
        .group_by("pupil_id")
        .agg(weeks_review_overdue=nw.col("weeks_ago").max())
    )


def _review(weeks: Weeks) -> nw.Expr:
    """Say whether the next review is overdue or ahead; neither when none is set."""
    due = nw.col("review_due")
    late = nw.when(due < weeks.as_of).then(nw.lit("overdue")).otherwise(nw.lit("ahead"))
    return nw.when(due.is_null()).then(nw.lit("unset")).otherwise(late)


def _numbered(column: str, numbers: Mapping[str, int]) -> nw.Expr:
    number: nw.Expr = nw.lit(0)
    for code, each in numbers.items():
        number = nw.when(nw.col(column) == code).then(each).otherwise(number)
    return number
