"""How well scores put pupils in order: the area under the curve, and between two.

Every draw of the bootstrap needs every group's curve. Scores are therefore sorted
into a hundred equally filled bins once, so that all draws are matrix products.
Pairs within a bin count as ties; that shift is the same for every draw, and is
taken away by centring the draws on the exact value.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from fairness.metrics import quotient, sums

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]

AUC, ABROCA = "auc", "abroca"
BINS = 100
RATES = np.linspace(0, 1, 1001)
COARSE = np.linspace(0, 1, BINS + 1)


def auc(y_true: Floats, score: Floats) -> float:
    """Return the chance that a positive scores above a negative, ties as half.

    Parameters
    ----------
    y_true : ndarray of shape (n_rows,)
        Outcome as 0 or 1.
    score : ndarray of shape (n_rows,)

    Returns
    -------
    float
        NaN with one class only, or when every score is the same: an order that
        does not exist is undefined, not as good as chance.
    """
    positives = float(y_true.sum())
    negatives = len(y_true) - positives
    if positives == 0 or negatives == 0 or np.ptp(score) == 0:
        return float("nan")
    ranks = float(rankdata(score)[y_true == 1].sum())
    return (ranks - positives * (positives + 1) / 2) / (positives * negatives)


def roc(y_true: Floats, score: Floats, rates: Floats = RATES) -> Floats:
    """Return the recall at each false-positive rate, by straight lines between.

    Parameters
    ----------
    y_true, score : ndarray of shape (n_rows,)
        With both classes.
    rates : ndarray of shape (n_rates,)

    Returns
    -------
    ndarray of shape (n_rates,)
    """
    order = np.argsort(-score, kind="stable")
    last = np.append(np.flatnonzero(np.diff(score[order])), len(score) - 1)
    true = np.cumsum(y_true[order])[last]
    false = last + 1 - true
    recall: Floats = np.interp(
        rates, np.append(0, false / false[-1]), np.append(0, true / true[-1])
    )
    return recall


def area_between(own: Floats, other: Floats) -> Floats:
    """Return the area between ROC curves given at equally spaced rates.

    Unlike a difference in AUC it does not cancel where the curves cross (ABROCA).

    Parameters
    ----------
    own, other : ndarray of shape (..., n_rates)

    Returns
    -------
    ndarray of shape (...)

    References
    ----------
    Gardner, J., Brooks, C. and Baker, R. (2019), Evaluating the fairness of
    predictive student models through slicing analysis, LAK19.
    """
    rates = np.linspace(0, 1, own.shape[-1])
    area: Floats = np.trapezoid(np.abs(own - other), rates, axis=-1)
    return area


class Curves(NamedTuple):
    """Outcomes by bin of the score in every draw, lowest scores first.

    Each of shape (n_draws, n_bins).
    """

    positives: Floats
    negatives: Floats

    def auc(self) -> Floats:
        """Return the area under the curve in every draw; NaN with one class."""
        below = np.cumsum(self.negatives, axis=1) - self.negatives / 2
        concordant = (self.positives * below).sum(axis=1)
        pairs = self.positives.sum(axis=1) * self.negatives.sum(axis=1)
        return quotient(concordant, pairs)

    def roc(self) -> Floats:
        """Return the recall at each of :data:`COARSE` in every draw."""
        curves = np.full((len(self.positives), len(COARSE)), np.nan)
        recall, alarms = (_from_the_top(part) for part in self)
        for at in np.flatnonzero((recall[:, -1] > 0) & (alarms[:, -1] > 0)):
            curves[at] = np.interp(
                COARSE, alarms[at] / alarms[at, -1], recall[at] / recall[at, -1]
            )
        return curves


def _from_the_top(part: Floats) -> Floats:
    return np.cumsum(np.pad(part[:, ::-1], ((0, 0), (1, 0))), axis=1)


def edges_of(score: Floats, bins: int = BINS) -> Floats:
    """Return the inner edges of equally filled bins; equal scores share one."""
    edges: Floats = np.unique(np.quantile(score, np.linspace(0, 1, bins + 1)[1:-1]))
    return edges


def curves(
    y_true: Floats,
    score: Floats,
    clusters: Integers,
    weights: Floats,
    edges: Floats | None = None,
) -> tuple[Curves, Curves]:
    """Bin one group's scores, in every bootstrap draw and as they are.

    Parameters
    ----------
    y_true, score : ndarray of shape (n_rows,)
    clusters : ndarray of int, shape (n_rows,)
        Which column of ``weights`` each row belongs to.
    weights : ndarray of shape (n_draws, n_clusters)
        How often each cluster is drawn.
    edges : ndarray, optional
        Of the bins; those that fill them equally where not given.

    Returns
    -------
    drawn, whole : Curves
    """
    edges = edges_of(score) if edges is None else edges
    bins = np.searchsorted(edges, score, side="right")
    present, rows = np.unique(clusters, return_inverse=True)
    shape = (len(present), len(edges) + 1)
    cells = rows * shape[1] + bins
    by_cluster = [
        sums(cells, part, shape[0] * shape[1]).reshape(shape)
        for part in (y_true, 1 - y_true)
    ]
    # Counts of rows are exact in single precision, which is twice as fast.
    chosen = weights[:, present].astype(np.float32)
    drawn = Curves(
        *((chosen @ part.astype(np.float32)).astype(float) for part in by_cluster)
    )
    return drawn, Curves(*(part.sum(axis=0)[None] for part in by_cluster))
