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
    if features is None:
        features = build_many(tables, split.as_ofs, switched_on=switched_on)
    matter = _gather(tables, outcome, split, features, switched_on)
    model = _fit(matter, recipe)
    test = _with_lists(tables, matter, model, recipe.capacity)
    bundle = Bundle(
        booster=model.booster_,
        manifest=Manifest(
            outcome=outcome.name,
            features=matter.directions,
            calibration=model.calibration_,
            trained_on=split.train,
            usual=_usual(matter),
            peers=_peers(test),
            lake_digest=lake_digest,
            code_digest=code_digest(),
            catalogue_digest=matter.meaning,
        ),
    )
    return TrainedModel(
        outcome=outcome,
        bundle=bundle,
        split=split,
        recipe=recipe,
        parameters=model.get_params() | {"directions": "as declared"},
        evaluation=_evaluate(matter, test, recipe, outcome, champion),
        fairness=audit_lists(test),
        train_rows=len(matter.learn),
        train_happened=int(matter.learn["label"].sum()),
        censored=matter.censored,
        test=test,
    )


@dataclass(frozen=True, kw_only=True)
class _Matter:
    """What is learnt from and tested on, and what its columns mean."""

    learn: pl.DataFrame
    test: pl.DataFrame
    censored: int
    directions: Mapping[str, int]
    meaning: str


def _gather(
    tables: Tables,
    outcome: Outcome,
    split: Split,
    features: pl.DataFrame,
    switched_on: Collection[str],
) -> _Matter:
    rows = cohort(tables, features.filter(pl.col("as_of").is_in(split.as_ofs)), outcome)
    used = {n: one for n, one in declared(switched_on).items() if one.learnable}
    return _Matter(
        learn=_labelled(rows, split.train, outcome, "learn from"),
        test=_labelled(rows, split.test, outcome, "test on"),
        censored=int(rows["label"].null_count()),
        directions={name: feature.direction for name, feature in used.items()},
        meaning=digest(switched_on),
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


def _fit(matter: _Matter, recipe: Recipe) -> RiskModel:
    model = RiskModel(directions=matter.directions, **recipe.parameters)
    label = matter.learn["label"].to_numpy().astype(int)
    pupils = matter.learn["pupil_id"].to_numpy()
    return model.fit(_frame(matter.learn, matter.directions), label, groups=pupils)


def _frame(rows: pl.DataFrame, directions: Mapping[str, int]) -> Any:
    return rows.select(pl.col(list(directions)).cast(pl.Float64)).to_pandas()


def _with_lists(
    tables: Tables, matter: _Matter, model: RiskModel, capacity: float
) -> pl.DataFrame:
    risk = model.predict_proba(_frame(matter.test, matter.directions))[:, 1]
    listed = draw_places(risk, matter.test["as_of"].to_numpy(), capacity)
    rows = matter.test.with_columns(risk=pl.Series(risk), listed=pl.Series(listed))
    return with_characteristics(tables, rows)


def _evaluate(
    matter: _Matter,
    test: pl.DataFrame,
    recipe: Recipe,
    outcome: Outcome,
    champion: Bundle | None,
) -> Evaluation:
    features = list(matter.directions)
    label = matter.learn["label"].to_numpy().astype(float)
    logistic = fit_logistic_regression(matter.learn, features, label)
    scores = {
        MODEL: test["risk"].to_numpy(),
        LOGISTIC: logistic.predict_proba(matrix(test, features))[:, 1],
        **rule_scores(test, {**recipe.rules, **RANKINGS}),
    }
    if champion and comparable(champion.manifest, outcome, matter.meaning):
        scores[CHAMPION_SCORER] = champion.predict(_frame(test, matter.directions))
    return evaluate(
        test,
        scores,
        rules=list(recipe.rules),
        probabilities=[name for name in PROBABILITIES if name in scores],
        capacity=recipe.capacity,
    )


def comparable(champion: Manifest, outcome: Outcome, meaning: str) -> bool:
    """Say whether a champion foresees the same from features that mean the same."""
    same_features = champion.catalogue_digest == meaning
    return champion.outcome == outcome.name and same_features


def _usual(matter: _Matter) -> dict[str, float | None]:
    medians = pl.col(list(matter.directions)).median()
    return matter.learn.select(medians).row(0, named=True)


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
