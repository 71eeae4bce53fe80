"""Suspensions: how many, how long, what for and where."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from features.newcomers import none_known
from features.weeks import TWELVE_MONTHS, Weeks, weeks_ago
from records.reviews import stands

REASONS_GIVEN = ("reason", "second_reason", "third_reason")
# Persistent or general disruption, and the two that part it from May 2026.
DISRUPTION = ("DB", "LD", "CB")


def suspensions(
    rows: nw.LazyFrame[Any], held: dict[str, nw.LazyFrame[Any]], weeks: Weeks
) -> nw.LazyFrame[Any]:
    """Add the features of suspensions to the cohort.

    They are notified by statute, so no record means none, but of who is new to the
    area. What was overturned counts
    no more from the day on which that was known.
    """
    began = nw.col("start_date")
    past = held["suspensions"].filter(
        began >= min(weeks.first_day, weeks.as_of - TWELVE_MONTHS),
        began < weeks.as_of,
        stands(),
    )
    counts = _counts(weeks)
    summed = past.with_columns(**counts).group_by("pupil_id").agg(nw.col(*counts).sum())
    for part in (summed, _reasons(past, weeks), _latest(past, weeks)):
        rows = rows.join(part, on="pupil_id", how="left")
    rows = rows.join(_at_each_school(past, weeks), on=["pupil_id", "urn"], how="left")
    known = (*counts, "suspension_reasons_12m", "suspensions_here_2y")
    return rows.with_columns(
        nw.coalesce(nw.col(name), none_known()).alias(name) for name in known
    ).with_columns(
        suspensions_at_other_school_2y=nw.col("suspensions_2y")
        - nw.col("suspensions_here_2y")
    )


def _counts(weeks: Weeks) -> dict[str, nw.Expr]:
    """Say what each suspension adds to each sum."""
    began = nw.col("start_date")
    year = began >= weeks.as_of - TWELVE_MONTHS
    disruption = nw.any_horizontal(
        *(
            nw.col(reason).is_in(DISRUPTION).fill_null(False)
            for reason in REASONS_GIVEN
        ),
        ignore_nulls=True,
    )
    return {
        "suspensions_12w": (began >= weeks.start(12)).cast(nw.Int64),
        "suspensions_12m": year.cast(nw.Int64),
        "suspensions_2y": (began >= weeks.first_day).cast(nw.Int64),
        "disruption_suspensions_12m": (year & disruption).cast(nw.Int64),
        "suspended_sessions_12m": nw.when(year).then("sessions").otherwise(0),
        "suspended_sessions_year": nw.when(began >= weeks.year_day)
        .then("sessions")
        .otherwise(0),
    }


def _reasons(past: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Count the different reasons given over twelve months, whichever came first."""
    year = past.filter(nw.col("start_date") >= weeks.as_of - TWELVE_MONTHS)
    given = [
        year.filter(~nw.col(reason).is_null()).select("pupil_id", given=reason)
        for reason in REASONS_GIVEN
    ]
    return (
        nw.concat(given)
        .group_by("pupil_id")
        .agg(suspension_reasons_12m=nw.col("given").n_unique())
    )


def _latest(past: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    return (
        weeks_ago(past, "start_date", weeks)
        .group_by("pupil_id")
        .agg(weeks_since_suspension=nw.col("weeks_ago").min())
    )


def _at_each_school(past: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    return (
        past.filter(nw.col("start_date") >= weeks.first_day)
        .group_by("pupil_id", "urn")
        .agg(suspensions_here_2y=nw.len())
    )
