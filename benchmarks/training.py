"""Training on a simulated county: ``python -m benchmarks.training --pupils 6000``.

Simulates, ingests, builds features, trains both outcomes and puts them on record, all
in a temporary home. Prints one JSON object last.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from features.build import build_many
from models.outcomes import OUTCOMES, SUSPENSION
from records.county.simulate import simulate
from records.county.suppliers import write
from records.ingest import ingest
from records.lake import Lake
from records.settings import Settings
from training.baselines import LOGISTIC, RANKINGS
from training.figures import ALL, MODEL, POPULATIONS, Evaluation, Figure
from training.fit import TrainedModel, train
from training.gate import ask
from training.marks import read_pass_marks
from training.splits import plan_split
from training.tracking import log_run

UNTIL = date(2026, 11, 23)
METRICS = (
    "auc",
    "auc_within_school",
    "average_precision",
    "precision_at_capacity",
    "recall_at_capacity",
)


def main() -> None:
    """Run it and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupils", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    seconds: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        with timed("records", seconds):
            lake = county_lake(settings, given.pupils, given.seed)
        found = {
            name: report(trained) for name, trained in _train(settings, lake, seconds)
        }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(
        json.dumps(
            {
                "pupils": given.pupils,
                "seed": given.seed,
                "outcomes": found,
                "seconds": seconds,
                "peak_gigabytes": round(peak, 2),
            }
        )
    )


def county_lake(settings: Settings, pupils: int, seed: int) -> Lake:
    """Simulate a county and take its deliveries in."""
    write(simulate(pupils=pupils, seed=seed, until=UNTIL), settings.deliveries)
    lake = Lake(settings.lake)
    ingest(settings.deliveries, lake, key=settings.pseudonym_key())
    return lake


def report(trained: TrainedModel) -> dict[str, Any]:
    """Return the figures of one outcome, and what the gate would say."""
    evaluation = trained.evaluation
    answer = ask(evaluation, trained.fairness, read_pass_marks())
    return {
        "split": trained.split.describe(),
        "train_rows": trained.train_rows,
        **{
            population: _beside_rules(evaluation, population)
            for population in POPULATIONS
        },
        "times_best_rule_new_onset": round(_times_best_rule(evaluation), 2),
        "calibration_error": round(
            evaluation.value(ALL, MODEL, "calibration_error"), 4
        ),
        "calibration_slope": round(
            evaluation.value(ALL, MODEL, "calibration_slope"), 3
        ),
        "exclusions_caught": evaluation.figure(
            ALL, MODEL, "exclusion_recall_at_capacity"
        ).value,
        "gate": answer.outcome,
        "held_against": answer.sentences,
    }


def _train(
    settings: Settings, lake: Lake, seconds: dict[str, float]
) -> Iterator[tuple[str, TrainedModel]]:
    tables, digest = lake.tables(), lake.digest()
    split = plan_split(tables, SUSPENSION)
    with timed("features", seconds):
        features = build_many(tables, split.as_ofs)
    for name, outcome in OUTCOMES.items():
        with timed(f"train_{name}", seconds):
            trained = train(
                tables, outcome, lake_digest=digest, split=split, features=features
            )
        with timed(f"log_{name}", seconds):
            log_run(settings, trained)
        yield name, trained


def _beside_rules(evaluation: Evaluation, population: str) -> dict[str, Any]:
    scorers = (MODEL, LOGISTIC, *evaluation.rules, *RANKINGS)
    return {
        "rows": int(evaluation.value(population, "", "rows")),
        "base_rate": round(evaluation.value(population, "", "base_rate"), 4),
        **{
            scorer: {
                metric: _rounded(evaluation.figure(population, scorer, metric))
                for metric in METRICS
            }
            for scorer in scorers
        },
    }


def _rounded(figure: Figure) -> float | list[float] | None:
    """Return the value, and the ends of its interval after it where it has one."""
    if figure.value is None or figure.lower is None or figure.upper is None:
        return None if figure.value is None else round(figure.value, 3)
    return [round(one, 3) for one in (figure.value, figure.lower, figure.upper)]


def _times_best_rule(evaluation: Evaluation) -> float:
    best = evaluation.best_rule("new_onset")
    return evaluation.value("new_onset", MODEL, METRICS[3]) / evaluation.value(
        "new_onset", best, METRICS[3]
    )


@contextmanager
def timed(stage: str, seconds: dict[str, float]) -> Iterator[None]:
    """Note how long a stage took."""
    started = time.monotonic()
    yield
    seconds[stage] = round(time.monotonic() - started, 1)


if __name__ == "__main__":
    main()
