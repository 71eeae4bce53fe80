"""What is measured in each group, defined once as a part of a whole.

Every measure but the area under the curve is a ratio of two sums over pupils.
The same definitions therefore serve one group, all groups at once, and every
bootstrap draw: the sums may have any shape whose last axis is the group.
An empty whole gives NaN: undefined, never a silent 0 or 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]


class Tally(NamedTuple):
    """Sums over the pupils of each group, each of shape (..., n_groups).

    ``expected`` is the sum of the scores, read as probabilities.
    """

    pupils: Floats
    positives: Floats
    selected: Floats
    found: Floats
    expected: Floats


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One measure: how it is computed and how it reads.

    Parameters
    ----------
    name, phrase : str
        Identifier, and the words that stand in a sentence.
    part, whole : callable
        From a tally to numerator and denominator; recall is ``found`` of
        ``positives``.
    harm : {-1, 0, 1}
        The direction of a difference that disadvantages a group, when being on
        the list brings support: -1 less is worse, 1 more is worse, 0 either.
    proportion : bool, default=True
        Whether the part is some of the whole's pupils, so that Wilson applies.
    labelled, scored : bool, default=True, False
        Whether it needs outcomes, or scores that are probabilities.
    """

    name: str
    phrase: str
    part: Callable[[Tally], Floats]
    whole: Callable[[Tally], Floats]
    harm: int
    proportion: bool = True
    labelled: bool = True
    scored: bool = False

    def of(self, tally: Tally) -> Floats:
        """Return the measure of each group; NaN where the whole is empty."""
        return _quotient(self.part(tally), self.whole(tally))


_METRICS = (
    Metric(
        name="prevalence",
        phrase="share with the outcome",
        part=lambda t: t.positives,
        whole=lambda t: t.pupils,
        harm=0,
    ),
    Metric(
        name="selection_rate",
        phrase="share put on the list",
        part=lambda t: t.selected,
        whole=lambda t: t.pupils,
        harm=0,
        labelled=False,
    ),
    Metric(
        name="recall",
        phrase="share of those with the outcome who were on the list",
        part=lambda t: t.found,
        whole=lambda t: t.positives,
        harm=-1,
    ),
    Metric(
        name="false_negative_rate",
        phrase="share of those with the outcome who were missed",
        part=lambda t: t.positives - t.found,
        whole=lambda t: t.positives,
        harm=1,
    ),
    Metric(
        name="false_positive_rate",
        phrase="share of those without the outcome who were listed",
        part=lambda t: t.selected - t.found,
        whole=lambda t: t.pupils - t.positives,
        harm=1,
    ),
    Metric(
        name="specificity",
        phrase="share of those without the outcome who were not listed",
        part=lambda t: t.pupils - t.positives - t.selected + t.found,
        whole=lambda t: t.pupils - t.positives,
        harm=-1,
    ),
    Metric(
        name="precision",
        phrase="share of those listed who had the outcome",
        part=lambda t: t.found,
        whole=lambda t: t.selected,
        harm=-1,
    ),
    Metric(
        name="false_omission_rate",
        phrase="share of those not listed who had the outcome",
        part=lambda t: t.positives - t.found,
        whole=lambda t: t.pupils - t.selected,
        harm=1,
    ),
    Metric(
        name="observed_over_expected",
        phrase="outcomes seen for each one foretold",
        part=lambda t: t.positives,
        whole=lambda t: t.expected,
        harm=0,
        proportion=False,
        scored=True,
    ),
)

METRICS: dict[str, Metric] = {metric.name: metric for metric in _METRICS}

AUC = "auc"
BINS = 100


def tally(
    y_true: Floats, selected: Floats, score: Floats, cells: Integers, n_cells: int
) -> Tally:
    """Sum outcomes, selections and scores over the rows of each cell.

    Parameters
    ----------
    y_true, selected, score : ndarray of shape (n_rows,)
        Outcome and selection as 0 or 1; score as a probability.
    cells : ndarray of int, shape (n_rows,)
        Which cell each row falls into, from 0.
    n_cells : int

    Returns
    -------
    Tally
        Arrays of shape (n_cells,).
    """
    ones = np.ones_like(y_true)
    columns = (ones, y_true, selected, y_true * selected, score)
    return Tally(*(_sums(cells, column, n_cells) for column in columns))


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


def auc_draws(
    y_true: Floats, score: Floats, clusters: Integers, weights: Floats
) -> Floats:
    """Return the area under the curve in every bootstrap draw.

    Scores are sorted into at most a hundred equally filled bins, so that all
    draws are two matrix products. Pairs within a bin count as ties; the same
    shift for every draw, it is removed by centring on the exact value.

    Parameters
    ----------
    y_true, score : ndarray of shape (n_rows,)
    clusters : ndarray of int, shape (n_rows,)
        Which column of ``weights`` each row belongs to.
    weights : ndarray of shape (n_draws, n_clusters)
        How often each cluster is drawn.

    Returns
    -------
    ndarray of shape (n_draws,)
        NaN in draws that hold one class only.
    """
    exact = auc(y_true, score)
    if np.isnan(exact):
        return np.full(len(weights), np.nan)
    edges = np.unique(np.quantile(score, np.linspace(0, 1, BINS + 1)[1:-1]))
    bins = np.searchsorted(edges, score, side="right")
    present, rows = np.unique(clusters, return_inverse=True)
    shape = (len(present), len(edges) + 1)
    cells = rows * shape[1] + bins

    def drawn(of: Floats) -> Floats:
        sums = _sums(cells, of, shape[0] * shape[1]).reshape(shape)
        resampled: Floats = weights[:, present] @ sums
        return resampled

    positives, negatives = drawn(y_true), drawn(1 - y_true)
    binned = _binned_auc(
        _sums(bins, y_true, shape[1])[None], _sums(bins, 1 - y_true, shape[1])[None]
    )
    return _binned_auc(positives, negatives) + (exact - binned)


def _binned_auc(positives: Floats, negatives: Floats) -> Floats:
    below = np.cumsum(negatives, axis=1) - negatives / 2
    concordant = (positives * below).sum(axis=1)
    pairs = positives.sum(axis=1) * negatives.sum(axis=1)
    return _quotient(concordant, pairs)


def _sums(cells: Integers, weights: Floats, n_cells: int) -> Floats:
    return np.bincount(cells, weights=weights, minlength=n_cells).astype(np.float64)


def _quotient(part: Floats, whole: Floats) -> Floats:
    undefined = np.full(part.shape, np.nan)
    quotient: Floats = np.divide(part, whole, out=undefined, where=whole > 0)
    return quotient
