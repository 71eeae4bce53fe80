"""Absence day by day: weekdays, parts of a day, and runs of days."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from features.registers import KINDS, SESSIONS
from features.weeks import Weeks

WEEKDAYS = {"monday": 1, "friday": 5}


def weeks_of_days(by_day: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Sum days by ``pupil_id`` and ``week``, with what only a day can tell.

    Returns
    -------
    narwhals.LazyFrame
        Each of ``SESSIONS`` and ``KINDS``; absent and possible sessions of Mondays
        and Fridays; days of which the morning alone, or the rest alone, was missed.
    """
    absent = nw.col("absent")
    part = (absent > 0) & (absent < nw.col("possible"))
    morning = nw.col("absent_morning") > 0
    days = {
        f"{count}_{weekday}_12w": nw.when(nw.col("weekday") == number)
        .then(count)
        .otherwise(0)
        for weekday, number in WEEKDAYS.items()
        for count in SESSIONS
    } | {
        "part_days_12w": part.cast(nw.Int64),
        "mornings_only_12w": (part & morning).cast(nw.Int64),
        "afternoons_only_12w": (part & ~morning).cast(nw.Int64),
    }
    return (
        by_day.select("pupil_id", "week", *SESSIONS, *KINDS, **days)
        .group_by("pupil_id", "week")
        .agg(nw.col(*SESSIONS, *KINDS, *days).sum())
    )


def spells(by_day: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Measure runs of consecutive school days with a missed session, in days."""
    up_to_now = nw.col("last_day") == weeks.last_school_day
    return (
        runs(by_day.filter(nw.col("absent") > 0))
        .with_columns(current=nw.when(up_to_now).then("length").otherwise(0))
        .group_by("pupil_id")
        .agg(
            absence_spells_12w=nw.len(),
            longest_spell_12w=nw.col("length").max(),
            current_spell=nw.col("current").max(),
        )
    )


def runs(days: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Join a pupil's consecutive school days into runs.

    Returns
    -------
    narwhals.LazyFrame
        ``pupil_id``, ``spell`` (number of the run), ``length`` in school days,
        ``last_day`` and the ``week`` in which it began.
    """
    in_order = {"order_by": "day"}
    return (
        days.select("pupil_id", "day", "week")
        .with_columns(before=nw.col("day").shift(1).over("pupil_id", **in_order))
        .with_columns(
            starts=(nw.col("day") - nw.col("before").fill_null(-1) > 1).cast(nw.Int64)
        )
        .with_columns(spell=nw.col("starts").cum_sum().over("pupil_id", **in_order))
        .group_by("pupil_id", "spell")
        .agg(length=nw.len(), last_day=nw.col("day").max(), week=nw.col("week").min())
    )
