"""Small-number suppression: what may be published about groups of pupils.

One policy for every aggregate that leaves the accountable analyst: counts under
ten are not shown; where that would leave a hidden count to be found by
subtraction from the total, the next smallest is hidden as well; what is shown
is rounded to the nearest five. Hidden counts all carry the same symbol, so that
a reader cannot tell which were small and which were hidden to protect them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

MINIMUM = 10
ROUNDING = 5
SYMBOL = "c"


def hidden(counts: npt.ArrayLike, *, minimum: int = MINIMUM) -> npt.NDArray[np.bool_]:
    """Say which counts of one additive column must not be shown.

    Parameters
    ----------
    counts : array-like of int, shape (n_groups,)
        Counts of groups that do not overlap and whose total may be known.
    minimum : int, default=10
        Counts below this are hidden, zero included: that nobody in a group has
        something is also a fact about each of its members.

    Returns
    -------
    ndarray of bool, shape (n_groups,)
        True where the count is hidden. Either none is, or at least two are and
        together they hold at least ``minimum`` (as far as there are others to
        hide), so that subtraction yields only a sum that may be published.
    """
    return hidden_in_any([counts], minimum=minimum)


def hidden_in_any(
    columns: Sequence[npt.ArrayLike], *, minimum: int = MINIMUM
) -> npt.NDArray[np.bool_]:
    """Say which groups must not be shown in any of several additive columns.

    As :func:`hidden`, but a group is shown in all columns or in none: what protects
    a small count in one column is then the same as in the next.

    Parameters
    ----------
    columns : sequence of array-like of int, each of shape (n_groups,)
        The first says which groups are the next smallest.
    minimum : int, default=10

    Returns
    -------
    ndarray of bool, shape (n_groups,)
    """
    counts = [np.asarray(column, dtype=np.int64) for column in columns]
    hide = np.any([column < minimum for column in counts], axis=0)
    for candidate in np.argsort(counts[0], kind="stable"):
        if all(_safe(column, hide, minimum) for column in counts):
            break
        hide[candidate] = True
    return np.asarray(hide, dtype=bool)


def _safe(
    counts: npt.NDArray[np.int64], hide: npt.NDArray[np.bool_], minimum: int
) -> bool:
    several = hide.sum() >= 2 and counts[hide].sum() >= minimum
    return not hide.any() or bool(several)


def rounded(count: int, *, base: int = ROUNDING) -> int:
    """Round a count to the nearest multiple of ``base``, halves upwards."""
    return base * ((2 * count + base) // (2 * base))


def published(
    counts: Sequence[int], *, pupils: Sequence[int] | None = None
) -> list[str]:
    """Return counts of one additive column as they may be printed.

    Parameters
    ----------
    counts : sequence of int, shape (n_groups,)
    pupils : sequence of int, shape (n_groups,), optional
        How many pupils the counts speak of, where they count something else:
        forty weeks may be those of one pupil.

    Returns
    -------
    list of str
        The count rounded to the nearest five, or ``c``.

    Examples
    --------
    >>> published([1203, 48, 3, 411])
    ['1,205', 'c', 'c', '410']
    """
    hide = hidden(counts if pupils is None else pupils)
    return [
        SYMBOL if small else f"{rounded(count):,}"
        for count, small in zip(counts, hide, strict=True)
    ]
