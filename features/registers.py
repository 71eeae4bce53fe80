"""Attendance marks as counts: one mark a session, summed by pupil, school and week."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from features.weeks import Weeks
from records.sessions import (
    ABSENT,
    POSSIBLE,
    codes_meaning,
    one_mark_a_session,
    told_apart,
)

# Features rest on these counts, never on one more letter: E is the suspension
# itself, R tells a religion, and Y5 a detention. The code list says which may speak.
SESSIONS = {
    "possible": nw.col("code").is_in(POSSIBLE),
    "absent": nw.col("code").is_in(ABSENT),
}
KINDS = {
    "unauthorised": nw.col("code").is_in(codes_meaning("unauthorised")),
    "unrecorded": nw.col("code").is_in(codes_meaning("unrecorded")),
    **{kind: nw.col("code").is_in(codes) for kind, codes in told_apart().items()},
}


def sessions(marks: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Keep one mark for each pupil and session of this and last academic year.

    Returns
    -------
    narwhals.LazyFrame
        ``pupil_id``, ``urn``, ``date``, ``session``, ``code``.
    """
    held = marks.filter(
        nw.col("date") >= weeks.first_day, nw.col("date") < weeks.as_of
    ).select("pupil_id", "urn", "date", "session", "code")
    return one_mark_a_session(held)


def weekly(register: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Sum possible and absent sessions by ``pupil_id``, ``urn`` and ``week``."""
    days = weeks.days_as(register).select("date", "week")
    return (
        register.join(days, on="date")
        .with_columns(**_as_numbers(SESSIONS))
        .group_by("pupil_id", "urn", "week")
        .agg(nw.col(*SESSIONS).sum())
    )


def daily(register: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Sum sessions and their kinds by pupil and school day, twelve weeks back.

    Returns
    -------
    narwhals.LazyFrame
        ``pupil_id``, ``day`` (number of the school day), ``week``, ``weekday``,
        then one column for each of ``SESSIONS`` and ``KINDS``, and
        ``absent_morning``.
    """
    morning = SESSIONS["absent"] & (nw.col("session") == "AM")
    counts = SESSIONS | KINDS | {"absent_morning": morning}
    days = weeks.days_as(register).select("date", "day", "week", "weekday")
    return (
        register.filter(nw.col("date") >= weeks.start(12))
        .with_columns(**_as_numbers(counts))
        .join(days, on="date")
        .group_by("pupil_id", "day")
        .agg(nw.col("week", "weekday").min(), nw.col(*counts).sum())
    )


def _as_numbers(flags: dict[str, nw.Expr]) -> dict[str, nw.Expr]:
    return {name: flag.cast(nw.Int8) for name, flag in flags.items()}
