"""What scores are worth for everyone who is not in a group.

A group's others are nearly everybody, and there are as many others as groups. So
nothing is measured on their rows: sums over everyone, less those over the group,
say the same.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fairness.calibration import line_of, logit, moments, step
from fairness.curves import Curves, curves, edges_of
from fairness.inputs import Labels, Rows
from fairness.metrics import quotient, sums

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]

BINS = 1000
# Of the draws only, which are centred on the exact area: enough for its spread.
COARSE = 25
STEPS = 25


def auc_of_others(
    labels: Labels, rows: Rows, weights: Floats, own: Floats
) -> tuple[Floats, Floats]:
    """Return the area under the curve of each group's others, and in every draw.

    Parameters
    ----------
    labels, rows, weights
        As for ``fairness.compare.compared_groups``.
    own : ndarray of shape (n_groups,)
        The group's own area; NaN where it has none.

    Returns
    -------
    area : ndarray of shape (n_groups,)
        NaN where the others have one class only, or one score only.
    draws : ndarray of shape (n_draws, n_groups)
    """
    area = _exact(labels, rows, own)
    edges = edges_of(rows.score, COARSE)
    everyone = curves(rows.y_true, rows.score, rows.blocks, weights, edges)
    draws = np.empty((len(weights), len(area)))
    for at in range(len(area)):
        who = labels.codes == at
        mine = curves(
            rows.y_true[who], rows.score[who], rows.blocks[who], weights, edges
        )
        drawn, binned = (
            Curves(all_.positives - part.positives, all_.negatives - part.negatives)
            for all_, part in zip(everyone, mine, strict=True)
        )
        draws[:, at] = drawn.auc() + (area[at] - binned.auc())
    return area, draws


def _exact(labels: Labels, rows: Rows, own: Floats) -> Floats:
    """Take the pairs that a group has part in from the pairs of everyone."""
    n, happened = len(labels.names), rows.y_true == 1
    pairs_won = np.where(
        happened,
        _below(np.sort(rows.score[~happened]), rows.score),
        happened.sum() - _below(np.sort(rows.score[happened]), rows.score),
    )
    positives = np.bincount(labels.codes, rows.y_true, n)
    negatives = np.bincount(labels.codes, minlength=n) - positives
    within = np.where(np.isnan(own), 0.5, own) * positives * negatives
    won = pairs_won[happened].sum() - np.bincount(labels.codes, pairs_won, n) + within
    pairs = (positives.sum() - positives) * (negatives.sum() - negatives)
    return np.where(_one_score(labels, rows.score), np.nan, quotient(won, pairs))


def _below(ordered: Floats, score: Floats) -> Floats:
    """Count how many of ``ordered`` lie below each score, equals as half."""
    left, right = (np.searchsorted(ordered, score, side) for side in ("left", "right"))
    return (left + right) / 2


def _one_score(labels: Labels, score: Floats) -> npt.NDArray[np.bool_]:
    """Say whose others all have the same score."""
    n = len(labels.names)
    lowest, highest = np.full(n, np.inf), np.full(n, -np.inf)
    np.minimum.at(lowest, labels.codes, score)
    np.maximum.at(highest, labels.codes, score)
    other = ~np.eye(n, dtype=bool)
    least = np.where(other, lowest, np.inf).min(axis=1)
    most = np.where(other, highest, -np.inf).max(axis=1)
    return np.asarray(least >= most)


def slopes_of_others(
    labels: Labels, rows: Rows, weights: Floats
) -> tuple[Floats, Floats]:
    """Return the calibration slope of each group's others, and in every draw.

    The slope itself is found on a thousand equally filled bins of the score, within
    which the log-odds hardly differ. A draw is one Newton step from everyone's.

    Returns
    -------
    slope : ndarray of shape (n_groups,)
        NaN where there is none.
    draws : ndarray of shape (n_draws, n_groups)
    """
    n, x = len(labels.names), logit(rows.score)
    slope = _binned_slopes(labels, rows, x)
    nobody = np.zeros(len(x), dtype=np.intp)
    line = line_of(rows.y_true, x, nobody, 1)
    cells = rows.blocks * n + labels.codes
    by_block = [
        moment.reshape(-1, n)
        for moment in moments(rows.y_true, x, line, nobody, cells, rows.n_blocks * n)
    ]
    left = [part.sum(axis=1, keepdims=True) - part for part in by_block]
    whole = step([part.sum(axis=0) for part in left])[1]
    return slope, slope + step([weights @ part for part in left])[1] - whole


def _binned_slopes(labels: Labels, rows: Rows, x: Floats) -> Floats:
    n = len(labels.names)
    edges = edges_of(rows.score, BINS)
    n_bins = len(edges) + 1
    cells = labels.codes * n_bins + np.searchsorted(edges, rows.score, side="right")
    counted, happened, at, product = (
        part.sum(axis=0) - part
        for part in (
            sums(cells, each, n * n_bins).reshape(n, n_bins)
            for each in (np.ones_like(x), rows.y_true, x, x * rows.y_true)
        )
    )
    middle = np.nan_to_num(quotient(at, counted))
    line, by = np.zeros((2, n)), np.zeros((2, n))
    for _ in range(STEPS):
        odds = np.clip(line[0][:, None] + line[1][:, None] * middle, -30, 30)
        chance = 1 / (1 + np.exp(-odds))
        bend = counted * chance * (1 - chance)
        parts = (
            happened - counted * chance,
            product - counted * chance * middle,
            *(bend, bend * middle, bend * middle**2),
        )
        by = step([part.sum(axis=1) for part in parts])
        line = np.nan_to_num(line + by)
    return np.where(np.abs(by[1]) < 1e-6, line[1], np.nan)
