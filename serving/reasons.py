"""What moved an estimate, in words: concerns and strengths, five at the most."""

from __future__ import annotations

import json
from collections.abc import Sequence
from json.encoder import encode_basestring

import numpy as np
import polars as pl
from numpy.typing import NDArray

from features.catalogue import Feature
from features.sentences import Kind
from features.wording import sentences
from models.bundle import Bundle
from serving.choice import Choice, choose
from serving.vocabulary import declared_feature

Floats = NDArray[np.float64]

NO_SINGLE_ONE = {"text": "Several small signs together; none stands out."}


def reasons(bundle: Bundle, rows: pl.DataFrame, usual: pl.DataFrame) -> list[str]:
    """Return the reasons for the estimate of each row.

    Parameters
    ----------
    bundle : Bundle
    rows : polars.DataFrame of shape (n_pupils, at least n_features)
        Feature rows with their companions, as ``features.build`` makes them.
    usual : polars.DataFrame
        What half of each year group stays within, from ``features.wording.halves``.

    Returns
    -------
    list of str, of length n_pupils
        JSON objects of ``concerns`` and ``strengths``, the weightiest first; each
        reason has ``feature``, ``text``, ``value`` and ``weight``.
    """
    features = [declared_feature(name) for name in bundle.features]
    frame = rows.select(bundle.features).to_pandas()
    contributions, _ = bundle.explain(frame)
    values = frame.to_numpy(dtype=np.float64, na_value=np.nan)
    choice = choose(contributions, values, features, bundle.manifest.usual)
    told = _told(choice, features, values, rows, usual)
    return [
        f'{{"concerns": [{_joined(pieces, weights > 0)}], '
        f'"strengths": [{_joined(pieces, weights < 0)}]}}'
        for pieces, weights in zip(told, choice.weight, strict=True)
    ]


def headline(kept: str) -> str:
    """Return the foremost concern of a pupil's own, from reasons kept as JSON."""
    concerns = json.loads(kept)["concerns"]
    own = [
        one for one in concerns if declared_feature(one["feature"]).theme != "context"
    ]
    return str((own or concerns or [NO_SINGLE_ONE])[0]["text"])


def _told(
    choice: Choice,
    features: Sequence[Feature],
    values: Floats,
    rows: pl.DataFrame,
    usual: pl.DataFrame,
) -> NDArray[np.object_]:
    """Word every reason as JSON, as ``choice`` has them; None where there is none."""
    told = np.full(choice.feature.shape, None, dtype=object)
    for at, feature in enumerate(features):
        for kind in ("concern", "strength"):
            way = choice.weight > 0 if kind == "concern" else choice.weight < 0
            row, place = np.nonzero((choice.feature == at) & way)
            if not len(row):
                continue
            told[row, place] = _worded(
                feature,
                kind,
                rows[row],
                usual,
                values[row, at],
                choice.weight[row, place],
            )
    return told


def _worded(
    feature: Feature,
    kind: Kind,
    rows: pl.DataFrame,
    usual: pl.DataFrame,
    values: Floats,
    weights: Floats,
) -> list[str]:
    texts = sentences(feature, rows, kind=kind, usual=usual)
    amounts = [
        "null" if amount != amount else amount for amount in values.round(4).tolist()
    ]
    effects = weights.round(4).tolist()
    head = f'{{"feature": "{feature.name}", "text": '
    return [
        f'{head}{encode_basestring(text)}, "value": {amount}, "weight": {effect}}}'
        for text, amount, effect in zip(texts, amounts, effects, strict=True)
    ]


def _joined(pieces: Sequence[str], wanted: NDArray[np.bool_]) -> str:
    return ", ".join(piece for piece, w in zip(pieces, wanted, strict=True) if w)
