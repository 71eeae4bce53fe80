"""Tuning: Optuna looks for the trees' shape, judged on lists later than those learnt.

The budget is in trials and rows and not in seconds, so that the same records give the
same model on any machine. LightGBM bins the rows once for all trials.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import lightgbm as lgb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.risk import RiskModel
from training.matter import frame, labels, thinned
from training.periods import Period

Floats = NDArray[np.float64]

USUAL: Mapping[str, Any] = {
    "rounds": 150,
    "learning_rate": 0.05,
    "leaves": 7,
    "minimum_leaf": 200,
    "l2": 10.0,
    "feature_share": 0.4,
}
"""What is taken without tuning, and the first that tuning tries."""


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What tuning may spend on one outcome.

    Parameters
    ----------
    trials : int, default=12
    rows : int, default=60_000
        Rows learnt from in a trial.
    rounds : int, default=400
        Trees of a trial at most.
    patience : int, default=25
        Trees without gain on the later lists after which a trial stops.
    together : int, default=2
        Trials at a time; they are drawn and told in order, whichever ends first.
    seed : int, default=20260901
    """

    trials: int = 12
    rows: int = 60_000
    rounds: int = 400
    patience: int = 25
    together: int = 2
    seed: int = 20260901


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One setting that was tried.

    Parameters
    ----------
    number : int
    parameters : mapping of str to Any
        Of :class:`models.risk.RiskModel`; ``rounds`` is where it was stopped.
    loss : float
        Log loss on the later lists.
    gains : mapping of str to float
        What each feature brought to its trees.
    """

    number: int
    parameters: Mapping[str, Any]
    loss: float
    gains: Mapping[str, float]


def tune(
    rows: pl.DataFrame, period: Period, directions: Mapping[str, int], budget: Budget
) -> tuple[Trial, ...]:
    """Try settings on one period.

    Parameters
    ----------
    rows : polars.DataFrame
        Training rows with their labels.
    period : Period
        What a trial learns from, and the later lists that stop and judge it.
    directions : mapping of str to int
    budget : Budget

    Returns
    -------
    tuple of Trial
        In the order tried; the first is :data:`USUAL`.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=budget.seed))
    study.enqueue_trial({n: v for n, v in USUAL.items() if n != "rounds"})
    learnt, judged = _datasets(rows, period, directions, budget)
    trials: list[Trial] = []
    with ThreadPoolExecutor(budget.together) as pool:
        for first in range(0, budget.trials, budget.together):
            count = min(budget.together, budget.trials - first)
            asked = [study.ask() for _ in range(count)]
            models = [RiskModel(directions=directions, **_drawn(one)) for one in asked]
            tried = [
                pool.submit(_try, model, one.number, learnt, judged, budget)
                for one, model in zip(asked, models, strict=True)
            ]
            for one, trial in zip(asked, tried, strict=True):
                study.tell(one, trial.result().loss)
                trials.append(trial.result())
    return tuple(trials)


def _drawn(trial: Any) -> dict[str, Any]:
    return {
        "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.1, log=True),
        "leaves": trial.suggest_int("leaves", 4, 31, log=True),
        "minimum_leaf": trial.suggest_int("minimum_leaf", 50, 500, log=True),
        "l2": trial.suggest_float("l2", 1.0, 100.0, log=True),
        "feature_share": trial.suggest_float("feature_share", 0.2, 0.8),
    }


def _datasets(
    rows: pl.DataFrame, period: Period, directions: Mapping[str, int], budget: Budget
) -> tuple[lgb.Dataset, lgb.Dataset]:
    """Bin the rows once; every trial reads the same bins."""
    learnt, judged = (thinned(part, budget.rows) for part in period.parts(rows))
    model = RiskModel(directions=directions)
    told = model.booster_parameters(list(directions))
    first = _dataset(learnt, directions, told)
    second = _dataset(judged, directions, told, first)
    return first.construct(), second.construct()


def _dataset(
    rows: pl.DataFrame,
    directions: Mapping[str, int],
    told: dict[str, Any],
    like: lgb.Dataset | None = None,
) -> lgb.Dataset:
    return lgb.Dataset(
        frame(rows, directions),
        labels(rows),
        weight=rows["weight"].to_numpy(),
        reference=like,
        params=told,
        free_raw_data=False,
    )


def _try(
    model: RiskModel,
    number: int,
    learnt: lgb.Dataset,
    judged: lgb.Dataset,
    budget: Budget,
) -> Trial:
    names = learnt.get_feature_name()
    booster = lgb.train(
        model.booster_parameters(names),
        learnt,
        num_boost_round=budget.rounds,
        valid_sets=[judged],
        callbacks=[lgb.early_stopping(budget.patience, verbose=False)],
    )
    gains = booster.feature_importance("gain", iteration=booster.best_iteration)
    return Trial(
        number=number,
        parameters={name: getattr(model, name) for name in USUAL}
        | {"rounds": booster.best_iteration},
        loss=float(booster.best_score["valid_0"]["binary_logloss"]),
        gains=dict(zip(names, gains.tolist(), strict=True)),
    )
