"""The model registry: which version is champion, which is challenger, what they hold.

MLflow takes seconds to import, so it is imported when a registry is opened.
"""

from __future__ import annotations

import json
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairness.alike import Comparison
from fairness.results import Report
from models import bundle
from models.bundle import Bundle
from records.database import database_url
from records.errors import DatabaseUnavailable, NoData
from records.settings import Settings
from training.figures import Evaluation

if TYPE_CHECKING:
    from mlflow import MlflowClient

CHAMPION, CHALLENGER, PREVIOUS = "champion", "challenger", "previous"

EVALUATION = "evaluation.json"
FAIRNESS = "fairness.json"
INHERITED = "inherited.json"
BUNDLE = "bundle"

TRACKING_URI = "MLFLOW_TRACKING_URI"

# Nothing leaves the machine, and nothing waits long for a server that is not there.
ENVIRONMENT = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_LOGGING_LEVEL": "WARNING",
    "MLFLOW_SKIP_PIP_REQUIREMENTS_CHECK": "true",
}
# How it maps its tables, and the type hints of agents, which are not used here.
MLFLOWS_OWN_WARNINGS = ("The ``noload`` loader strategy", ".*Any type hint is inferred")


@dataclass(frozen=True)
class Version:
    """One registered version of an outcome's model."""

    model: str
    number: str
    run_id: str


@dataclass(frozen=True)
class Registry:
    """An opened MLflow: its client, and where new artifacts go.

    Parameters
    ----------
    client : mlflow.MlflowClient
    artifacts : str or None
        Address under which experiments made here keep their artifacts; None when
        the server decides.
    """

    client: MlflowClient
    artifacts: str | None

    def version(self, outcome: str, alias: str) -> Version | None:
        """Return the version of ``outcome`` that has ``alias``, or None."""
        from mlflow.exceptions import MlflowException

        try:
            found = self.client.get_model_version_by_alias(model_name(outcome), alias)
        except MlflowException as error:
            if error.error_code in {
                "RESOURCE_DOES_NOT_EXIST",
                "INVALID_PARAMETER_VALUE",
            }:
                return None
            raise
        return Version(found.name, str(found.version), str(found.run_id))

    def needed(self, outcome: str, alias: str) -> Version:
        """Return the version of ``outcome`` that has ``alias``.

        Raises
        ------
        NoData
            When there is none.
        """
        version = self.version(outcome, alias)
        if version is None:
            raise NoData(
                f"there is no {alias} of {outcome} in the registry; "
                f"train one first: waymark train {outcome}"
            )
        return version

    def set_alias(self, version: Version, alias: str) -> None:
        """Give ``version`` the alias, taking it from whichever had it."""
        self.client.set_registered_model_alias(version.model, alias, version.number)

    def evaluation(self, version: Version) -> Evaluation:
        """Return the figures logged with ``version``."""
        document = self._read(version, EVALUATION)
        if document is None:
            raise NoData(
                f"version {version.number} of {version.model} has no {EVALUATION} in "
                "its run; train again"
            )
        return Evaluation.from_json(document)

    def fairness(self, version: Version) -> Report | None:
        """Return the audit logged with ``version``; None when there is none."""
        document = self._read(version, FAIRNESS)
        return None if document is None else Report.from_dict(document)

    def inherits(self, run_id: str) -> tuple[Comparison, ...]:
        """Return what befell groups alike, as logged with a run; empty without it."""
        document = self._document(run_id, INHERITED) or {"comparisons": ()}
        return tuple(Comparison.from_dict(told) for told in document["comparisons"])

    def bundle(self, version: Version) -> Bundle:
        """Return the model logged with ``version``, checked to be whole."""
        with tempfile.TemporaryDirectory() as folder:
            self.client.download_artifacts(version.run_id, BUNDLE, folder)
            return bundle.load(Path(folder) / BUNDLE)

    def _read(self, version: Version, name: str) -> Any | None:
        return self._document(version.run_id, name)

    def _document(self, run_id: str, name: str) -> Any | None:
        held = {item.path for item in self.client.list_artifacts(run_id)}
        if name not in held:
            return None
        with tempfile.TemporaryDirectory() as folder:
            path = self.client.download_artifacts(run_id, name, folder)
            return json.loads(Path(path).read_text(encoding="utf-8"))


def model_name(outcome: str) -> str:
    """Return the name under which an outcome's models are registered."""
    return f"waymark-{outcome.replace('_', '-')}"


def open_registry(settings: Settings) -> Registry:
    """Open the MLflow named in the settings or the environment, or the embedded one.

    Raises
    ------
    DatabaseUnavailable
        When it does not answer.
    """
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    named = settings.mlflow_tracking_uri or os.environ.get(TRACKING_URI)
    if named:
        return Registry(_client(named), artifacts=None)
    return Registry(_client(database_url(settings, "mlflow")), artifacts_of(settings))


def artifacts_of(settings: Settings) -> str:
    """Return the address of the artifacts of the embedded MLflow."""
    return (settings.home / "mlflow").resolve().as_uri()


@contextmanager
def without_mlflows_own_warnings() -> Iterator[None]:
    """Pass over the two warnings that MLflow 3.17 gives about itself."""
    with warnings.catch_warnings():
        for message in MLFLOWS_OWN_WARNINGS:
            warnings.filterwarnings("ignore", message=message)
        yield


def _restore(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def _client(address: str) -> MlflowClient:
    with without_mlflows_own_warnings():
        import mlflow
        from mlflow.exceptions import MlflowException

        named = os.environ.get(TRACKING_URI)
        mlflow.set_tracking_uri(address)
        mlflow.set_registry_uri(address)
        # MLflow writes the address into the environment as well, where the next
        # settings would read it as if the operator had named it.
        _restore(TRACKING_URI, named)
        try:
            client = mlflow.MlflowClient(tracking_uri=address, registry_uri=address)
            client.search_experiments(max_results=1)
        except MlflowException as error:
            # The address is not repeated, because it may hold a password.
            raise DatabaseUnavailable(
                "MLflow does not answer; check WAYMARK_MLFLOW_TRACKING_URI or "
                f"MLFLOW_TRACKING_URI, and that its server runs ({error.error_code})"
            ) from error
    return client
