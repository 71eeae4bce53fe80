"""Every figure of the quality report, one row a school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from records.quality.odd_codes import odd_marks, odd_reasons
from records.quality.period import Period
from records.quality.pupil_days import pupil_days
from records.quality.receipts import Receipt
from records.quality.registers import registers
from records.quality.rejects import rejects
from records.quality.rolls import overlapping, rolls
from records.quality.silence import behaviour_silent, last_marks
from records.quality.totals import totals

COUNTS = (
    "pupils",
    "registers",
    "not_taken",
    "expected",
    "unmarked",
    "in_part",
    "pupils_without_marks",
    "days_off_roll",
    "pupils_off_roll",
    "sessions_double",
    "pupils_double",
    "pupils_overlapping",
    "marks",
    "n_overdue",
    "closed",
    "codes_not_in_force",
    "reasons_not_in_force",
    "incidents_before",
    "rows_delivered",
    "rows_rejected",
    "pupils_compared",
    "pupils_differing",
)

LAST = {"urn": pl.Int64, "last_mark": pl.Date, "last_recorded": pl.Date}


def schools(
    known: Mapping[str, pl.LazyFrame], period: Period, delivered: Sequence[Receipt]
) -> pl.DataFrame:
    """Compute the figures of every school that has pupils or marks in a period.

    Parameters
    ----------
    known : mapping of str to polars.LazyFrame
        The tables, in lake schema, as known on one day.
    period : Period
    delivered : sequence of Receipt
        The deliveries whose rows are counted, the newest first.

    Returns
    -------
    polars.DataFrame
        ``urn``, ``laestab`` and ``name`` (null for a school that no table names), the
        ``COUNTS``, ``silent``, ``last_mark``, ``last_recorded``, ``last_incident``,
        ``days_not_taken``, ``days_in_part``, ``rejected_for``, and the columns of
        ``records.quality.totals``.
    """
    days = pupil_days(known, period)
    taken = registers(days, period)
    parts = [
        taken,
        rolls(days),
        overlapping(known["enrolments"], period.last),
        odd_marks(known["marks"], period),
        odd_reasons(known["suspensions"], period),
        behaviour_silent(known["incidents"], period),
        totals(known),
    ]
    found = pl.concat([part.select("urn") for part in parts]).unique()
    for part in parts:
        found = found.join(part, on="urn", how="left")
    found = _named(found, known["schools"])
    found = found.join(rejects(delivered), on="laestab", how="left")
    return (
        found.join(_last_marks(found, known["marks"]), on="urn", how="left")
        .with_columns(
            pl.col(COUNTS).fill_null(0).cast(pl.Int64),
            pl.col("silent").fill_null(False),
            last_mark=pl.coalesce("marked_until", "last_mark"),
            last_recorded=pl.coalesce("recorded_until", "last_recorded"),
        )
        .drop("marked_until", "recorded_until")
        .sort("name", "urn", nulls_last=True)
    )


def _named(found: pl.DataFrame, known: pl.LazyFrame) -> pl.DataFrame:
    names = known.select("urn", "laestab", "name").collect()
    return found.join(names, on="urn", how="left")


def _last_marks(found: pl.DataFrame, marks: pl.LazyFrame) -> pl.DataFrame:
    """Look further back for schools that sent nothing in the period."""
    unheard = found.filter(
        pl.col("silent").fill_null(False), pl.col("marked_until").is_null()
    )
    if unheard.is_empty():
        return pl.DataFrame(schema=LAST)
    return last_marks(marks, unheard["urn"].to_list())
