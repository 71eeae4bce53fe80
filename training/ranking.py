"""How well a score ranks: AUC, average precision, and AUC within each school.

Points are exact. Draws for intervals work on a table of schools by steps of the
score, so that a draw costs the same for a thousand rows and for a million.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from training.resampling import Resampling

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

STEPS = 1000


@dataclass(frozen=True)
class StepTable:
    """How many rows of each cluster stand on each step of a score, lowest first.

    Parameters
    ----------
    positives, negatives : ndarray of shape (n_clusters, n_steps)
        Rows for which it happened, and for which it did not.
    """

    positives: Floats
    negatives: Floats

    def aucs(self, counts: Floats) -> Floats:
        """Return the AUC of each draw, (n_draws,), NaN where it holds one class only.

        Parameters
        ----------
        counts : ndarray of shape (n_draws, n_clusters)
            How often each cluster was drawn.
        """
        yes, no = counts @ self.positives, counts @ self.negatives
        below = np.cumsum(no, axis=1) - no / 2
        pairs = yes.sum(axis=1) * no.sum(axis=1)
        concordant = (yes * below).sum(axis=1)
        areas: Floats = np.where(pairs > 0, concordant, np.nan) / np.maximum(pairs, 1)
        return areas

    def average_precisions(self, counts: Floats) -> Floats:
        """Return the average precision of each draw, (n_draws,)."""
        yes = (counts @ self.positives)[:, ::-1]
        rows = yes + (counts @ self.negatives)[:, ::-1]
        precision = np.cumsum(yes, axis=1) / np.maximum(np.cumsum(rows, axis=1), 1)
        found = yes.sum(axis=1)
        total = (yes * precision).sum(axis=1)
        averages: Floats = np.where(found > 0, total, np.nan) / np.maximum(found, 1)
        return averages


def step_table(happened: Flags, score: Floats, draws: Resampling) -> StepTable:
    """Count rows by cluster and step of the score; equal scores share a step."""
    order = np.argsort(score, kind="stable")
    starts = np.flatnonzero(np.diff(score[order], prepend=-np.inf))
    first_of_row = np.repeat(starts, np.diff(starts, append=len(score)))
    step = np.empty(len(score), dtype=np.int64)
    step[order] = first_of_row * min(STEPS, len(score)) // len(score)
    clusters = draws.counts.shape[1]
    cell = draws.cluster * STEPS + step
    size = clusters * STEPS
    yes: Floats = np.bincount(cell, happened, size).astype(np.float64)
    rows: Floats = np.bincount(cell, minlength=size).astype(np.float64)
    return StepTable(
        positives=yes.reshape(clusters, STEPS),
        negatives=(rows - yes).reshape(clusters, STEPS),
    )


def auc(happened: Flags, score: Floats) -> float:
    """Return the area under the ROC curve; NaN with one class only.

    Equal scores count half.
    """
    order = np.argsort(score, kind="stable")
    starts = np.flatnonzero(np.diff(score[order], prepend=-np.inf))
    positives = np.add.reduceat(happened[order].astype(np.float64), starts)
    negatives = np.diff(starts, append=len(score)) - positives
    pairs = positives.sum() * negatives.sum()
    if pairs == 0:
        return float("nan")
    below = np.cumsum(negatives) - negatives / 2
    return float((positives * below).sum() / pairs)


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


def pairs_within(
    happened: Flags, score: Floats, lists: NDArray[np.generic]
) -> tuple[Floats, Floats]:
    """Return each row's concordant pairs and its pairs, within its own list.

    Their totals' ratio is the AUC among pupils of the same school in the same week:
    it cannot be raised by knowing which schools suspend much.

    Parameters
    ----------
    happened, score : ndarray of shape (n_rows,)
    lists : ndarray of shape (n_rows,)
        The school and week of each row.

    Returns
    -------
    concordant, pairs : ndarray of shape (n_rows,)
        0 for rows for which it did not happen.
    """
    rows = pl.DataFrame({"yes": happened, "score": score, "list": lists})
    by_list, yes = pl.len().over("list"), pl.col("yes")
    positives = yes.sum().over("list").cast(pl.Float64)
    among_all = pl.col("score").rank("average").over("list")
    among_yes = pl.col("score").rank("average").over("list", "yes")
    found = rows.select(
        concordant=pl.when(yes).then(among_all - among_yes).otherwise(0.0),
        pairs=pl.when(yes).then(by_list - positives).otherwise(0.0),
    )
    return found["concordant"].to_numpy(), found["pairs"].to_numpy()
