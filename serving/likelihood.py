"""An estimate in words: beside what is usual, and what became of others like it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from models.bundle import Peers
from models.outcomes import Outcome

# How many times the usual risk, from the top down.
LIKELIHOODS = (
    (3.0, "much more likely than usual"),
    (1.5, "more likely than usual"),
    (2 / 3, "about as likely as usual"),
    (0.0, "less likely than usual"),
)


def likelihood(risk: float, usual: float) -> str:
    """Set a risk beside the mean risk of all pupils scored the same week.

    >>> likelihood(0.31, 0.1)
    'much more likely than usual'
    >>> likelihood(0.1, 0.1)
    'about as likely as usual'
    """
    return next(words for times, words in LIKELIHOODS if risk >= times * usual)


def comparison(risk: float, peers: Sequence[Peers], outcome: Outcome) -> str:
    """Say what became of test pupils with a like estimate, and of all of them.

    Parameters
    ----------
    risk : float
        Calibrated, in [0, 1].
    peers : sequence of Peers
        From the lowest risk to the highest.
    outcome : Outcome
    """
    if not peers:
        return "How often it came true for pupils like this has not been tested."
    place = bisect_right([group.from_risk for group in peers], risk) - 1
    like = peers[max(place, 0)]
    everybody = sum(group.pupils for group in peers)
    happened = sum(group.happened for group in peers)
    return (
        f"When tested on earlier pupils, {outcome.title} followed for "
        f"{_in_a_hundred(like.happened, like.pupils)} with a record like this, and "
        f"for {_in_a_hundred(happened, everybody)} altogether."
    )


def _in_a_hundred(happened: int, pupils: int) -> str:
    share = 100 * happened / pupils if pupils else 0.0
    if share < 0.5:
        return "fewer than 1 in 100"
    return f"about {share:.0f} in 100"
