"""Transition: schools entered, left and changed, and time on no register."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from features.weeks import ONE_WEEK, Weeks

ON_ROLL = ("C", "M")
REGISTERED_TWICE = ("M", "S")


def on_roll(enrolments: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Keep the spells that include ``as_of``, as far as is known."""
    left = nw.col("leaving_date")
    return enrolments.filter(
        nw.col("entry_date") <= weeks.as_of, left.is_null() | (left >= weeks.as_of)
    )


def transition(
    rows: nw.LazyFrame[Any], held: dict[str, nw.LazyFrame[Any]], weeks: Weeks
) -> nw.LazyFrame[Any]:
    """Add the transition features to the cohort (``entry_date`` is of its school)."""
    spells = held["enrolments"]
    twice = (
        on_roll(spells, weeks)
        .filter(nw.col("status").is_in(REGISTERED_TWICE))
        .group_by("pupil_id")
        .agg(dual_registered=nw.len())
    )
    managed = (
        spells.filter(
            nw.col("leaving_reason") == "MM",
            nw.col("leaving_date") >= weeks.first_day,
            nw.col("leaving_date") < weeks.as_of,
        )
        .group_by("pupil_id")
        .agg(managed_moves_2y=nw.len())
    )
    moves = _moves(spells, weeks)
    for part in (twice, managed, moves):
        rows = rows.join(part, on="pupil_id", how="left")
    counted = (
        "managed_moves_2y",
        "moves_2y",
        "in_year_moves_2y",
        "weeks_out_of_school_2y",
    )
    new = nw.col("entry_date") >= weeks.year_day
    return _weeks_at_school(rows, weeks).with_columns(
        nw.col(*counted).fill_null(0),
        dual_registered=(nw.col("dual_registered").fill_null(0) > 0).cast(nw.Float64),
        started_year_7=nw.when(~nw.col("year_group").is_null()).then(
            (new & (nw.col("year_group") == 7)).cast(nw.Float64)
        ),
    )


def _moves(spells: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Count changes of school, and school weeks between leaving and entering."""
    in_order = {"order_by": ["entry_date", "urn"]}
    entry = nw.col("entry_date")
    earlier = spells.filter(
        nw.col("status").is_in((*ON_ROLL, "P")), entry <= weeks.as_of
    ).with_columns(
        old_urn=nw.col("urn").shift(1).over("pupil_id", **in_order),
        old_reason=nw.col("leaving_reason").shift(1).over("pupil_id", **in_order),
        old_end=nw.col("leaving_date").shift(1).over("pupil_id", **in_order),
    )
    changed = earlier.filter(
        entry >= weeks.first_day,
        ~nw.col("old_urn").is_null(),
        nw.col("old_urn") != nw.col("urn"),
    )
    moved = nw.col("old_reason").fill_null("") != "END"
    return (
        _weeks_between(changed, weeks)
        .with_columns(
            moves_2y=moved.cast(nw.Int64),
            in_year_moves_2y=(moved & _in_year(entry, weeks)).cast(nw.Int64),
        )
        .group_by("pupil_id")
        .agg(nw.col("moves_2y", "in_year_moves_2y", "weeks_out_of_school_2y").sum())
    )


def _in_year(entry: nw.Expr, weeks: Weeks) -> nw.Expr:
    """Whether a school was entered after the second week of an academic year."""
    begins = (weeks.last_year_week, weeks.year_week)
    starts = [weeks.mondays[week - 1] + 2 * ONE_WEEK for week in begins]
    return ((entry >= starts[0]) & (entry < weeks.year_day)) | (entry >= starts[1])


def _weeks_between(changed: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    days = weeks.days_as(changed)
    entered = days.select(entry_date="date", entry_week="next_week")
    left = days.select(left_on="date", left_week="week")
    old_end = nw.col("old_end")
    start = nw.lit(weeks.first_day).cast(nw.Date)
    gap = nw.col("entry_week") - nw.col("left_week") - 1
    return (
        changed.with_columns(
            left_on=nw.when(old_end < weeks.first_day).then(start).otherwise(old_end)
        )
        .join(entered, on="entry_date", how="left")
        .join(left, on="left_on", how="left")
        .with_columns(weeks_out_of_school_2y=nw.when(gap > 0).then(gap).otherwise(0))
    )


def _weeks_at_school(rows: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    days = weeks.days_as(rows).select(counted_from="date", entry_week="next_week")
    entry = nw.col("entry_date")
    start = nw.lit(weeks.first_day).cast(nw.Date)
    return (
        rows.with_columns(
            counted_from=nw.when(entry < weeks.first_day).then(start).otherwise(entry)
        )
        .join(days, on="counted_from", how="left")
        .with_columns(weeks_at_school=weeks.number - nw.col("entry_week"))
    )
