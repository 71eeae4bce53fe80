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
EHCP = "ehcp"
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
    running = open_support(held["support"], weeks).with_columns(review=_review(weeks))
    for part in (
        _open(running),
        _overdue(running, weeks),
        begun(running, weeks),
        _ended(held["support"], weeks),
    ):
        rows = rows.join(part, on="pupil_id", how="left")
    start, last = nw.col("start_week"), nw.col("last_end")
    return rows.with_columns(
        nw.col(*COUNTED).fill_null(0),
        weeks_since_support_start=weeks.number - start,
        weeks_since_support_end=nw.when(start.is_null()).then(last),
    )


def open_support(support: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Keep the support that was begun, and not ended or closed."""
    ended = nw.col("end_date")
    return support.filter(
        nw.col("plan") != EHCP,
        nw.col("stage") != "closed",
        nw.col("start_date") < weeks.as_of,
        ended.is_null() | (ended >= weeks.as_of),
    )


def _ended(support: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Count school weeks back to the latest end of support."""
    over = support.filter(nw.col("plan") != EHCP, nw.col("end_date") < weeks.as_of)
    return (
        weeks_ago(over, "end_date", weeks)
        .group_by("pupil_id")
        .agg(last_end=nw.col("weeks_ago").min())
    )


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


def begun(running: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Find the school week in which the newest open support began (``start_week``).

    What began before the longest look-back is taken to begin with it.
    """
    started, first = nw.col("start_date"), nw.lit(weeks.first_day).cast(nw.Date)
    counted = nw.when(started < weeks.first_day).then(first).otherwise(started)
    days = weeks.days_as(running).select(counted_from="date", start_week="next_week")
    return (
        running.with_columns(counted_from=counted)
        .group_by("pupil_id")
        .agg(nw.col("counted_from").max())
        .join(days, on="counted_from", how="left")
        .select("pupil_id", "start_week")
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
