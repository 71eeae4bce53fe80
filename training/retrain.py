"""The retrain in one step: one matrix for every outcome, each model on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.outcomes import Outcome
from records.lake import Lake
from records.settings import Settings
from training.figures import ALL, MODEL, NEW_ONSET
from training.fit import Recipe, TrainedModel, train
from training.matter import build_matrix
from training.promote import champion
from training.splits import plan_split
from training.tracking import LoggedRun, log_run
from training.tuning import Budget


@dataclass(frozen=True, kw_only=True)
class Retrained:
    """A new challenger and where its run is recorded."""

    model: TrainedModel
    run: LoggedRun

    def headline(self) -> dict[str, Any]:
        """Return the figures a newcomer looks at first, as plain values."""
        evaluation = self.model.evaluation
        rule = evaluation.best_rule(ALL)
        onset_rule = evaluation.best_rule(NEW_ONSET)
        at_capacity = "precision_at_capacity"
        return {
            "auc": evaluation.value(ALL, MODEL, "auc"),
            "auc_new_onset": evaluation.value(NEW_ONSET, MODEL, "auc"),
            at_capacity: evaluation.value(ALL, MODEL, at_capacity),
            "best_rule": rule,
            f"best_rule_{at_capacity}": evaluation.value(ALL, rule, at_capacity),
            f"{at_capacity}_new_onset": evaluation.value(NEW_ONSET, MODEL, at_capacity),
            f"best_rule_{at_capacity}_new_onset": evaluation.value(
                NEW_ONSET, onset_rule, at_capacity
            ),
            "calibration_error": evaluation.value(ALL, MODEL, "calibration_error"),
            "split": self.model.split.describe(),
            "experiment": self.run.experiment,
            "run_id": self.run.run_id,
        }


def retrain(
    settings: Settings, outcomes: Sequence[Outcome], budget: Budget | None = None
) -> dict[str, Retrained]:
    """Train each outcome on the lake and register it as challenger.

    The matrix is built once for all of them, and each challenger is measured beside
    the champion of the day on the same rows. Nothing is tuned without a budget.

    Raises
    ------
    CannotTrain
        When the records are too short or hold one class only.
    DatabaseUnavailable
        When MLflow does not answer.
    """
    lake = Lake(settings.lake)
    tables, digest = lake.tables(), lake.digest()
    splits = {outcome.name: plan_split(tables, outcome) for outcome in outcomes}
    as_ofs = sorted({day for split in splits.values() for day in split.as_ofs})
    features = build_matrix(tables, as_ofs)
    retrained = {}
    for outcome in outcomes:
        model = train(
            tables,
            outcome,
            lake_digest=digest,
            split=splits[outcome.name],
            features=features,
            recipe=Recipe(budget=budget),
            champion=champion(settings, outcome.name),
        )
        run = log_run(settings, model)
        retrained[outcome.name] = Retrained(model=model, run=run)
    return retrained
