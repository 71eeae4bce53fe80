"""A candidate: settings and features that might become the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.risk import RiskModel
from training.matter import frame, labels


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Settings and features that might become the model."""

    name: str
    parameters: Mapping[str, Any]
    directions: Mapping[str, int]


def risks_of(
    candidate: Candidate, learnt: pl.DataFrame, judged: pl.DataFrame
) -> NDArray[np.float64]:
    """Return the risks of rows, shape (n_rows,), by trees learnt from other rows.

    They are the trees' own, not calibrated.

    Parameters
    ----------
    candidate : Candidate
    learnt : polars.DataFrame
        Of :func:`training.matter.thinned`, with ``weight``.
    judged : polars.DataFrame
    """
    model = RiskModel(directions=candidate.directions, **candidate.parameters)
    booster = model.boost(
        frame(learnt, candidate.directions),
        labels(learnt),
        learnt["weight"].to_numpy(),
    )
    risk = booster.predict(frame(judged, candidate.directions), num_threads=1)
    return np.asarray(risk, dtype=np.float64)
