"""What an officer may read of a feature: its sentences, with figures put in."""

from __future__ import annotations

from features.catalogue import CATALOGUE, COMPANIONS, Feature
from features.sentences import Kind, sentence

KINDS: tuple[Kind, ...] = ("concern", "strength")
SHARES = (0.125, 1 / 40, 0.0, None)
COUNTS = (3.0, 1.0, 0.0, None)
DIFFERENCES = (0.125, -0.125, 0.0, None)
STEPS = (3.0, 1.0, -1.0, 0.0, None)
YES_OR_NO = (1.0, 0.0, None)
OTHERS = 40.0
A_RATE = 0.1


def spoken(feature: Feature) -> list[str]:
    """Return each different sentence for some figures: many, one, none and not known.

    Parameters
    ----------
    feature : Feature

    Returns
    -------
    list of str
        In the order in which the figures fall.
    """
    others = dict.fromkeys((*CATALOGUE, *COMPANIONS), OTHERS)
    others |= {name: A_RATE for name in others if "rate" in name}
    said = [
        sentence(feature, others | {feature.name: amount}, kind=kind)
        for amount in _amounts(feature)
        for kind in KINDS
    ]
    return list(dict.fromkeys(said))


def _amounts(feature: Feature) -> tuple[float | None, ...]:
    """Choose figures that the feature can have."""
    if feature.unit == "yes or no":
        amounts: tuple[float | None, ...] = YES_OR_NO
    elif "share" in feature.unit:
        amounts = DIFFERENCES if feature.signed else SHARES
    else:
        amounts = STEPS if feature.signed else COUNTS
    never_null = feature.missing.startswith("never")
    # What happened some weeks ago was in the last school week at the latest.
    never_zero = feature.name.startswith("weeks_since") and feature.none is None
    return tuple(
        amount
        for amount in amounts
        if not (never_null and amount is None) and not (never_zero and amount == 0)
    )
