"""A school's own totals of sessions, beside what its marks add up to."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from records.sessions import AUTHORISED, POSSIBLE, UNAUTHORISED

PUPIL = ("pupil_id", "urn")
COUNTED = {
    "possible": POSSIBLE,
    "authorised": AUTHORISED,
    "unauthorised": UNAUTHORISED,
}
SUMMER_HALVES = {"summer_1": 5, "summer_2": 6}
PARTS = {
    "autumn": "autumn term",
    "spring": "spring term",
    "summer_1": "first half of summer term",
    "summer_2": "second half of summer term",
}


def totals(known: Mapping[str, pl.LazyFrame]) -> pl.DataFrame:
    """Compare the newest totals of schools with their marks, pupil by pupil.

    Parameters
    ----------
    known : mapping of str to polars.LazyFrame
        The tables, in lake schema, as known on one day.

    Returns
    -------
    polars.DataFrame
        One row a school that told its totals: ``urn``; ``totals_of``, the part of the
        year; ``pupils_compared`` and ``pupils_differing``; and of ``possible``,
        ``authorised`` and ``unauthorised`` sessions the school's own sum
        (``possible_told``) and that of the marks (``possible_marked``).
    """
    told = known["attendance_totals"]
    # The four periods of a year are in the order of their names.
    newest = told.select("academic_year", "period").unique()
    # The four parts of a year are in the order of their names.
    year, part = max(newest.collect().iter_rows(), default=("", "autumn"))
    those = told.filter(pl.col("academic_year") == year, pl.col("period") == part)
    days = known["calendar"].filter(pl.col("academic_year") == year, _within(part))
    return _by_school(those, _counted(known["marks"], days)).with_columns(
        totals_of=pl.lit(f"{PARTS[part]} {year}")
    )


def _counted(marks: pl.LazyFrame, days: pl.LazyFrame) -> pl.LazyFrame:
    return (
        marks.join(days, on="date", how="semi")
        .group_by(PUPIL)
        .agg(
            pl.col("code").is_in(codes).sum().cast(pl.Int64).alias(f"{name}_marked")
            for name, codes in COUNTED.items()
        )
    )


def _within(part: str) -> pl.Expr:
    if part in SUMMER_HALVES:
        return pl.col("half_term") == SUMMER_HALVES[part]
    return pl.col("term") == part


def _by_school(told: pl.LazyFrame, marked: pl.LazyFrame) -> pl.DataFrame:
    """Compare pupil by pupil, and add up by school."""
    differs = pl.any_horizontal(
        pl.col(f"{name}_told") != pl.col(f"{name}_marked") for name in COUNTED
    )
    sums = [f"{name}_{whose}" for name in COUNTED for whose in ("told", "marked")]
    return (
        told.select(*PUPIL, pl.col(*COUNTED).name.suffix("_told"))
        .join(marked, on=PUPIL, how="left")
        .with_columns(pl.col(f"{name}_marked").fill_null(0) for name in COUNTED)
        .group_by("urn")
        .agg(
            pl.col(sums).sum(),
            pupils_compared=pl.len(),
            pupils_differing=differs.sum(),
        )
        .sort("urn")
        .collect(engine="streaming")
    )
