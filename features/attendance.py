"""Attendance: what the registers say, in windows of school weeks."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from features.registers import KINDS, SESSIONS, daily
from features.weeks import Weeks

FRIDAY = 5


def attendance(
    rows: nw.LazyFrame[Any],
    register: nw.LazyFrame[Any],
    by_week: nw.LazyFrame[Any],
    weeks: Weeks,
) -> nw.LazyFrame[Any]:
    """Add the attendance features to the cohort.

    Parameters
    ----------
    rows : narwhals.LazyFrame
        One row per pupil with ``pupil_id``, ``urn`` and ``year_group``.
    register : narwhals.LazyFrame
        From ``registers.sessions``.
    by_week : narwhals.LazyFrame
        From ``registers.weekly``.
    weeks : Weeks

    Returns
    -------
    narwhals.LazyFrame
        ``rows`` with the features and companions of the theme.
    """
    by_day = daily(register, weeks)
    for part in (
        _windows(by_week, weeks),
        _full_weeks(by_day),
        _days(by_day, weeks),
        _spells(by_day, weeks),
    ):
        rows = rows.join(part, on="pupil_id", how="left")
    return _compared(_rates(rows))


def _windows(by_week: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Sum possible and absent sessions over each window, one row per pupil."""
    week, number = nw.col("week"), weeks.number
    windows = {
        "1w": week >= number - 1,
        "4w": week >= number - 4,
        "12w": week >= number - 12,
        "year": week >= weeks.year_week,
        "last_year": week < weeks.year_week,
    }
    sums = {
        f"{count}_{window}": nw.when(inside).then(nw.col(count)).otherwise(0)
        for window, inside in windows.items()
        for count in SESSIONS
    }
    return (
        by_week.select("pupil_id", **sums).group_by("pupil_id").agg(nw.col(*sums).sum())
    )


def _full_weeks(by_day: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Count weeks with an absence, and the full weeks since the last of them."""
    known = (
        by_day.group_by("pupil_id", "week")
        .agg(nw.col("possible", "absent").sum())
        .filter(nw.col("possible") > 0)
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


def _days(by_day: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Sum kinds of absence, and what a week hides: part days and weekend edges."""
    absent = nw.col("absent")
    edge = (nw.col("weekday") == 1) | (nw.col("weekday") == FRIDAY)
    part = (absent > 0) & (absent < nw.col("possible"))
    recent = nw.col("week") >= weeks.number - 4
    sums = {f"{kind}_12w": nw.col(kind) for kind in KINDS} | {
        "unexplained_4w": nw.when(recent).then("unexplained").otherwise(0),
        "edge_12w": nw.when(edge).then(absent).otherwise(0),
        "part_days_12w": part.cast(nw.Int64),
    }
    return (
        by_day.select("pupil_id", **sums).group_by("pupil_id").agg(nw.col(*sums).sum())
    )


def _spells(by_day: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Measure runs of consecutive school days with a missed session, in days."""
    in_order = {"order_by": "day"}
    away = by_day.filter(nw.col("absent") > 0).select("pupil_id", "day")
    spells = (
        away.with_columns(before=nw.col("day").shift(1).over("pupil_id", **in_order))
        .with_columns(
            starts=(nw.col("day") - nw.col("before").fill_null(-1) > 1).cast(nw.Int64)
        )
        .with_columns(spell=nw.col("starts").cum_sum().over("pupil_id", **in_order))
        .group_by("pupil_id", "spell")
        .agg(length=nw.len(), last_day=nw.col("day").max())
        .with_columns(
            current=nw.when(nw.col("last_day") == weeks.last_school_day)
            .then("length")
            .otherwise(0)
        )
    )
    return spells.group_by("pupil_id").agg(
        absence_spells_12w=nw.len(),
        longest_spell_12w=nw.col("length").max(),
        current_spell=nw.col("current").max(),
    )


def _rates(rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Divide by the pupil's own possible sessions; without any, nothing is known."""
    windows = ("1w", "4w", "12w", "year", "last_year")
    unrecorded = nw.col("unrecorded_12w")
    return rows.with_columns(
        **{
            f"absence_rate_{w}": _share(f"absent_{w}", f"possible_{w}") for w in windows
        },
        **{
            f"possible_sessions_{w}": nw.col(f"possible_{w}").fill_null(0)
            for w in windows
        },
        **{
            f"{kind}_rate_12w": _share(f"{kind}_12w", "possible_12w")
            for kind in ("unauthorised", "illness", "late")
        },
        **{
            name: _where_known(name if count is None else count)
            for name, count in {
                "late_after_close_12w": None,
                "reduced_timetable_12w": "part_time_12w",
                "single_session_absences_12w": "part_days_12w",
                "absence_spells_12w": None,
                "longest_spell_12w": None,
                "current_spell": None,
            }.items()
        },
        unexplained_rate_4w=_share("unexplained_4w", "possible_4w"),
        monday_friday_share_12w=_share("edge_12w", "absent_12w"),
        registers_missing_12w=nw.when(nw.col("possible_12w") + unrecorded > 0).then(
            unrecorded
        ),
    )


def _compared(rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Set recent absence beside the pupil's own past and beside others' absence."""
    twelve = nw.col("absence_rate_12w")
    # Engines disagree on whether missing keys are a group: none is missing here.
    rows = rows.with_columns(year_key=nw.col("year_group").fill_null(-1))
    for others, key in (("year_group", "year_key"), ("school", "urn")):
        rows = rows.with_columns(
            others_absent=nw.col("absent_12w").sum().over(key),
            others_possible=nw.col("possible_12w").sum().over(key),
        ).with_columns(
            **{f"{others}_absence_rate_12w": _share("others_absent", "others_possible")}
        )
    return rows.with_columns(
        absence_trend=nw.col("absence_rate_4w") - twelve,
        absence_change_on_last_year=twelve - nw.col("absence_rate_last_year"),
        absence_above_year_group_12w=twelve - nw.col("year_group_absence_rate_12w"),
        absence_above_school_12w=twelve - nw.col("school_absence_rate_12w"),
    )


def _share(part: str, whole: str) -> nw.Expr:
    return nw.when(nw.col(whole) > 0).then(nw.col(part) / nw.col(whole))


def _where_known(count: str) -> nw.Expr:
    return nw.when(nw.col("possible_12w") > 0).then(nw.col(count).fill_null(0))
