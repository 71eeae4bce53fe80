"""Schools from which nothing came: no marks, or no behaviour records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import polars as pl

from records.quality.period import WEEKS, Period

BEFORE_WEEKS = 26
FEWEST_EXPECTED = 5
"""Records that the period would have held, had the school gone on as before.

With five expected, none at all has a chance of under 1 in 100 (Poisson, e to the -5).
"""


def last_marks(marks: pl.LazyFrame, schools: Sequence[int]) -> pl.DataFrame:
    """Return the last mark that each school sent, however long ago.

    Parameters
    ----------
    marks : polars.LazyFrame
        In lake schema, as known on one day.
    schools : sequence of int
        URNs.

    Returns
    -------
    polars.DataFrame
        ``urn``, ``last_mark`` (its day) and ``last_recorded`` (when it became known);
        no row for a school that never sent any.
    """
    return (
        marks.filter(pl.col("urn").is_in(list(schools)))
        .group_by("urn")
        .agg(last_mark=pl.col("date").max(), last_recorded=pl.col("recorded_on").max())
        .collect()
    )


def behaviour_silent(incidents: pl.LazyFrame, period: Period) -> pl.DataFrame:
    """Find schools that recorded behaviour before, and nothing since it began.

    Parameters
    ----------
    incidents : polars.LazyFrame
        In lake schema, as known on one day.
    period : Period

    Returns
    -------
    polars.DataFrame
        ``urn``, ``incidents_before`` in the half year before, and ``last_incident``.
    """
    start = period.first - timedelta(weeks=BEFORE_WEEKS)
    before = pl.col("date") < period.first
    counted = (
        incidents.filter(pl.col("date") >= start)
        .group_by("urn")
        .agg(
            incidents_before=before.sum(),
            incidents_now=(~before).sum(),
            last_incident=pl.col("date").max(),
        )
        .collect()
    )
    expected = pl.col("incidents_before") * (WEEKS / BEFORE_WEEKS)
    silent = counted.filter(pl.col("incidents_now") == 0, expected >= FEWEST_EXPECTED)
    return silent.drop("incidents_now")
