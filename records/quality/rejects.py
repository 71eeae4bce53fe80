"""Rows of schools' own files that were not taken in, and why."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from records.quality.receipts import Receipt

MOST_REASONS = 3
FILES = {
    "delivery": pl.Int64,
    "known_on": pl.Date,
    "file": pl.String,
    "laestab": pl.Int64,
    "rows_delivered": pl.Int64,
    "rows_rejected": pl.Int64,
}
REASONS = {
    "delivery": pl.Int64,
    "file": pl.String,
    "column": pl.String,
    "problem": pl.String,
    "rows": pl.Int64,
}


def rejects(delivered: Sequence[Receipt]) -> pl.DataFrame:
    """Count the rows of each school's newest files, and say why some were rejected.

    Parameters
    ----------
    delivered : sequence of Receipt
        The newest first.

    Returns
    -------
    polars.DataFrame
        One row a school that sends files of its own: ``laestab``, ``rows_delivered``,
        ``rows_rejected``, and ``rejected_for``, a list of the most frequent reasons
        (``column``, ``problem``, ``rows``).
    """
    files = _newest(delivered)
    why = (
        _reasons(delivered)
        .join(files, on=("delivery", "file"))
        .group_by("laestab", "column", "problem")
        .agg(pl.col("rows").sum())
        .sort("rows", "column", "problem", descending=[True, False, False])
        .group_by("laestab")
        .agg(rejected_for=pl.struct("column", "problem", "rows").head(MOST_REASONS))
    )
    counts = pl.col("rows_delivered", "rows_rejected").sum()
    return files.group_by("laestab").agg(counts).join(why, on="laestab", how="left")


def _newest(delivered: Sequence[Receipt]) -> pl.DataFrame:
    """Keep each school's files of its last day: they may put earlier ones right."""
    told = []
    for number, receipt in enumerate(delivered):
        for file in receipt.files:
            day = file.known_on or receipt.known_on
            counts = (file.rows, file.rejected)
            told.append((number, day, file.file, file.laestab, *counts))
    files = pl.DataFrame(told, FILES, orient="row").drop_nulls("laestab")
    last_day = pl.col("known_on") == pl.col("known_on").max().over("laestab")
    newest = pl.col("delivery") == pl.col("delivery").min().over("laestab")
    return files.filter(last_day).filter(newest)


def _reasons(delivered: Sequence[Receipt]) -> pl.DataFrame:
    told = [
        (number, each.file, each.column, each.problem, each.rows)
        for number, receipt in enumerate(delivered)
        for each in receipt.reasons
    ]
    return pl.DataFrame(told, REASONS, orient="row")
