"""The champions: the one promoted model of each outcome, opened and checked."""

from __future__ import annotations

from collections.abc import Mapping

from features.catalogue import CATALOGUE, OPTIONAL, digest
from models.bundle import Bundle, load
from models.outcomes import OUTCOMES
from records.errors import InputRejected
from records.settings import Settings
from serving.store.views import ModelUsed

Champions = Mapping[str, Bundle]


def champions(settings: Settings) -> Champions:
    """Open the champion of every outcome.

    Raises
    ------
    NoChampion
        When an outcome has none.
    InputRejected
        When one is damaged, or reads features that now mean something else.
    """
    found = {name: load(settings.champions / name) for name in OUTCOMES}
    for name, bundle in found.items():
        _check(name, bundle)
    return found


def optional_features(bundles: Champions) -> frozenset[str]:
    """Return the optional features that any of the models was trained with."""
    return frozenset(
        feature
        for bundle in bundles.values()
        for feature in bundle.features
        if feature in OPTIONAL
    )


def models_used(bundles: Champions) -> tuple[ModelUsed, ...]:
    """Name each model by the last week it learned from and by its hash."""
    return tuple(
        ModelUsed(name, max(bundle.manifest.trained_on).isoformat(), bundle.digest)
        for name, bundle in bundles.items()
    )


def _check(name: str, bundle: Bundle) -> None:
    foreign = set(bundle.features) - set(CATALOGUE) - set(OPTIONAL)
    switched_on = optional_features({name: bundle})
    if foreign or bundle.manifest.catalogue_digest != digest(switched_on):
        raise InputRejected(
            f"the champion of {name} was trained on features that have since come "
            "to mean something else; train and promote a model of this version"
        )
    if bundle.manifest.outcome != name:
        raise InputRejected(
            f"the model in the place of {name}'s champion foresees "
            f"{bundle.manifest.outcome}; promote the right one"
        )
