"""Where the roll and the marks disagree, within a school or between two."""

from __future__ import annotations

from datetime import date

import polars as pl

from records.rolls import COUNTED


def rolls(pupil_days: pl.DataFrame) -> pl.DataFrame:
    """Count pupils without marks, marks without a pupil on roll, and double marks.

    Parameters
    ----------
    pupil_days : polars.DataFrame
        As from ``records.quality.pupil_days``.

    Returns
    -------
    polars.DataFrame
        One row a school that has any: ``urn``, ``pupils_without_marks`` in the whole
        period; ``days_off_roll`` and ``pupils_off_roll`` with marks on a day on which
        the pupil was not on roll; ``sessions_double`` and ``pupils_double`` with a
        possible session at another school too.
    """
    counted = [_without_marks(pupil_days), _off_roll(pupil_days), _double(pupil_days)]
    schools = pl.concat([part.select("urn") for part in counted]).unique()
    for part in counted:
        schools = schools.join(part, on="urn", how="left")
    return schools.with_columns(pl.exclude("urn").fill_null(0)).sort("urn")


def overlapping(enrolments: pl.LazyFrame, day: date) -> pl.DataFrame:
    """Count pupils whom two schools both have as their own on one day.

    Parameters
    ----------
    enrolments : polars.LazyFrame
        In lake schema, as known on one day.
    day : date

    Returns
    -------
    polars.DataFrame
        ``urn`` and ``pupils_overlapping``: pupils on roll as current or main here and
        at another school.
    """
    on_roll = enrolments.filter(
        pl.col("status").is_in(COUNTED),
        pl.col("entry_date") <= day,
        pl.col("leaving_date").is_null() | (pl.col("leaving_date") >= day),
    )
    schools = pl.col("urn").n_unique().over("pupil_id")
    return (
        on_roll.filter(schools > 1)
        .group_by("urn")
        .agg(pupils_overlapping=pl.col("pupil_id").n_unique())
        .collect()
    )


def _without_marks(pupil_days: pl.DataFrame) -> pl.DataFrame:
    """Pupils whom a school that sends marks never marks."""
    marked = pl.col("am") | pl.col("pm")
    pupils = (
        pupil_days.filter(pl.col("sessions") > 0)
        .group_by("urn", "pupil_id")
        .agg(marked.any().alias("marked"))
    )
    return pupils.group_by("urn").agg(
        pupils_without_marks=pl.when(pl.col("marked").any())
        .then((~pl.col("marked")).sum())
        .otherwise(0)
    )


def _off_roll(pupil_days: pl.DataFrame) -> pl.DataFrame:
    return (
        pupil_days.filter(~pl.col("on_roll"), pl.col("am") | pl.col("pm"))
        .group_by("urn")
        .agg(days_off_roll=pl.len(), pupils_off_roll=pl.col("pupil_id").n_unique())
    )


def _double(pupil_days: pl.DataFrame) -> pl.DataFrame:
    """Sessions that were possible for a pupil at two schools at once."""
    several = pl.col("urn").n_unique().over("pupil_id") > 1
    at_once = [
        (pl.col(half) & (pl.col(half).sum().over("pupil_id", "date") > 1)).alias(half)
        for half in ("am_possible", "pm_possible")
    ]
    double = pl.col("am_possible") | pl.col("pm_possible")
    return (
        pupil_days.filter(several)
        .with_columns(at_once)
        .filter(double)
        .group_by("urn")
        .agg(
            sessions_double=pl.col("am_possible").sum() + pl.col("pm_possible").sum(),
            pupils_double=pl.col("pupil_id").n_unique(),
        )
    )
