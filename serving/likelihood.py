"""An estimate in words: beside what is usual, and what became of others like it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.bundle import Peers
from models.outcomes import Outcome
from records.disclosure import MINIMUM

Floats = NDArray[np.float64]

UNTESTED = "How often it came true for pupils like this has not been tested."
TOO_FEW = "Too few earlier pupils had a screening like this to say what followed."

# How many times the usual risk, from the top down.
LIKELIHOODS = (
    (3.0, "much more likely than usual"),
    (1.5, "more likely than usual"),
    (2 / 3, "about as likely as usual"),
    (0.0, "less likely than usual"),
)


# By how much a reason moves the log-odds: to half as much again, and to double.
HOW_MUCH = ((0.7, "much "), (0.4, ""), (0.0, "a little "))


def likelihoods(risk: Floats) -> list[str]:
    """Set each risk beside the mean of all pupils scored the same week.

    >>> likelihoods(np.array([0.31, 0.1, 0.1, 0.02, 0.0]))[:2]
    ['much more likely than usual', 'about as likely as usual']
    """
    usual = risk.mean() if len(risk) else 0.0
    # Steps are counted from the lowest up.
    least = [times * usual for times, _ in reversed(LIKELIHOODS)]
    words = np.array([words for _, words in reversed(LIKELIHOODS)], dtype=object)
    found: list[str] = words[np.searchsorted(least, risk, side="right") - 1].tolist()
    return found


def how_much(weight: float) -> str:
    """Say how far a reason of this weight, in log-odds, moves an estimate.

    >>> how_much(0.9)
    'much more likely than usual'
    >>> how_much(-0.1)
    'a little less likely than usual'
    """
    words = next(words for least, words in HOW_MUCH if abs(weight) >= least)
    return f"{words}{'more' if weight > 0 else 'less'} likely than usual"


def comparisons(risk: Floats, peers: Sequence[Peers], outcome: Outcome) -> list[str]:
    """Say what became of earlier pupils with a like estimate, and of all of them.

    Parameters
    ----------
    risk : ndarray of shape (n_pupils,)
        Calibrated, in [0, 1].
    peers : sequence of Peers
        From the lowest risk to the highest.
    outcome : Outcome
    """
    if not peers:
        return [UNTESTED] * len(risk)
    places = np.searchsorted([group.from_risk for group in peers], risk, side="right")
    like = np.maximum(places - 1, 0)
    words = np.array([_of_ten(group, peers, outcome) for group in peers], dtype=object)
    found: list[str] = words[like].tolist()
    return found


def _of_ten(like: Peers, peers: Sequence[Peers], outcome: Outcome) -> str:
    everybody = sum(group.pupils for group in peers)
    happened = sum(group.happened for group in peers)
    if like.pupils < MINIMUM or everybody < MINIMUM:
        return TOO_FEW
    whole, found = _out_of(like.happened, like.pupils)
    return (
        f"Of {whole} earlier pupils with a screening like this, {outcome.title} "
        f"followed for {found} within {outcome.horizon} school weeks. Of all earlier "
        f"pupils it followed for {' in '.join(reversed(_out_of(happened, everybody)))}."
    )


def _out_of(happened: int, pupils: int) -> tuple[str, str]:
    """Say it of ten, or of a hundred where it is too rare to count in tens."""
    share = happened / pupils
    if share < 0.005:
        return "100", "fewer than 1"
    whole = 10 if share >= 0.1 else 100
    return str(whole), f"about {whole * share:.0f}"
