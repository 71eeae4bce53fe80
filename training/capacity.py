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


def chance_of_place(score: Floats, lists: NDArray[np.generic], share: float) -> Floats:
    """Return each pupil-week's chance of a place on its list.

    Parameters
    ----------
    score : ndarray of shape (n_rows,)
        Higher is listed first.
    lists : ndarray of shape (n_rows,)
        The list on which the row competes: its week, or its school and week.
    share : float
        Places as a share of the pupils scored for the list.

    Returns
    -------
    ndarray of shape (n_rows,)
        1 above the cut, 0 below it, and between for equals on the cut.
    """
    chance = np.zeros(len(score))
    for rows in _each(lists):
        above, equal, left = _cut(score[rows], share)
        chance[rows[above]] = 1.0
        chance[rows[equal]] = left / equal.sum()
    return chance


def draw_places(
    score: Floats, lists: NDArray[np.generic], share: float, *, seed: int = 20260901
) -> NDArray[np.bool_]:
    """Return the lists, each of exactly its size, with equals drawn by chance.

    Parameters
    ----------
    score, lists, share
        As for :func:`chance_of_place`.
    seed : int, default=20260901

    Returns
    -------
    ndarray of shape (n_rows,), bool
    """
    lot = np.random.default_rng(seed).random(len(score))
    listed = np.zeros(len(score), dtype=bool)
    for rows in _each(lists):
        order = np.lexsort((lot[rows], -score[rows]))
        listed[rows[order[: places(len(rows), share)]]] = True
    return listed


def hits_at_capacity(
    happened: NDArray[np.bool_], score: Floats, lists: NDArray[np.generic], share: float
) -> Hits:
    """Count how many of the listed came true, with ties bounded.

    Parameters
    ----------
    happened : ndarray of shape (n_rows,), bool
    score, lists, share
        As for :func:`chance_of_place`.
    """
    listed, worst, best, expected = 0, 0, 0, 0.0
    for rows in _each(lists):
        above, equal, left = _cut(score[rows], share)
        sure = int(happened[rows][above].sum())
        tied_hits = int(happened[rows][equal].sum())
        tied_misses = int(equal.sum()) - tied_hits
        listed += int(above.sum()) + left
        worst += sure + max(0, left - tied_misses)
        best += sure + min(left, tied_hits)
        expected += sure + left * tied_hits / int(equal.sum())
    return Hits(listed=listed, expected=expected, worst=worst, best=best)


def turnover(
    chance: Floats, week: NDArray[np.generic], pupil: NDArray[np.generic]
) -> float:
    """Return the share of a list's places that go to somebody new on the next list.

    Parameters
    ----------
    chance : ndarray of shape (n_rows,)
        Of a place, as :func:`chance_of_place` gives it.
    week, pupil : ndarray of shape (n_rows,)

    Returns
    -------
    float
        Over every list but the first; NaN with one list only. Pupils who cannot be
        on the next list, because they left or are not labelled then, do not count.
    """
    lists = list(_each(week))
    stayed, eligible = 0.0, 0.0
    for before, after in zip(lists, lists[1:], strict=False):
        _, first, second = np.intersect1d(
            pupil[before], pupil[after], assume_unique=True, return_indices=True
        )
        held, kept = chance[before[first]], chance[after[second]]
        stayed += float((held * kept).sum())
        eligible += float(held.sum())
    return 1 - stayed / eligible if eligible > 0 else float("nan")


def _each(lists: NDArray[np.generic]) -> list[NDArray[np.intp]]:
    order = np.argsort(lists, kind="stable")
    if len(order) == 0:
        return []
    ordered = lists[order]
    return np.split(order, np.flatnonzero(ordered[1:] != ordered[:-1]) + 1)


def _cut(
    score: Floats, share: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], int]:
    size = places(len(score), share)
    last_score = np.partition(score, len(score) - size)[len(score) - size]
    above = score > last_score
    return above, score == last_score, size - int(above.sum())
