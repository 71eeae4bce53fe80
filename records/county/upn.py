"""The unique pupil number and its check letter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
NO_AUTHORITY = 999


def check_letter(rest: str) -> str:
    """Return the letter that must precede the other twelve characters of a UPN.

    Parameters
    ----------
    rest : str
        Characters 2 to 13: eleven digits, then a digit or (temporary) a letter.

    Examples
    --------
    >>> check_letter("801200005001")
    'B'
    """
    values = [LETTERS.index(c) if c.isalpha() else int(c) for c in rest]
    total = sum(value * place for place, value in enumerate(values, start=2))
    return LETTERS[total % 23]


def upns(
    laestab: NDArray[np.int64], year: NDArray[np.int64], serial: NDArray[np.int64]
) -> list[str]:
    """Return permanent UPNs.

    Parameters
    ----------
    laestab, year, serial : ndarray of shape (n,)
        School (seven digits), year of allocation, number within the two.
    """
    numbers = laestab * 10**5 + (year % 100) * 10**3 + serial
    places = 10 ** np.arange(11, -1, -1, dtype=np.int64)
    digits = numbers[:, None] // places % 10
    letters = np.array(list(LETTERS))[digits @ np.arange(2, 14) % 23]
    return [
        f"{letter}{number}" for letter, number in zip(letters, numbers, strict=True)
    ]
