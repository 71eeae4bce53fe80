"""What moved an estimate, in words: concerns and strengths, five at the most.

Correlated features speak as one reason, so that one fact is not said three times.
A reason whose words would point the other way than its effect is left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from features.build import KEYS
from features.catalogue import CATALOGUE, OPTIONAL, UNSPOKEN, Feature
from features.sentences import Kind, sentence
from models.bundle import Bundle
from serving.store.views import Reason

Floats = NDArray[np.float64]

MOST = 5
# Log-odds; a twentieth moves a risk of one in ten by less than half a point.
SMALLEST = 0.05
NO_SINGLE_ONE = {"text": "Several small signs together; none stands out."}


@dataclass(frozen=True)
class Reasons:
    """The reasons for one estimate, the weightiest of each kind first."""

    concerns: tuple[Reason, ...]
    strengths: tuple[Reason, ...]

    def to_dict(self) -> dict[str, list[dict[str, object]]]:
        """Return plain values, ready for JSON."""
        return {
            "concerns": [asdict(reason) for reason in self.concerns],
            "strengths": [asdict(reason) for reason in self.strengths],
        }


def reasons(bundle: Bundle, rows: pl.DataFrame) -> list[Reasons]:
    """Return the reasons for the estimate of each row.

    Parameters
    ----------
    bundle : Bundle
    rows : polars.DataFrame of shape (n_pupils, at least n_features)
        Feature rows with their companions, as ``features.build`` makes them.

    Returns
    -------
    list of Reasons, of length n_pupils
    """
    contributions, _ = bundle.explain(rows.to_pandas())
    features = [_declared(name) for name in bundle.features]
    weights, spokesmen = _by_reason(contributions, features)
    usual = bundle.manifest.usual
    return [
        _chosen(
            [
                _reason(feature, weight, values)
                for feature, weight in _weightiest(features, spoken, moved)
                if _speaks(feature, weight, values[feature.name], usual[feature.name])
            ]
        )
        for values, spoken, moved in zip(
            rows.drop(KEYS).to_dicts(), spokesmen, weights, strict=True
        )
    ]


def headline(kept: str) -> str:
    """Return the foremost concern of a pupil's own, from reasons kept as JSON."""
    concerns = json.loads(kept)["concerns"]
    own = [each for each in concerns if _declared(each["code"]).theme != "context"]
    return str((own or concerns or [NO_SINGLE_ONE])[0]["text"])


def _by_reason(
    contributions: Floats, features: Sequence[Feature]
) -> tuple[Floats, NDArray[np.intp]]:
    """Sum contributions by reason, and find the feature that says most of each sum."""
    names = sorted({feature.reason for feature in features})
    weights = np.empty((len(contributions), len(names)))
    spokesmen = np.empty(weights.shape, dtype=np.intp)
    for group, name in enumerate(names):
        members = np.flatnonzero([feature.reason == name for feature in features])
        part = contributions[:, members]
        weights[:, group] = part.sum(axis=1)
        same_way = part * np.sign(weights[:, [group]])
        spokesmen[:, group] = members[same_way.argmax(axis=1)]
    return weights, spokesmen


def _declared(name: str) -> Feature:
    return CATALOGUE[name] if name in CATALOGUE else OPTIONAL[name]


def _kind(weight: float) -> Kind:
    return "concern" if weight > 0 else "strength"


def _weightiest(
    features: Sequence[Feature], spokesmen: NDArray[np.intp], weights: Floats
) -> list[tuple[Feature, float]]:
    """Pair each reason's spokesman with its weight, the weightiest first."""
    return [
        (features[spokesmen[group]], float(weights[group]))
        for group in np.argsort(-np.abs(weights), kind="stable")
        if abs(weights[group]) >= SMALLEST
    ]


def _speaks(
    feature: Feature, weight: float, value: float | None, usual: float | None
) -> bool:
    """Tell whether the feature's words would point the way of its effect."""
    if feature.reason in UNSPOKEN:
        return False
    if value is None:
        return True
    if feature.direction == 0:
        # Such a fact, a school's rate for instance, is not to anybody's credit.
        return weight > 0
    if feature.signed:
        return value * feature.direction * weight > 0
    if usual is not None and (value - usual) * feature.direction * weight < 0:
        return False
    if feature.direction < 0:
        return True
    if weight > 0:
        return value > 0
    return feature.strength is not None or value == 0


def _reason(
    feature: Feature, weight: float, values: Mapping[str, float | None]
) -> Reason:
    value = values[feature.name]
    return Reason(
        code=feature.name,
        text=sentence(feature, values, kind=_kind(weight)),
        value=None if value is None else round(value, 4),
        unit=feature.unit,
        weight=round(weight, 4),
    )


def _chosen(ordered: Sequence[Reason]) -> Reasons:
    """Take the weightiest, and keep the last place for a strength if none is there."""
    chosen = list(ordered[:MOST])
    strengths = [reason for reason in ordered if reason.weight < 0]
    if strengths and strengths[0] not in chosen:
        chosen[-1] = strengths[0]
    return Reasons(
        concerns=tuple(reason for reason in chosen if reason.weight > 0),
        strengths=tuple(reason for reason in chosen if reason.weight < 0),
    )
