"""How well a score ranks: AUC, average precision, and AUC within each school."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def weighted_aucs(happened: Flags, score: Floats, weights: Floats) -> Floats:
    """Return the area under the ROC curve, once for each set of weights.

    Parameters
    ----------
    happened : ndarray of shape (n_rows,), bool
    score : ndarray of shape (n_rows,)
        Equal scores count half.
    weights : ndarray of shape (n_draws, n_rows)
        How often each row counts, such as in a bootstrap draw.

    Returns
    -------
    ndarray of shape (n_draws,)
        NaN where a draw holds one class only.
    """
    order = np.argsort(score, kind="stable")
    starts = np.flatnonzero(np.diff(score[order], prepend=-np.inf))
    yes = happened[order]
    aucs = np.full(len(weights), np.nan)
    for draw, weight in enumerate(weights):
        ordered = weight[order]
        positives = np.add.reduceat(np.where(yes, ordered, 0.0), starts)
        negatives = np.add.reduceat(np.where(yes, 0.0, ordered), starts)
        pairs = positives.sum() * negatives.sum()
        if pairs > 0:
            below = np.cumsum(negatives) - negatives
            aucs[draw] = (positives * (below + negatives / 2)).sum() / pairs
    return aucs


def auc(happened: Flags, score: Floats) -> float:
    """Return the area under the ROC curve; NaN with one class only."""
    return float(weighted_aucs(happened, score, np.ones((1, len(score))))[0])


def average_precision(happened: Flags, score: Floats) -> float:
    """Return the mean precision over the positives, NaN when there is none.

    Equal scores are cut together, as in scikit-learn.
    """
    order = np.argsort(-score, kind="stable")
    last = np.flatnonzero(np.diff(score[order], append=-np.inf))
    hits = np.cumsum(happened[order])[last]
    if hits[-1] == 0:
        return float("nan")
    precision = hits / (last + 1)
    return float((np.diff(hits, prepend=0) * precision).sum() / hits[-1])


def auc_within(
    happened: Flags,
    score: Floats,
    school: NDArray[np.generic],
    week: NDArray[np.generic],
) -> float:
    """Return the AUC among pupils of the same school in the same week.

    It cannot be raised by knowing which schools suspend much. Schools count by their
    pairs of a pupil for whom it happened and one for whom it did not.
    """
    rows = pl.DataFrame(
        {"happened": happened, "score": score, "school": school, "week": week}
    )
    ranked = rows.with_columns(
        rank=pl.col("score").rank("average").over("school", "week")
    )
    by_school = ranked.group_by("school", "week").agg(
        positives=pl.col("happened").sum().cast(pl.Float64),
        pupils=pl.len().cast(pl.Float64),
        rank_sum=pl.col("rank").filter(pl.col("happened")).sum(),
    )
    positives, pupils = pl.col("positives"), pl.col("pupils")
    total = by_school.select(
        concordant=(pl.col("rank_sum") - positives * (positives + 1) / 2).sum(),
        pairs=(positives * (pupils - positives)).sum(),
    ).row(0, named=True)
    if total["pairs"] == 0:
        return float("nan")
    return float(total["concordant"] / total["pairs"])
