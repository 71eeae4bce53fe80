"""Training: from the lake to a model that is measured, audited and ready to save."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fairness.results import Report
from features.build import build_many
from features.catalogue import declared, digest
from models.bundle import Bundle, Manifest, Peers
from models.outcomes import Outcome
from models.risk import RiskModel
from records.errors import CannotTrain
from training.baselines import (
    LOGISTIC,
    RANKINGS,
    RULES,
    fit_logistic_regression,
    matrix,
    rule_scores,
)
from training.capacity import draw_places
from training.cohort import Tables, cohort
from training.evaluate import CHAMPION_SCORER, MODEL, Evaluation, evaluate
from training.groups import audit_lists, with_characteristics
from training.provenance import code_digest
from training.splits import Split, plan_split

Floats = NDArray[np.float64]

FEWEST_HAPPENED = 30
PROBABILITIES = (MODEL, CHAMPION_SCORER, LOGISTIC)
# Lowest rank of each group of peers, as a share of test rows from the lowest risk.
PEER_QUANTILES = (0.5, 0.75, 0.9, 0.95, 0.98)

TOO_FEW = (
    "cannot train {outcome}: among {rows} pupil-weeks to {purpose} it happened "
    "{happened} times and did not happen {not_happened} times, and {fewest} of each "
    "are needed; load more records, or lay the split out otherwise"
)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """The choices of one training run.

    Parameters
    ----------
    capacity : float, default=0.05
        Places on a list, as a share of the pupils scored.
    parameters : mapping
        What :class:`models.risk.RiskModel` takes beside the directions.
    rules : mapping of str to polars.Expr
        What is done today, as scores over the feature row.
    """

    capacity: float = 0.05
    parameters: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, pl.Expr] = field(default_factory=lambda: RULES)


@dataclass(frozen=True, kw_only=True)
class TrainedModel:
    """A model with everything that is known about it.

    Parameters
    ----------
    outcome : Outcome
    bundle : Bundle
    split : Split
    recipe : Recipe
    parameters : mapping of str to Any
        Of the estimator, defaults included.
    evaluation : Evaluation
    fairness : Report
    train_rows, train_happened, censored : int
        Pupil-weeks learnt from, those in which it happened, and those (of training
        and test) left out because nobody knows.
    test : polars.DataFrame
        Test rows with ``risk``, ``listed`` and the characteristics audited. Pupil
        level: never an artifact.
    """

    outcome: Outcome
    bundle: Bundle
    split: Split
    recipe: Recipe
    parameters: Mapping[str, Any]
    evaluation: Evaluation
    fairness: Report
    train_rows: int
    train_happened: int
    censored: int
    test: pl.DataFrame


def train(
    tables: Tables,
    outcome: Outcome,
    *,
    lake_digest: str,
    split: Split | None = None,
    features: pl.DataFrame | None = None,
    recipe: Recipe | None = None,
    switched_on: Collection[str] = (),
    champion: Bundle | None = None,
) -> TrainedModel:
    """Fit, measure and audit a model of ``outcome``.

    Parameters
    ----------
    tables : mapping of str to polars.LazyFrame
        The lake.
    outcome : Outcome
    lake_digest : str
        Digest of the lake, kept with the model.
    split : Split or None, default=None
        None lays one out from the records.
    features : polars.DataFrame or None, default=None
        Rows of ``features.build`` for every date of the split (outcomes with the
        same split can share them); None builds them.
    recipe : Recipe or None, default=None
    switched_on : collection of str, default=()
        Optional features this deployment uses beside the catalogue.
    champion : Bundle or None, default=None
        The model in use, measured on the same rows when it reads the same features.

    Returns
    -------
    TrainedModel

    Raises
    ------
    CannotTrain
        When the records are too short, or one class is (nearly) missing.
    """
    recipe = recipe or Recipe()
    split = split or plan_split(tables, outcome)
    directions = {name: one.direction for name, one in declared(switched_on).items()}
    meaning = digest(switched_on)
    if features is None:
        features = build_many(tables, split.as_ofs, switched_on=switched_on)
    rows = cohort(tables, features.filter(pl.col("as_of").is_in(split.as_ofs)), outcome)
    learn = _labelled(rows, split.train, outcome, "learn from")
    test = _labelled(rows, split.test, outcome, "test on")
    model = _fit(learn, directions, recipe)
    risk = model.predict_proba(_frame(test, directions))[:, 1]
    scores = {MODEL: risk, **_others(learn, test, directions, recipe)}
    if champion is not None and comparable(champion.manifest, outcome, meaning):
        scores[CHAMPION_SCORER] = champion.predict(_frame(test, directions))
    test = with_characteristics(tables, _with_places(test, risk, recipe.capacity))
    manifest = Manifest(
        outcome=outcome.name,
        features=directions,
        calibration=model.calibration_,
        trained_on=split.train,
        usual=learn.select(pl.col(list(directions)).median()).row(0, named=True),
        peers=_peers(test),
        lake_digest=lake_digest,
        code_digest=code_digest(),
        catalogue_digest=meaning,
    )
    return TrainedModel(
        outcome=outcome,
        bundle=Bundle(booster=model.booster_, manifest=manifest),
        split=split,
        recipe=recipe,
        parameters=model.get_params() | {"directions": "as declared"},
        evaluation=evaluate(
            test,
            scores,
            rules=list(recipe.rules),
            probabilities=[name for name in PROBABILITIES if name in scores],
            capacity=recipe.capacity,
        ),
        fairness=audit_lists(test),
        train_rows=len(learn),
        train_happened=int(learn["label"].sum()),
        censored=int(rows["label"].null_count()),
        test=test,
    )


def _labelled(
    rows: pl.DataFrame, as_ofs: tuple[date, ...], outcome: Outcome, purpose: str
) -> pl.DataFrame:
    known = rows.filter(pl.col("as_of").is_in(as_ofs), pl.col("label").is_not_null())
    happened = int(known["label"].sum())
    if min(happened, len(known) - happened) < FEWEST_HAPPENED:
        raise CannotTrain(
            TOO_FEW.format(
                outcome=outcome.name,
                rows=len(known),
                purpose=purpose,
                happened=happened,
                not_happened=len(known) - happened,
                fewest=FEWEST_HAPPENED,
            )
        )
    return known


def _fit(
    learn: pl.DataFrame, directions: Mapping[str, int], recipe: Recipe
) -> RiskModel:
    model = RiskModel(directions=directions, **recipe.parameters)
    label = learn["label"].to_numpy().astype(int)
    return model.fit(
        _frame(learn, directions), label, groups=learn["pupil_id"].to_numpy()
    )


def _frame(rows: pl.DataFrame, directions: Mapping[str, int]) -> Any:
    return rows.select(pl.col(list(directions)).cast(pl.Float64)).to_pandas()


def _others(
    learn: pl.DataFrame,
    test: pl.DataFrame,
    directions: Mapping[str, int],
    recipe: Recipe,
) -> dict[str, Floats]:
    features = list(directions)
    label = learn["label"].to_numpy().astype(float)
    logistic = fit_logistic_regression(learn, features, label)
    return {
        LOGISTIC: logistic.predict_proba(matrix(test, features))[:, 1],
        **rule_scores(test, {**recipe.rules, **RANKINGS}),
    }


def comparable(champion: Manifest, outcome: Outcome, meaning: str) -> bool:
    """Say whether a champion foresees the same from features that mean the same."""
    same_features = champion.catalogue_digest == meaning
    return champion.outcome == outcome.name and same_features


def _with_places(test: pl.DataFrame, risk: Floats, capacity: float) -> pl.DataFrame:
    listed = draw_places(risk, test["as_of"].to_numpy(), capacity)
    return test.with_columns(risk=pl.Series(risk), listed=pl.Series(listed))


def _peers(test: pl.DataFrame) -> tuple[Peers, ...]:
    risk = test["risk"].to_numpy()
    edges = sorted({0.0, *np.quantile(risk, PEER_QUANTILES)})
    group = np.digitize(risk, edges) - 1
    happened = test["label"].to_numpy().astype(bool)
    return tuple(
        Peers(
            from_risk=float(edge),
            pupils=int((group == at).sum()),
            happened=int(happened[group == at].sum()),
        )
        for at, edge in enumerate(edges)
    )
