"""What the features are that reasons tell, as kept with each list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from features.catalogue import CATALOGUE, OPTIONAL, REASONS, Feature
from models.bundle import Bundle


def vocabulary(bundles: Iterable[Bundle]) -> dict[str, dict[str, Any]]:
    """Say what each feature of the models is, to read an old list as it was meant.

    Returns
    -------
    dict
        By feature: the ``code`` and ``title`` of its reason, its ``unit``, whether it
        is ``actionable``, and the ``sources`` it is computed from; JSON-able.
    """
    names = {name for bundle in bundles for name in bundle.features}
    features = {name: declared_feature(name) for name in sorted(names)}
    return {
        name: {
            "code": feature.reason,
            "title": REASONS[feature.reason],
            "unit": feature.unit,
            "actionable": feature.actionable,
            "sources": list(feature.sources),
        }
        for name, feature in features.items()
    }


def declared_feature(name: str) -> Feature:
    """Return a feature of the catalogue, or one that may be switched on."""
    return CATALOGUE[name] if name in CATALOGUE else OPTIONAL[name]
