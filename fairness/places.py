"""Dealing the places of a list out to groups: scenarios, never a live list."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fairness.capacity import listed

Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.object_]
STEPS = 50


def by_need(score: Floats, group: Words, capacity: int) -> Floats:
    """List each group's highest scores, in places by its share of the risk.

    Parameters
    ----------
    score : ndarray of shape (n_rows,)
        Risk in [0, 1].
    group : ndarray of str, shape (n_rows,)
    capacity : int

    Returns
    -------
    ndarray of shape (n_rows,)
        1 on the list, 0 not; places are whole, the largest remainders rounded up.
    """
    _, codes = np.unique(group.astype(str), return_inverse=True)
    need = np.bincount(codes, score)
    exact = capacity * need / need.sum()
    places = np.floor(exact).astype(int)
    spare = capacity - places.sum()
    places[np.argsort(places - exact, kind="stable")[:spare]] += 1
    return _listed_within(score, codes, np.minimum(places, np.bincount(codes)))


def by_equal_recall(
    y_true: Floats, score: Floats, group: Words, capacity: int
) -> Floats:
    """List each group down to a threshold at which all have the same recall.

    Parameters
    ----------
    y_true, score : ndarray of shape (n_rows,)
    group : ndarray of str, shape (n_rows,)
    capacity : int

    Returns
    -------
    ndarray of shape (n_rows,)
        At most ``capacity`` rows: the highest recall that still fits.
    """
    _, codes = np.unique(group.astype(str), return_inverse=True)

    def needed(recall: float) -> npt.NDArray[np.intp]:
        return np.array(
            [
                _depth(y_true[codes == at], score[codes == at], recall)
                for at in range(codes.max() + 1)
            ]
        )

    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        if needed(middle).sum() <= capacity:
            low = middle
        else:
            high = middle
    return _listed_within(score, codes, needed(low))


def _depth(y_true: Floats, score: Floats, recall: float) -> int:
    """Return how many of the highest scores hold that share of the outcomes."""
    found = np.cumsum(y_true[np.argsort(-score, kind="stable")])
    wanted = np.floor(recall * y_true.sum() + 1e-9)
    return 0 if wanted == 0 else int(np.searchsorted(found, wanted) + 1)


def _listed_within(
    score: Floats, codes: npt.NDArray[np.intp], places: npt.NDArray[np.intp]
) -> Floats:
    selected = np.zeros_like(score)
    for at, number in enumerate(places):
        if number:
            who = codes == at
            selected[who] = listed(score[who], int(number)).selected
    return selected
