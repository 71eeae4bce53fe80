"""Registers that were not taken, or did not arrive, school by school."""

from __future__ import annotations

import polars as pl

from records.quality.period import Period

HALVES = ("am", "pm")
MARKED = pl.col("am") | pl.col("pm")
FEWEST_IN_CLASS = 10
"""Pupils without a mark in one session who may be a class whose register was missed."""


def registers(pupil_days: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Count the registers that were expected, and those that were taken.

    Each gap counts once. A school that sent nothing for the last week is *silent*, and
    its registers count until its last mark. A session without a mark counts where the
    register was taken, and of pupils who have marks on other days.

    Parameters
    ----------
    pupil_days : polars.DataFrame
        As from ``records.quality.pupil_days``.
    period : Period

    Returns
    -------
    polars.DataFrame
        One row a school with pupils on roll: ``urn``, ``pupils``, ``silent``,
        ``marked_until`` (last day with a mark, if any in the period), ``registers`` and
        ``not_taken`` (sessions of the school), ``expected`` and ``unmarked`` (sessions
        of its pupils), ``in_part`` (those unmarked where a class or more is);
        ``days_not_taken`` and ``days_in_part``, lists of ``date``, ``am``, ``pm``.
    """
    expected = pupil_days.filter(pl.col("sessions") > 0)
    schools = _schools(expected, period)
    heard = (
        _days(expected)
        .join(schools.select("urn", "silent", "marked_until"), on="urn")
        .filter(~pl.col("silent") | (pl.col("date") <= pl.col("marked_until")))
    )
    counted = heard.group_by("urn").agg(
        registers=pl.col("sessions").sum(),
        not_taken=(pl.col("sessions") - pl.col("taken")).sum(),
        expected=(pl.col("pupils") * pl.col("taken")).sum(),
        unmarked=(pl.col("pupils") * pl.col("taken") - pl.col("marks")).sum(),
        in_part=pl.sum_horizontal(_of_class(half) for half in HALVES).sum(),
    )
    return (
        schools.join(counted, on="urn", how="left")
        .join(_listed("days_not_taken", heard, *_not_taken()), on="urn", how="left")
        .join(_listed("days_in_part", heard, *_in_part()), on="urn", how="left")
        .sort("urn")
    )


def _schools(expected: pl.DataFrame, period: Period) -> pl.DataFrame:
    last_week = pl.col("date").is_in(period.last_week["date"].to_list())
    return expected.group_by("urn").agg(
        pupils=pl.col("pupil_id").n_unique(),
        silent=last_week.any() & ~(MARKED & last_week).any(),
        marked_until=pl.col("date").filter(MARKED).max(),
    )


def _days(expected: pl.DataFrame) -> pl.DataFrame:
    """Each school's days: its registers, those taken, and the marks in them."""
    recorded = pl.col("am").cast(pl.Int64) + pl.col("pm").cast(pl.Int64)
    return (
        expected.filter(MARKED.any().over("urn", "pupil_id"))
        .group_by("urn", "date")
        .agg(
            pl.col("sessions").max(),
            pl.col("am", "pm").any(),
            pl.col("am", "pm").sum().cast(pl.Int64).name.suffix("_marks"),
            pupils=pl.len().cast(pl.Int64),
            marks=pl.min_horizontal(recorded, "sessions").sum(),
        )
        .with_columns(taken=pl.min_horizontal(recorded, "sessions"))
    )


def _not_taken() -> tuple[pl.Expr, pl.Expr]:
    """Say whether the morning's register is missing, and the afternoon's."""
    both, am, pm = pl.col("sessions") == 2, pl.col("am"), pl.col("pm")
    return ~am & (both | ~pm), ~pm & (both | ~am)


def _of_class(half: str) -> pl.Expr:
    """Count pupils without a mark in a register that was taken, if a class or more."""
    both = pl.col("sessions") == 2
    marks = pl.when(both).then(f"{half}_marks").otherwise("marks")
    without = pl.col("pupils") - marks
    # A day of one session is the morning's, unless only afternoons have marks.
    taken = pl.col(half) if half == "am" else pl.col(half) & (both | ~pl.col("am"))
    return pl.when(taken, without >= FEWEST_IN_CLASS).then(without).otherwise(0)


def _in_part() -> tuple[pl.Expr, pl.Expr]:
    """Say whether a class or more lacks the morning's mark, and the afternoon's."""
    return _of_class("am") > 0, _of_class("pm") > 0


def _listed(name: str, heard: pl.DataFrame, am: pl.Expr, pm: pl.Expr) -> pl.DataFrame:
    """List each school's days on which either half is meant."""
    return (
        heard.select("urn", "date", am=am, pm=pm)
        .filter(MARKED)
        .sort("urn", "date")
        .group_by("urn")
        .agg(pl.struct("date", "am", "pm").alias(name))
    )
