"""MLflow's own pages over this deployment's runs, for data scientists alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress

from records.database import database_url
from records.settings import Settings
from training.registry import ENVIRONMENT, artifacts_of


def serve_tracking(settings: Settings, host: str, port: int) -> int:
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
    command = [sys.executable, "-m", "mlflow", "server", "--host", host]
    # A group of its own, because MLflow has workers that are to stop with it.
    server = subprocess.Popen(
        [*command, "--port", str(port), "--workers", "1", "--no-serve-artifacts"],
        env=os.environ | ENVIRONMENT | store,
        start_new_session=True,
    )
    signal.signal(signal.SIGTERM, _stop)
    try:
        return server.wait()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def _stop(number: int, _: object) -> None:
    """End as a process that this signal ended, by way of what is to be cleared up."""
    raise SystemExit(128 + number)
