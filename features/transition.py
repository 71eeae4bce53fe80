"""Transition: schools entered, left and changed, and time on no register."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from features.newcomers import none_known, weeks_since
from features.weeks import ONE_WEEK, Weeks
from records.rolls import spells

AUGUST = 8
REGISTERED_TWICE = ("M", "S")
IN_ORDER: dict[str, Any] = {"order_by": ["entry_date", "urn"]}


def stays(enrolments: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Return spells begun by ``as_of``, joined where no school week lies between.

    So a pupil whose school became an academy, or who was taken off the register over
    the summer, has been there all along.

    Returns
    -------
    narwhals.LazyFrame
        The columns of :func:`records.rolls.spells`.
    """
    begun = spells(enrolments).filter(nw.col("entry_date") <= weeks.as_of)
    columns = begun.collect_schema().names()
    entry = nw.col("entry_date")
    stays_on = (nw.col("old_urn") == nw.col("urn")) & (nw.col("weeks_between") <= 0)
    starts = (~stays_on.fill_null(False)).cast(nw.Int64)
    stay = ("pupil_id", "stay")
    return (
        _after_the_last(begun, weeks)
        .with_columns(starts=starts)
        .with_columns(stay=nw.col("starts").cum_sum().over("pupil_id", **IN_ORDER))
        .with_columns(began=entry.min().over(*stay), last=entry.max().over(*stay))
        .filter(entry == nw.col("last"))
        .with_columns(entry_date="began")
        .select(columns)
    )


def transition(
    rows: nw.LazyFrame[Any],
    held: dict[str, nw.LazyFrame[Any]],
    stays: nw.LazyFrame[Any],
    weeks: Weeks,
) -> nw.LazyFrame[Any]:
    """Add the transition features to the cohort (``entry_date`` is of its school)."""
    left = nw.col("leaving_date")
    twice = (
        held["enrolments"]
        .filter(
            nw.col("status").is_in(REGISTERED_TWICE),
            nw.col("entry_date") <= weeks.as_of,
            left.is_null() | (left >= weeks.as_of),
        )
        .group_by("pupil_id")
        .agg(dual_registered=nw.len())
    )
    managed = (
        stays.filter(
            nw.col("leaving_reason") == "MM",
            nw.col("leaving_date") >= weeks.first_day,
            nw.col("leaving_date") < weeks.as_of,
        )
        .group_by("pupil_id")
        .agg(managed_moves_2y=nw.len())
    )
    arrivals = _arrivals(stays, weeks)
    for part in (twice, managed, _moves(arrivals, weeks)):
        rows = rows.join(part, on="pupil_id", how="left")
    arrived = ["pupil_id", "urn", "entry_date"]
    came_from = arrivals.select(
        *arrived, former_urn="old_urn", moved=nw.col("moved").cast(nw.Int64)
    )
    rows = rows.join(came_from, on=arrived, how="left")
    rows = weeks_since(rows, "entry_date", "weeks_at_school", weeks)
    counted = (
        "managed_moves_2y",
        "moves_2y",
        "in_year_moves_2y",
        "weeks_out_of_school_2y",
    )
    new = nw.col("entry_date") >= weeks.year_day
    return rows.with_columns(
        *(nw.coalesce(nw.col(name), none_known()).alias(name) for name in counted),
        dual_registered=(nw.col("dual_registered").fill_null(0) > 0).cast(nw.Float64),
        weeks_since_move=nw.when(nw.col("moved") == 1).then("weeks_at_school"),
        weeks_since_phase_move=nw.when(nw.col("moved") == 0).then("weeks_at_school"),
        school_years_here=weeks.year_day.year - _year_entered(),
        started_year_7=nw.when(~nw.col("year_group").is_null()).then(
            (new & (nw.col("year_group") == 7)).cast(nw.Float64)
        ),
    )


def _year_entered() -> nw.Expr:
    """Return the calendar year in which the academic year of entry began."""
    entry = nw.col("entry_date").dt
    early = (entry.month() < AUGUST).cast(nw.Int64)
    return entry.year().cast(nw.Int64) - early


def _arrivals(stays: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Keep the stays begun after another school; moving up a phase is no move."""
    return (
        _after_the_last(stays, weeks)
        .filter(
            nw.col("entry_date") >= weeks.first_day,
            ~nw.col("old_urn").is_null(),
            nw.col("old_urn") != nw.col("urn"),
        )
        .with_columns(moved=nw.col("old_reason").fill_null("") != "END")
    )


def _moves(arrivals: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Count changes of school, and school weeks between leaving and entering."""
    moved, between = nw.col("moved"), nw.col("weeks_between")
    in_year = moved & _in_year(nw.col("entry_date"), weeks)
    return (
        arrivals.with_columns(
            moves_2y=moved.cast(nw.Int64),
            in_year_moves_2y=in_year.cast(nw.Int64),
            weeks_out_of_school_2y=nw.when(between > 0).then(between).otherwise(0),
        )
        .group_by("pupil_id")
        .agg(nw.col("moves_2y", "in_year_moves_2y", "weeks_out_of_school_2y").sum())
    )


def _in_year(entry: nw.Expr, weeks: Weeks) -> nw.Expr:
    """Whether a school was entered after the second week of an academic year."""
    begins = (weeks.last_year_week, weeks.year_week)
    starts = [weeks.mondays[week - 1] + 2 * ONE_WEEK for week in begins]
    return ((entry >= starts[0]) & (entry < weeks.year_day)) | (entry >= starts[1])


def _after_the_last(spells: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Set each spell beside the pupil's one before it, which may be missing.

    Returns
    -------
    narwhals.LazyFrame
        With ``old_urn``, ``old_reason``, and ``weeks_between``: school weeks between
        leaving and entering, null while the one before goes on.
    """
    previous = {
        "old_urn": "urn",
        "old_reason": "leaving_reason",
        "left": "leaving_date",
    }
    spells = spells.with_columns(
        nw.col(column).shift(1).over("pupil_id", **IN_ORDER).alias(name)
        for name, column in previous.items()
    )
    days = weeks.days_as(spells)
    entered = days.select(entered_on="date", entry_week="next_week")
    left = days.select(left_on="date", left_week="week")
    return (
        spells.with_columns(
            entered_on=weeks.within("entry_date"), left_on=weeks.within("left")
        )
        .join(entered, on="entered_on", how="left")
        .join(left, on="left_on", how="left")
        .with_columns(weeks_between=nw.col("entry_week") - nw.col("left_week") - 1)
    )
