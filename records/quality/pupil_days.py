"""Each pupil's school days, beside the marks that were recorded for them."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from records.quality.period import Period
from records.rolls import COUNTED
from records.sessions import POSSIBLE, codes_meaning

EXPECTED = (*COUNTED, "S")
"""Enrolment statuses of a pupil who stands in a school's register."""

UNRECORDED = codes_meaning("unrecorded")
PUPIL_DAY = ("pupil_id", "urn", "date")


def pupil_days(known: Mapping[str, pl.LazyFrame], period: Period) -> pl.DataFrame:
    """Put the roll and the marks of a period side by side.

    Parameters
    ----------
    known : mapping of str to polars.LazyFrame
        The tables, in lake schema, as known on one day.
    period : Period

    Returns
    -------
    polars.DataFrame
        One row a pupil, school and school day on which the pupil was on roll or has a
        mark: ``on_roll``; ``sessions`` that a register was expected for; ``am`` and
        ``pm``, whether a mark was recorded; ``am_possible`` and ``pm_possible``,
        whether it was a possible session.
    """
    return (
        _roll(known["enrolments"], period)
        .join(_marked(known["marks"], period), on=PUPIL_DAY, how="full", coalesce=True)
        .with_columns(
            pl.col("on_roll").fill_null(False),
            pl.col("sessions").fill_null(0),
            pl.col("am", "pm", "am_possible", "pm_possible").fill_null(False),
        )
        .collect(engine="streaming")
    )


def _roll(enrolments: pl.LazyFrame, period: Period) -> pl.LazyFrame:
    """Each day of each spell; an enrolment told twice counts once."""
    end = pl.col("leaving_date").fill_null(period.last)
    expected = pl.when(pl.col("status").is_in(EXPECTED)).then("sessions").otherwise(0)
    return (
        enrolments.filter(pl.col("entry_date") <= period.last, end >= period.first)
        .join(period.days.lazy(), how="cross")
        .filter(pl.col("date").is_between(pl.col("entry_date"), end))
        .group_by(PUPIL_DAY)
        .agg(on_roll=pl.lit(True), sessions=expected.max())
    )


def _marked(marks: pl.LazyFrame, period: Period) -> pl.LazyFrame:
    """Each pupil's day in one row."""
    recorded = ~pl.col("code").is_in(UNRECORDED)
    possible = pl.col("code").is_in(POSSIBLE)
    morning = pl.col("session") == "AM"
    return (
        marks.filter(pl.col("date").is_between(period.first, period.last))
        .join(period.days.lazy(), on="date", how="semi")
        .group_by(PUPIL_DAY)
        .agg(
            am=(recorded & morning).any(),
            pm=(recorded & ~morning).any(),
            am_possible=(possible & morning).any(),
            pm_possible=(possible & ~morning).any(),
        )
    )
