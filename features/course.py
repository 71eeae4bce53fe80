"""The course of absence over twelve school weeks: its slope, its unrest, its fall."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from features.registers import SESSIONS
from features.weeks import Weeks


def course(by_week: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Fit a line through the weeks of each pupil, and measure how they vary.

    Only whole numbers are summed, so that every engine and every order of rows
    gives the same figures; they are divided once, at the end.

    Parameters
    ----------
    by_week : narwhals.LazyFrame
        From ``absence_days.weeks_of_days``.
    weeks : Weeks

    Returns
    -------
    narwhals.LazyFrame
        ``pupil_id``, ``absence_slope_12w`` (share a week) and
        ``absence_volatility_12w`` (sessions); null with fewer than two known weeks.
    """
    # pandas keeps the narrow numbers of the registers, which products would not fit.
    possible, absent = (nw.col(count).cast(nw.Int64) for count in SESSIONS)
    week = nw.col("week") - weeks.number
    products = {
        "week_possible": week * possible,
        "week_week_possible": week * week * possible,
        "week_absent": week * absent,
        "absent_absent": absent * absent,
    }
    known = nw.col("known")
    return (
        by_week.filter(possible > 0)
        .select("pupil_id", possible, absent, **products)
        .group_by("pupil_id")
        .agg(nw.col(*SESSIONS, *products).sum(), known=nw.len())
        .select(
            "pupil_id",
            absence_slope_12w=nw.when(known > 1).then(_slope()),
            absence_volatility_12w=nw.when(known > 1).then(_deviation()),
        )
    )


def improving() -> nw.Expr:
    """Say whether absence fell twice over, from four weeks to the next four."""
    missed = []
    for since, until in ((4, 0), (8, 4), (12, 8)):
        possible, absent = (
            nw.col(f"{count}_{since}w") - nw.col(f"{count}_{until}w")
            if until
            else nw.col(f"{count}_{since}w")
            for count in ("possible", "absent")
        )
        missed.append(nw.when(possible > 0).then(absent / possible))
    latest, middle, first = missed
    known = ~(latest.is_null() | middle.is_null() | first.is_null())
    return nw.when(known).then(((latest < middle) & (middle < first)).cast(nw.Int64))


def _slope() -> nw.Expr:
    """Least squares of the weekly rate on the week, weighted by possible sessions."""
    possible, along = nw.col("possible"), nw.col("week_possible")
    spread = possible * nw.col("week_week_possible") - along * along
    return (possible * nw.col("week_absent") - along * nw.col("absent")) / spread


def _deviation() -> nw.Expr:
    """Measure by how many sessions weeks lie from their average, as a rule."""
    known, absent = nw.col("known"), nw.col("absent")
    squared = known * nw.col("absent_absent") - absent * absent
    return squared**0.5 / known
