"""Training on a simulated county: ``python -m benchmarks.training --pupils 6000``.

Simulates, ingests, builds features, tunes and trains both outcomes, puts them on
record and sets them beside the county's truth, all in a temporary home. Prints one
JSON object last. The whole county over three years, tested on one of them:
``python -m benchmarks.training --pupils 93146 --years 3``.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.best_possible import shares
from features.catalogue import CATALOGUE
from models.outcomes import OUTCOMES, SUSPENSION
from records.county import County, simulate, truth, write
from records.identity import pseudonyms
from records.ingest import ingest
from records.lake import Lake
from records.settings import Settings
from training.figures import ALL, MODEL, NEW_ONSET, POPULATIONS, Evaluation, Figure
from training.fit import Recipe, TrainedModel, train
from training.gate import ask
from training.groups import AUDITED
from training.marks import read_pass_marks
from training.matter import build_matrix
from training.reliability import calibration_error
from training.splits import Plan, Split, plan_split
from training.tracking import log_run
from training.tuning import Budget

UNTIL = {2: date(2026, 11, 23), 3: date(2027, 7, 26)}
# Three years leave room for a test that spans a school year.
PLANS = {
    2: Plan(),
    3: Plan(tests=8, weeks_between_tests=4, weeks_between_training=4),
}
TRUE_LISTS = 3  # of the test, on which the truth is worked out
LARGE_GROUP = 1000  # pupils
METRICS = (
    "auc",
    "auc_within_school",
    "average_precision",
    "precision_at_capacity",
    "recall_at_capacity",
    "precision_at_school_capacity",
    "lift_within_school",
    "weeks_of_warning",
    "turnover_to_next_list",
)
OF_THE_MODEL = (
    "brier",
    "brier_reliability",
    "brier_resolution",
    "brier_uncertainty",
    "calibration_error",
    "calibration_slope",
    "calibration_intercept",
    "exclusion_recall_at_capacity",
    "severe_recall_at_capacity",
)


def main() -> None:
    """Run it and print what it found."""
    given = _arguments()
    seconds: dict[str, float] = {}
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        plan = PLANS[given.years]
        # In a process of its own, so that the peak below is the training's alone.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            made = pool.submit(_make, settings, given, plan, seconds)
            split, real, seconds = made.result()
        for name, trained in _train(settings, split, given.trials, seconds):
            found[name] = report(trained)
            if real is not None:
                names = [one for one, each in CATALOGUE.items() if each.learnable]
                with timed(f"truth_{name}", seconds):
                    found[name] |= shares(trained, real, names)
    spent = sum(one for stage, one in seconds.items() if stage in OF_TRAINING)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    answer = {
        **{"pupils": given.pupils, "seed": given.seed, "years": given.years},
        "lists": len(split.as_ofs),
        "outcomes": found,
        "seconds": seconds,
        "training_minutes": round(spent / 60, 1),
        "peak_gigabytes": round(peak, 2),
    }
    print(json.dumps(answer))


OF_TRAINING = {"features"} | {
    f"{stage}_{name}" for stage in ("train", "log") for name in OUTCOMES
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupils", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--years", type=int, choices=sorted(UNTIL), default=2)
    parser.add_argument("--trials", type=int, default=Budget().trials)
    parser.add_argument("--futures", type=int, default=40, help="0: without the truth")
    parser.add_argument("--processes", type=int, default=2, help="of the county")
    return parser.parse_args()


def _make(
    settings: Settings,
    given: argparse.Namespace,
    plan: Plan,
    seconds: dict[str, float],
) -> tuple[Split, pl.DataFrame | None, dict[str, float]]:
    """Make the county and its lake; return the split and the truth of some lists."""
    with timed("records", seconds):
        county = simulate(
            pupils=given.pupils,
            seed=given.seed,
            until=UNTIL[given.years],
            processes=given.processes,
        )
        write(county, settings.deliveries)
        lake = Lake(settings.lake)
        ingest(settings.deliveries, lake, key=settings.pseudonym_key())
    split = plan_split(lake.tables(), SUSPENSION, plan)
    real = None
    if given.futures:
        with timed("truth", seconds):
            real = _truth(county, split, settings, given)
    return split, real, seconds


def _truth(
    county: County, split: Split, settings: Settings, given: argparse.Namespace
) -> pl.DataFrame:
    some = split.test[:: max(1, len(split.test) // TRUE_LISTS)][:TRUE_LISTS]
    found = truth(county, some, futures=given.futures, processes=given.processes)
    return found.with_columns(
        pupil_id=pseudonyms(found["upn"], settings.pseudonym_key())
    ).drop("upn")


def _train(
    settings: Settings, split: Split, trials: int, seconds: dict[str, float]
) -> Iterator[tuple[str, TrainedModel]]:
    lake = Lake(settings.lake)
    tables, digest = lake.tables(), lake.digest()
    with timed("features", seconds):
        features = build_matrix(tables, split.as_ofs)
    recipe = Recipe(budget=Budget(trials=trials) if trials else None)
    for name, outcome in OUTCOMES.items():
        with timed(f"train_{name}", seconds):
            trained = train(
                tables,
                outcome,
                lake_digest=digest,
                split=split,
                features=features,
                recipe=recipe,
            )
        with timed(f"log_{name}", seconds):
            log_run(settings, trained)
        yield name, trained


def report(trained: TrainedModel) -> dict[str, Any]:
    """Return the figures of one outcome, and what the gate would say."""
    evaluation = trained.evaluation
    answer = ask(evaluation, trained.fairness, read_pass_marks())
    group, error = _worst_group(trained.test)
    return {
        "split": trained.split.describe(),
        "train_rows": trained.train_rows,
        "chosen": trained.choice.to_json(),
        "trials": len(trained.choice.trials),
        **{one: _scorers(evaluation, one, METRICS) for one in POPULATIONS},
        "model": {
            population: _numbers(evaluation, population, MODEL, OF_THE_MODEL)
            for population in POPULATIONS
        },
        "times_best_rule_new_onset": round(_times_best_rule(evaluation), 2),
        "best_rule_new_onset": evaluation.best_rule(NEW_ONSET),
        "calibration_error": _rounded(
            evaluation.figure(ALL, MODEL, "calibration_error")
        ),
        "worst_calibration_error_of_a_large_group": [group, round(error, 4)],
        "calibrations": [asdict(one) for one in trained.calibrations],
        "held_out": [asdict(one) for one in trained.held],
        "origins": [one.to_json() for one in trained.origins],
        "gate": answer.outcome,
        "held_against": answer.sentences,
    }


def _worst_group(test: pl.DataFrame) -> tuple[str, float]:
    """Return the group of over a thousand pupils whose risks are furthest from true."""
    errors = {"nobody": 0.0}
    for attribute in AUDITED:
        for (value,), rows in test.group_by(attribute, maintain_order=True):
            if rows["pupil_id"].n_unique() > LARGE_GROUP:
                happened = rows["label"].to_numpy().astype(bool)
                error = calibration_error(happened, rows["risk"].to_numpy())
                errors[f"{attribute}: {value}"] = error
    return max(errors.items(), key=lambda one: one[1])


def _scorers(
    evaluation: Evaluation, population: str, metrics: Sequence[str]
) -> dict[str, Any]:
    return {
        "rows": int(evaluation.value(population, "", "rows")),
        "base_rate": round(evaluation.value(population, "", "base_rate"), 4),
        **{
            scorer: _numbers(evaluation, population, scorer, metrics)
            for scorer in evaluation.scorers()
        },
    }


def _numbers(
    evaluation: Evaluation, population: str, scorer: str, metrics: Sequence[str]
) -> dict[str, Any]:
    return {
        metric: _rounded(evaluation.figure(population, scorer, metric))
        for metric in metrics
    }


def _rounded(figure: Figure) -> float | list[float] | None:
    """Return the value, and the ends of its interval after it where it has one."""
    if figure.value is None or figure.lower is None or figure.upper is None:
        return None if figure.value is None else round(figure.value, 4)
    return [round(one, 4) for one in (figure.value, figure.lower, figure.upper)]


def _times_best_rule(evaluation: Evaluation) -> float:
    best = evaluation.best_rule(NEW_ONSET)
    model = evaluation.value(NEW_ONSET, MODEL, "precision_at_capacity")
    return model / evaluation.value(NEW_ONSET, best, "precision_at_capacity")


@contextmanager
def timed(stage: str, seconds: dict[str, float]) -> Iterator[None]:
    """Note how long a stage took."""
    started = time.monotonic()
    yield
    seconds[stage] = round(time.monotonic() - started, 1)


if __name__ == "__main__":
    main()
