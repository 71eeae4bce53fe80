"""The record of a training run: parameters, figures, plots, papers and the model."""

from __future__ import annotations

import json
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from models import bundle
from models.outcomes import SUSPENSION
from records.settings import Settings
from training.audit_page import log_audit_page
from training.card import model_card
from training.figures import MODEL, Evaluation
from training.fit import TrainedModel
from training.gate import ask
from training.label_bias import inherited
from training.marks import read_pass_marks
from training.papers.impact import impact_annex
from training.papers.paper import to_html as to_page
from training.papers.publication import CARD, PAPERS
from training.papers.transparency import transparency_record
from training.plots import plots
from training.provenance import lock_digest, revision
from training.registry import (
    BUNDLE,
    CHALLENGER,
    EVALUATION,
    FAIRNESS,
    INHERITED,
    Registry,
    Version,
    model_name,
    open_registry,
    without_mlflows_own_warnings,
)

LONGEST_DIGEST = 36
COMPARED = (
    "auc",
    "average_precision",
    "precision_at_capacity",
    "recall_at_capacity",
    "model_precision_gain",
)


@dataclass(frozen=True)
class LoggedRun:
    """Where a trained model was put on record."""

    experiment: str
    run_id: str
    version: Version


def log_run(settings: Settings, trained: TrainedModel) -> LoggedRun:
    """Put a trained model on record and register it as the challenger.

    Parameters
    ----------
    settings : Settings
    trained : TrainedModel
        Its test rows stay here: no artifact holds a pupil's row.

    Returns
    -------
    LoggedRun

    Raises
    ------
    DatabaseUnavailable
        When MLflow does not answer.
    """
    registry = open_registry(settings)
    name = model_name(trained.outcome.name)
    run_id = _start(registry, name, trained)
    # The model comes first: MLflow would else copy each figure to it, one by one.
    version, model_id = _register(registry, run_id, name, trained)
    _log_figures(registry, run_id, model_id, trained)
    _log_trials(registry, run_id, trained)
    _log_papers(registry, run_id, trained)
    registry.client.set_terminated(run_id)
    registry.set_alias(version, CHALLENGER)
    return LoggedRun(name, run_id, version)


def _start(registry: Registry, name: str, trained: TrainedModel) -> str:
    client = registry.client
    known = client.get_experiment_by_name(name)
    experiment_id = (
        client.create_experiment(name, artifact_location=registry.artifacts)
        if known is None
        else known.experiment_id
    )
    manifest = trained.bundle.manifest
    tags = {
        "mlflow.source.git.commit": revision(),
        "waymark.lock_sha256": lock_digest(),
        "waymark.code_sha256": manifest.code_digest,
        "waymark.lake_sha256": manifest.lake_digest,
        "waymark.catalogue_sha256": manifest.catalogue_digest,
        "waymark.bundle_sha256": trained.bundle.digest,
    }
    run_name = f"{trained.outcome.name} learnt until {trained.split.train[-1]}"
    run = client.create_run(experiment_id, tags=tags, run_name=run_name)
    return str(run.info.run_id)


def _log_figures(
    registry: Registry, run_id: str, model_id: str, trained: TrainedModel
) -> None:
    from mlflow.entities import Dataset, DatasetInput, Metric, Param

    now = int(time.time() * 1000)
    metrics = [
        Metric(name, value, now, 0, model_id=model_id)
        for name, value in _metrics(trained).items()
    ]
    parameters = [Param(name, str(v)) for name, v in _parameters(trained).items()]
    registry.client.log_batch(run_id, metrics=metrics, params=parameters)
    lake = Dataset(
        name="lake",
        digest=trained.bundle.manifest.lake_digest[:LONGEST_DIGEST],
        source_type="waymark",
        source=json.dumps({"lake_sha256": trained.bundle.manifest.lake_digest}),
    )
    registry.client.log_inputs(run_id, datasets=[DatasetInput(lake)])


def _metrics(trained: TrainedModel) -> dict[str, float]:
    effort = {f"system/{n}": v for n, v in asdict(trained.effort).items()}
    return figures_by_name(trained.evaluation) | effort


def figures_by_name(evaluation: Evaluation) -> dict[str, float]:
    """Return the figures and ends of intervals under one slashed name.

    All of the model's, and of the others what they are compared by; the rest stands
    in the evaluation's own file.
    """
    named: dict[str, float] = {}
    for figure in evaluation.figures:
        if figure.scorer not in ("", MODEL) and figure.metric not in COMPARED:
            continue
        stem = "/".join(filter(None, (figure.population, figure.scorer, figure.metric)))
        for ending, value in (
            ("", figure.value),
            ("/lower", figure.lower),
            ("/upper", figure.upper),
        ):
            if value is not None:
                named[stem + ending] = value
    return named


