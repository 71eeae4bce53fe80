"""Every feature, declared once; and the columns that only sentences read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection

from features.catalogue import (
    attendance,
    behaviour,
    behaviour_patterns,
    context,
    kinds,
    known,
    optional,
    patterns,
    shape,
    support,
    suspensions,
    transition,
    two_years,
    weekdays,
)
from features.catalogue.feature import REASONS, UNSPOKEN, Feature
from records.errors import InputRejected

__all__ = [
    "CATALOGUE",
    "COMPANIONS",
    "OPTIONAL",
    "REASONS",
    "UNSPOKEN",
    "Feature",
    "declared",
    "digest",
]

CATALOGUE: dict[str, Feature] = {
    feature.name: feature
    for theme in (
        attendance,
        patterns,
        kinds,
        weekdays,
        shape,
        two_years,
        behaviour,
        behaviour_patterns,
        suspensions,
        transition,
        support,
        context,
        known,
    )
    for feature in theme.FEATURES
}

OPTIONAL: dict[str, Feature] = {feature.name: feature for feature in optional.FEATURES}

COMPANIONS: dict[str, str] = {
    "possible_sessions_1w": "possible sessions known in the last school week",
    "possible_sessions_4w": "possible sessions known in the last 4 school weeks",
    "possible_sessions_last_year": "possible sessions known last academic year",
    "incidents_weeks_5_to_8": "behaviour incidents, 5 to 8 school weeks ago",
    "incidents_weeks_9_to_12": "behaviour incidents, 9 to 12 school weeks ago",
    "year_group_absence_rate_12w": "absence rate of the year group, 12 school weeks",
    "former_school_suspension_rate_last_year": "that of the school before, last year",
    "school_absence_rate_12w": "absence rate of the school, last 12 school weeks",
    "short_illnesses_6w": "short spells of illness begun in the last 6 school weeks",
    "short_illnesses_before_6w": "those begun in the 6 school weeks before",
    "absence_rate_before_support": "absence rate, 12 school weeks before support",
    "absence_rate_since_support": "absence rate since support began",
    "incidents_a_week_before_support": "incidents a week, 12 weeks before support",
    "incidents_a_week_since_support": "incidents a week since support began",
}


def declared(switched_on: Collection[str] = ()) -> dict[str, Feature]:
    """Return the features of a deployment: the catalogue and what is switched on.

    Raises
    ------
    InputRejected
        When a name in ``switched_on`` is not in ``OPTIONAL``.
    """
    unknown = sorted(set(switched_on) - set(OPTIONAL))
    if unknown:
        raise InputRejected(
            f"{', '.join(unknown)} cannot be switched on: "
            f"only {', '.join(OPTIONAL)} can."
        )
    return CATALOGUE | {
        name: OPTIONAL[name] for name in OPTIONAL if name in switched_on
    }


def digest(switched_on: Collection[str] = ()) -> str:
    """Return the SHA-256 of what the numbers mean, wording aside.

    A model's bundle keeps it, so that a model is never given features that have
    come to mean something else. Better wording does not change it.
    """
    meanings = [
        [each.name, each.unit, each.look_back, each.direction, each.description]
        for each in declared(switched_on).values()
    ]
    return hashlib.sha256(json.dumps(meanings).encode()).hexdigest()
