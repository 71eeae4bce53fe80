"""Which reasons to tell of each pupil: five at the most, each told by one feature.

Correlated features speak as one reason, so that one fact is not said three times. A
feature whose words would point the other way than the reason's effect is not heard.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.catalogue import UNSPOKEN, Feature

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Flags = NDArray[np.bool_]

MOST = 5
# Log-odds; a twentieth moves a risk of one in ten by less than half a point.
SMALLEST = 0.05
NOBODY = -1


@dataclass(frozen=True, eq=False)
class Choice:
    """The reasons of each pupil, the weightiest first.

    Parameters
    ----------
    feature : ndarray of int, shape (n_pupils, at most 5)
        Which feature tells the reason; -1 where there are fewer reasons.
    weight : ndarray of float, of the same shape, log-odds
        Of the whole reason; above zero it raises the estimate.
    """

    feature: Places
    weight: Floats


def choose(
    contributions: Floats,
    values: Floats,
    features: Sequence[Feature],
    usual: Mapping[str, float | None],
) -> Choice:
    """Choose what to tell of each pupil.

    Parameters
    ----------
    contributions, values : ndarray of shape (n_pupils, n_features)
        In log-odds, and as the feature rows have them (missing is NaN).
    features : sequence of Feature, of length n_features
    usual : mapping of str to float or None
        The median of each feature among training rows.
    """
    codes = [feature.reason for feature in features]
    names = sorted(set(codes) - set(UNSPOKEN))
    weights = np.zeros((len(values), len(names)))
    spokesmen = np.full(weights.shape, NOBODY)
    for at, name in enumerate(names):
        members = np.flatnonzero([code == name for code in codes])
        weights[:, at] = contributions[:, members].sum(axis=1)
        spokesmen[:, at] = _spokesmen(
            members, weights[:, at], contributions, values, features, usual
        )
    heard = (spokesmen != NOBODY) & (np.abs(weights) >= SMALLEST)
    order = _weightiest(np.where(heard, weights, 0.0))
    chosen = np.take_along_axis(heard, order, axis=1)
    return Choice(
        np.where(chosen, np.take_along_axis(spokesmen, order, axis=1), NOBODY),
        np.where(chosen, np.take_along_axis(weights, order, axis=1), 0.0),
    )


def _spokesmen(
    members: Places,
    weight: Floats,
    contributions: Floats,
    values: Floats,
    features: Sequence[Feature],
    usual: Mapping[str, float | None],
) -> Places:
    """Find the feature that says most of a reason in words that fit its effect."""
    raises = weight > 0
    most = np.zeros(len(weight))
    found = np.full(len(weight), NOBODY)
    for member in members:
        feature = features[member]
        same_way = contributions[:, member] * np.sign(weight)
        better = same_way > most
        better &= _speaks(feature, values[:, member], usual[feature.name], raises)
        most[better] = same_way[better]
        found[better] = member
    return found


def _speaks(
    feature: Feature, value: Floats, usual: float | None, raises: Flags
) -> Flags:
    """Tell whether the feature's words would point the way of its effect."""
    effect = np.where(raises, 1, -1) * (feature.direction or 1)
    if feature.direction == 0:
        # Such a fact, a school's rate for instance, is not to anybody's credit.
        fits = raises
    elif feature.signed:
        fits = value * effect > 0
    else:
        fits = (value - (value if usual is None else usual)) * effect >= 0
        if feature.direction > 0:
            good = np.full(len(value), feature.strength is not None) | (value == 0)
            fits = fits & np.where(raises, value > 0, good)
    # Where null says something, it says that there was none of what raises a risk.
    none = ~raises if feature.unknown and feature.direction else raises
    return np.where(np.isnan(value), none, fits)


def _weightiest(weights: Floats) -> Places:
    """Order reasons by weight, the last place kept for a strength if none is there."""
    order = np.argsort(-np.abs(weights), axis=1, kind="stable")
    first = order[:, :MOST]
    if order.shape[1] <= MOST or not len(weights):
        return first
    lowest = weights.argmin(axis=1)
    rows = np.arange(len(weights))
    crowded = weights[rows, first[:, -1]] > 0
    without = (np.take_along_axis(weights, first, axis=1) >= 0).all(axis=1)
    moved = crowded & without & (weights[rows, lowest] < 0)
    first[moved, -1] = lowest[moved]
    return first
