"""The list at its own size: who gets a place, and what that depends on.

A rule gives many pupils the same score. Where the list ends among equals, chance
decides who is on it, so that hits are given as expected, worst and best.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Hits:
    """How many of the listed came true.

    Parameters
    ----------
    listed : int
        Places on all lists together.
    expected : float
        With equals drawn by chance.
    worst, best : int
        With equals drawn as badly and as well as can be.
    """

    listed: int
    expected: float
    worst: int
    best: int


def places(pupils: int, share: float) -> int:
    """Return the size of a list among ``pupils``: at least one, rounded to nearest."""
    return min(pupils, max(1, round(share * pupils)))


def chance_of_place(score: Floats, week: NDArray[np.generic], share: float) -> Floats:
    """Return each pupil-week's chance of a place on its week's list.

    Parameters
    ----------
    score : ndarray of shape (n_rows,)
        Higher is listed first.
    week : ndarray of shape (n_rows,)
        The list on which the row competes.
    share : float
        Places as a share of the pupils scored that week.

    Returns
    -------
    ndarray of shape (n_rows,)
        1 above the cut, 0 below it, and between for equals on the cut.
    """
    chance = np.zeros(len(score))
    for rows in _weeks(week):
        above, equal, left = _cut(score[rows], share)
        chance[rows[above]] = 1.0
        chance[rows[equal]] = left / equal.sum()
    return chance


def draw_places(
    score: Floats, week: NDArray[np.generic], share: float, *, seed: int = 20260901
) -> NDArray[np.bool_]:
    """Return one list a week, of exactly its size, with equals drawn by chance.

    Parameters
    ----------
    score, week, share
        As for :func:`chance_of_place`.
    seed : int, default=20260901

    Returns
    -------
    ndarray of shape (n_rows,), bool
    """
    lot = np.random.default_rng(seed).random(len(score))
    listed = np.zeros(len(score), dtype=bool)
    for rows in _weeks(week):
        order = np.lexsort((lot[rows], -score[rows]))
        listed[rows[order[: places(len(rows), share)]]] = True
    return listed


def hits_at_capacity(
    happened: NDArray[np.bool_], score: Floats, week: NDArray[np.generic], share: float
) -> Hits:
    """Count how many of the listed came true, with ties bounded.

    Parameters
    ----------
    happened : ndarray of shape (n_rows,), bool
    score, week, share
        As for :func:`chance_of_place`.
    """
    listed, worst, best, expected = 0, 0, 0, 0.0
    for rows in _weeks(week):
        above, equal, left = _cut(score[rows], share)
        sure = int(happened[rows][above].sum())
        tied_hits = int(happened[rows][equal].sum())
        tied_misses = int(equal.sum()) - tied_hits
        listed += int(above.sum()) + left
        worst += sure + max(0, left - tied_misses)
        best += sure + min(left, tied_hits)
        expected += sure + left * tied_hits / int(equal.sum())
    return Hits(listed=listed, expected=expected, worst=worst, best=best)


def _weeks(week: NDArray[np.generic]) -> list[NDArray[np.intp]]:
    return [np.flatnonzero(week == one) for one in np.unique(week)]


def _cut(
    score: Floats, share: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], int]:
    size = places(len(score), share)
    last_score = np.partition(score, len(score) - size)[len(score) - size]
    above = score > last_score
    return above, score == last_score, size - int(above.sum())
