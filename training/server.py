"""MLflow's own pages over this deployment's runs, for data scientists alone."""

from __future__ import annotations

import os
import subprocess
import sys

from records.database import database_url
from records.settings import Settings
from training.registry import ENVIRONMENT, artifacts_of


def serve_tracking(settings: Settings, port: int) -> int:
    """Run MLflow on this machine until stopped; return its exit code.

    The address of the store goes by the environment, because it may hold a password
    and every user of the machine can read arguments.

    Raises
    ------
    DatabaseUnavailable
        When PostgreSQL does not answer.
    """
    store = {
        "MLFLOW_BACKEND_STORE_URI": database_url(settings, "mlflow"),
        "MLFLOW_DEFAULT_ARTIFACT_ROOT": artifacts_of(settings),
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
    }
    command = [sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1"]
    return subprocess.run(
        [*command, "--port", str(port), "--workers", "1", "--no-serve-artifacts"],
        env=os.environ | ENVIRONMENT | store,
        check=False,
    ).returncode
