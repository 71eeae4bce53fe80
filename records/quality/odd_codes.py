"""Codes that were out of force, or stand where another should."""

from __future__ import annotations

from datetime import date

import polars as pl

from records.codes import code_list
from records.quality.period import Period
from records.tables import FIRST_DATE, LAST_DATE

AUGUST = 8
AWAITING_REASON = "N"
NOT_ATTENDING = ["Z", "#", "Y", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7"]


def odd_marks(marks: pl.LazyFrame, period: Period) -> pl.DataFrame:
    """Count a period's marks by what is odd about their codes.

    Parameters
    ----------
    marks : polars.LazyFrame
        In lake schema, as known on one day.
    period : Period

    Returns
    -------
    polars.DataFrame
        One row a school: ``urn``, ``marks``, ``n_overdue`` (no reason yet, though the
        days to find one are over), ``closed`` (marks of a school closed or a pupil not
        able to attend: Z, # and Y), ``codes_not_in_force``, ``recorded_until``.
    """
    overdue = (pl.col("code") == AWAITING_REASON) & (
        pl.col("date") <= period.amended_by
    )
    return (
        marks.filter(pl.col("date").is_between(period.first, period.last))
        .group_by("urn")
        .agg(
            marks=pl.len(),
            n_overdue=overdue.sum(),
            closed=pl.col("code").is_in(NOT_ATTENDING).sum(),
            codes_not_in_force=_out_of_force("attendance_codes", "code", "date").sum(),
            recorded_until=pl.col("recorded_on").max(),
        )
        .collect()
    )


def odd_reasons(suspensions: pl.LazyFrame, period: Period) -> pl.DataFrame:
    """Count suspensions whose reason was not in force when they began.

    Returns
    -------
    polars.DataFrame
        ``urn`` and ``reasons_not_in_force``, over the academic year so far.
    """
    start = _academic_year(period)
    odd = _out_of_force("suspension_reasons", "reason", "start_date")
    return (
        suspensions.filter(pl.col("start_date").is_between(start, period.last), odd)
        .group_by("urn")
        .agg(reasons_not_in_force=pl.len())
        .collect()
    )


def _out_of_force(codes: str, column: str, dated: str) -> pl.Expr:
    """Say whether a code of a list was not yet, or no longer, in force on its day."""
    limits = code_list(codes).select(
        "code",
        pl.col("valid_from").fill_null(FIRST_DATE),
        pl.col("valid_to").fill_null(LAST_DATE),
    )
    outside = [
        (pl.col(column) == code) & ~pl.col(dated).is_between(start, end)
        for code, start, end in limits.iter_rows()
        if (start, end) != (FIRST_DATE, LAST_DATE)
    ]
    return pl.any_horizontal(outside)


def _academic_year(period: Period) -> date:
    """Return 1 August before the end of a period, where its academic year starts."""
    last = period.last
    return date(last.year - (last.month < AUGUST), AUGUST, 1)
