"""The words by which interfaces name the category of a suspension.

From memory, and to be verified with the first real page. A category of DfE's own
stands as it is, and a word that is not here is refused. Reinstated is what becomes of
a permanent exclusion.
"""

from __future__ import annotations

CATEGORIES = {
    "suspension": "SUSP",
    "fixed term": "SUSP",
    "fixed period": "SUSP",
    "permanent": "PERM",
    "permanent exclusion": "PERM",
    "lunchtime": "LNCH",
    "reinstated": "PERM",
}
OUTCOMES = {"reinstated": "reinstated"}


def category(word: str | None) -> str | None:
    """Return the category that a word names; the word itself where it is unknown."""
    return CATEGORIES.get((word or "").lower(), word)


def review_outcome(word: str | None) -> str | None:
    """Return how a review ended, where the category says so: not upheld."""
    return OUTCOMES.get((word or "").lower())
