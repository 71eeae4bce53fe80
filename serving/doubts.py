"""Doubt: how far an estimate may be trusted, said beside it."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from features.catalogue import UNSPOKEN
from models.bundle import Bundle
from serving.vocabulary import declared_feature

# Of the last twelve school weeks; with fewer known, an estimate rests on little.
FEW_WEEKS = 6
# Log-odds; a tenth moves a risk of one in ten by less than one in a hundred.
CLOSE = 0.1

CLOSE_TO_THE_LINE = (
    "This is close to the line: a small change in the records would decide whether "
    "this pupil is on the list."
)
BEYOND = "The model has learnt from nobody with a figure like this for {title}."


def little_known(rows: pl.DataFrame) -> pl.Series:
    """Say of each pupil, if so, that few weeks are known; null otherwise."""
    weeks = pl.col("weeks_known_12w")
    counted = pl.format(
        "This rests on {} of the last 12 school weeks.", weeks.cast(pl.Int64)
    )
    return rows.select(pl.when(weeks < FEW_WEEKS).then(counted)).to_series()


def beyond_training(bundle: Bundle, rows: pl.DataFrame) -> pl.Series:
    """Say of each pupil, if so, which figure lies outside what was learnt from.

    Returns
    -------
    polars.Series of str, of length n_pupils
        The first such feature in the model's order; null when there is none.
    """
    said = pl.lit(None, pl.String)
    for name, (lowest, highest) in reversed(bundle.learnt_range.items()):
        feature = declared_feature(name)
        if feature.reason in UNSPOKEN:
            continue
        outside = (pl.col(name) > highest) | (pl.col(name) < lowest)
        said = (
            pl.when(outside)
            .then(pl.lit(BEYOND.format(title=feature.title)))
            .otherwise(said)
        )
    return rows.select(said.alias("beyond")).to_series()


def close_to_the_line(
    ends_at: Mapping[str, float],
) -> pl.Expr:
    """Say over screenings, as a list of one sentence or none, who is close to the line.

    Parameters
    ----------
    ends_at : mapping of str to float
        By outcome, the lowest risk that brought a pupil onto the list.
    """
    outcome = pl.col("outcome")
    line = outcome.replace_strict(ends_at, default=None, return_dtype=pl.Float64)
    distance = (_log_odds(pl.col("risk")) - _log_odds(line)).abs()
    return (
        pl.when(distance < CLOSE)
        .then(pl.lit([CLOSE_TO_THE_LINE]))
        .otherwise(pl.lit([], pl.List(pl.String)))
    )


def _log_odds(risk: pl.Expr) -> pl.Expr:
    return risk.log() - (1 - risk).log()
