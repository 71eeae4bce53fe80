"""Registers that were not taken, or did not arrive, school by school."""

from __future__ import annotations

import polars as pl

from records.quality.period import Period

MARKED = pl.col("am") | pl.col("pm")


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
        ``not_taken`` (sessions of the school), ``days_not_taken`` (a list of ``date``,
        ``am``, ``pm``), ``expected`` and ``unmarked`` (sessions of its pupils).
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
    )
    return (
        schools.join(counted, on="urn", how="left")
        .join(_days_not_taken(heard), on="urn", how="left")
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
            pupils=pl.len().cast(pl.Int64),
            marks=pl.min_horizontal(recorded, "sessions").sum(),
        )
        .with_columns(taken=pl.min_horizontal(recorded, "sessions"))
    )


def _days_not_taken(heard: pl.DataFrame) -> pl.DataFrame:
    """List each school's days without one of its registers."""
    both = pl.col("sessions") == 2
    missing = heard.select(
        "urn",
        "date",
        am=~pl.col("am") & (both | ~pl.col("pm")),
        pm=~pl.col("pm") & (both | ~pl.col("am")),
    )
    return (
        missing.filter(pl.col("am") | pl.col("pm"))
        .sort("urn", "date")
        .group_by("urn")
        .agg(days_not_taken=pl.struct("date", "am", "pm"))
    )
