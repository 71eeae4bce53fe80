"""How much of what could be known a model knows, in a county whose truth is known.

The *truth* is each pupil's real probability, hidden states included. The *best
reading* is what the same features could tell at most: trees taught the truth itself
on other pupils of the same lists. What lies between the two no model of these
features can reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import lightgbm as lgb
import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from training.baselines import matrix
from training.capacity import hits_at_capacity
from training.figures import ALL, NEW_ONSET
from training.fit import TrainedModel
from training.ranking import auc

Floats = NDArray[np.float64]

FOLDS = 3
ROUNDS = 300
READING = {
    "objective": "cross_entropy",
    "num_leaves": 31,
    "min_data_in_leaf": 50,
    "learning_rate": 0.05,
    "lambda_l2": 5.0,
    "feature_fraction": 0.4,
    "num_threads": 1,
    "seed": 1,
    "verbosity": -1,
}


def shares(
    trained: TrainedModel, truth: pl.DataFrame, features: Sequence[str]
) -> dict[str, Any]:
    """Return the shares of the truth's AUC above chance and of its precision.

    Parameters
    ----------
    trained : TrainedModel
    truth : polars.DataFrame
        ``pupil_id``, ``as_of`` and the outcome's real probability under its name.
    features : sequence of str
        All that a model might have read.
    """
    name = trained.outcome.name
    real = truth.select("pupil_id", "as_of", real=pl.col(name)).drop_nulls()
    rows = trained.test.join(real, on=["pupil_id", "as_of"])
    scores = {
        "model": rows["risk"].to_numpy(),
        "truth": rows["real"].to_numpy(),
        "best_reading": _best_reading(rows, features),
    }
    found: dict[str, Any] = {}
    for population, keep in (
        (ALL, np.ones(len(rows), dtype=bool)),
        (NEW_ONSET, rows["new_onset"].to_numpy()),
    ):
        ending = "" if population == ALL else f"_{population}"
        part = {scorer: score[keep] for scorer, score in scores.items()}
        figures = _figures(rows.filter(keep), part, trained.evaluation.capacity)
        found |= {f"{key}{ending}": value for key, value in figures.items()}
    return found


def _figures(
    rows: pl.DataFrame, scores: dict[str, Floats], capacity: float
) -> dict[str, Any]:
    happened = rows["label"].to_numpy().astype(bool)
    week = rows["as_of"].to_numpy()
    above = {name: auc(happened, score) - 0.5 for name, score in scores.items()}
    precise = {}
    for name, score in scores.items():
        hits = hits_at_capacity(happened, score, week, capacity)
        precise[name] = hits.expected / hits.listed
    return {
        "share_of_truth": round(above["model"] / above["truth"], 4),
        "share_of_best_reading": round(above["model"] / above["best_reading"], 4),
        "irreducible": round(1 - above["best_reading"] / above["truth"], 4),
        "precision_share_of_truth": round(precise["model"] / precise["truth"], 4),
        "precision_of_truth": round(precise["truth"], 4),
        "auc_of_truth": round(above["truth"] + 0.5, 4),
        "auc_of_best_reading": round(above["best_reading"] + 0.5, 4),
    }


def _best_reading(rows: pl.DataFrame, features: Sequence[str]) -> Floats:
    """Read the truth out of the features, each pupil by trees taught on others."""
    read, real = matrix(rows, features), rows["real"].to_numpy()
    score = np.zeros(len(rows))
    folds = GroupKFold(FOLDS).split(read, groups=rows["pupil_id"].to_numpy())
    for inside, outside in folds:
        data = lgb.Dataset(read[inside], real[inside], params=READING)
        booster = lgb.train(dict(READING), data, ROUNDS)
        score[outside] = booster.predict(read[outside])
    return score
