"""A list of a given size from scores, with equals at its edge treated alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairness.inputs import CannotAudit, checked_numbers

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Who is on a list.

    Parameters
    ----------
    selected : ndarray of shape (n_rows,)
        1 on the list, 0 not, and between them the chance of those who tie for
        its last places.
    tied, places : int
        How many rows tie for how many last places; both 0 without a tie.
    """

    selected: Floats
    tied: int
    places: int

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader must know about ties."""
        if not self.tied:
            return ()
        return (
            f"{self.tied:,} rows tie for the last {self.places:,} places of the list: "
            "each counts as listed with that chance, as in a draw by lot.",
        )


def listed(score: npt.ArrayLike, capacity: int) -> Listing:
    """Put the highest scores on a list of ``capacity`` places.

    Parameters
    ----------
    score : array-like of shape (n_rows,)
        Any scale on which more is sooner listed.
    capacity : int

    Returns
    -------
    Listing

    Raises
    ------
    CannotAudit
        When a score is missing, or the capacity is not from 1 to ``n_rows``.

    Examples
    --------
    >>> listed([0.9, 0.5, 0.5, 0.1], 2).selected.tolist()
    [1.0, 0.5, 0.5, 0.0]
    """
    scores = checked_numbers("score", score, None)
    if not 1 <= capacity <= len(scores):
        raise CannotAudit(
            f"a list of {capacity:,} places cannot be made from {len(scores):,} rows; "
            "give a capacity between 1 and the number of rows"
        )
    edge = np.partition(scores, -capacity)[-capacity]
    above, at_edge = scores > edge, scores == edge
    places, tied = capacity - int(above.sum()), int(at_edge.sum())
    selected = above + at_edge * (places / tied)
    if places == tied:
        return Listing(selected=selected, tied=0, places=0)
    return Listing(selected=selected, tied=tied, places=places)