def _parameters(trained: TrainedModel) -> dict[str, Any]:
    outcome, split = trained.outcome, trained.split
    return {
        **trained.parameters,
        "chosen": trained.choice.candidate.name,
        "trials": len(trained.choice.trials),
        "horizon_weeks": outcome.horizon,
        "minimum_sessions": outcome.minimum_sessions,
        "minimum_known": outcome.minimum_known,
        "features": len(trained.bundle.features),
        "capacity": trained.recipe.capacity,
        "calibration_slope": trained.bundle.manifest.calibration.slope,
        "calibration_intercept": trained.bundle.manifest.calibration.intercept,
        "train_as_ofs": _dates(split.train),
        "test_as_ofs": _dates(split.test),
        "train_labels_end": split.train_labels_end,
        "train_rows": trained.train_rows,
        "train_happened": trained.train_happened,
        "test_rows": len(trained.test),
        "censored_rows": trained.censored,
    }


def _dates(as_ofs: tuple[date, ...]) -> str:
    return " ".join(day.isoformat() for day in as_ofs)


def _log_trials(registry: Registry, run_id: str, trained: TrainedModel) -> None:
    """Put each trial of the tuning on record, nested in the run."""
    from mlflow.entities import Metric, Param

    client = registry.client
    experiment = client.get_run(run_id).info.experiment_id
    now = int(time.time() * 1000)
    for trial in trained.choice.trials:
        child = client.create_run(
            experiment,
            tags={"mlflow.parentRunId": run_id},
            run_name=f"trial {trial.number}",
        )
        client.log_batch(
            child.info.run_id,
            metrics=[Metric("log_loss_of_later_lists", trial.loss, now, 0)],
            params=[Param(name, str(v)) for name, v in trial.parameters.items()],
        )
        client.set_terminated(child.info.run_id)


def _log_papers(registry: Registry, run_id: str, trained: TrainedModel) -> None:
    client = registry.client
    client.log_dict(run_id, trained.evaluation.to_json(), EVALUATION)
    client.log_dict(run_id, trained.fairness.to_dict(), FAIRNESS)
    if trained.outcome == SUSPENSION:
        found = [each.to_dict(whole=True) for each in inherited(trained.test)]
        client.log_dict(run_id, {"comparisons": found}, INHERITED)
    client.log_dict(run_id, trained.choice.to_json(), "choice.json")
    compared = {
        "calibrations": [asdict(one) for one in trained.calibrations],
        "held_out": [asdict(one) for one in trained.held],
        "origins": [one.to_json() for one in trained.origins],
    }
    client.log_dict(run_id, compared, "comparisons.json")
    answer = ask(trained.evaluation, trained.fairness, read_pass_marks())
    client.log_dict(run_id, answer.to_json(), "gate.json")
    log_audit_page(
        registry,
        run_id,
        trained.outcome.name,
        trained.fairness,
        verdict=answer.fairness,
    )
    card = model_card(trained)
    client.log_text(run_id, card, CARD)
    client.log_text(run_id, to_page(card, "Model card"), "model_card.html")
    papers = (transparency_record(trained), impact_annex(trained))
    client.log_dict(run_id, {"papers": [one.to_json() for one in papers]}, PAPERS)
    for paper in papers:
        text = paper.to_markdown()
        client.log_text(run_id, text, f"papers/{paper.name}.md")
        page = to_page(text, paper.title)
        client.log_text(run_id, page, f"papers/{paper.name}.html")
    for name, figure in plots(trained).items():
        client.log_figure(run_id, figure, f"plots/{name}")
    with tempfile.TemporaryDirectory() as folder:
        bundle.save(trained.bundle, Path(folder) / BUNDLE)
        client.log_artifact(run_id, str(Path(folder) / BUNDLE))


@without_mlflows_own_warnings()
def _register(
    registry: Registry, run_id: str, name: str, trained: TrainedModel
) -> tuple[Version, str]:
    import mlflow.lightgbm
    from mlflow.models import ModelSignature
    from mlflow.types import ColSpec, DataType, Schema

    inputs = Schema([ColSpec(DataType.double, one) for one in trained.bundle.features])
    signature = ModelSignature(inputs, Schema([ColSpec(DataType.double)]))
    # The trees alone: MLflow's copy is for looking at. What is served is the bundle.
    with mlflow.start_run(run_id=run_id):
        logged = mlflow.lightgbm.log_model(
            trained.bundle.booster,
            name="model",
            signature=signature,
            registered_model_name=name,
            pip_requirements=[f"lightgbm=={version_of('lightgbm')}"],
            metadata={"calibration": asdict(trained.bundle.manifest.calibration)},
        )
    version = Version(name, str(logged.registered_model_version), run_id)
    registry.client.set_model_version_tag(
        name, version.number, "waymark.bundle_sha256", trained.bundle.digest
    )
    return version, str(logged.model_id)
