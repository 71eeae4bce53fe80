"""Illness in spells: how many, and whether short ones come more often."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from features.absence_days import runs
from features.weeks import Weeks

SHORT = 3


def illness_spells(by_day: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Count spells of illness over twelve weeks, and short ones in each half.

    Parameters
    ----------
    by_day : narwhals.LazyFrame
        From ``registers.daily``.
    weeks : Weeks

    Returns
    -------
    narwhals.LazyFrame
        ``pupil_id``, ``illness_spells_12w``, ``short_illnesses_6w`` and
        ``short_illnesses_before_6w``, for pupils with any.
    """
    short = nw.col("length") <= SHORT
    lately = nw.col("week") >= weeks.number - 6
    return (
        runs(by_day.filter(nw.col("illness") > 0))
        .with_columns(
            short_illnesses_6w=(short & lately).cast(nw.Int64),
            short_illnesses_before_6w=(short & ~lately).cast(nw.Int64),
        )
        .group_by("pupil_id")
        .agg(
            nw.col("short_illnesses_6w", "short_illnesses_before_6w").sum(),
            illness_spells_12w=nw.len(),
        )
    )
