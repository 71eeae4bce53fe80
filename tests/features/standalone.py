"""A real Spark cluster on this machine: a master and two workers of one core each."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyspark

from records.spark import java_home

HERE = "127.0.0.1"
DEADLINE = 90
PATIENCE = 20
SPARK = Path(pyspark.__file__).parent
MASTER = "org.apache.spark.deploy.master.Master"
WORKER = "org.apache.spark.deploy.worker.Worker"


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Start a cluster that keeps its files in a folder, and stop it afterwards.

    Yields
    ------
    str
        Its master's address.
    """
    with ExitStack() as running:
        log = folder / "master.log"
        ports = ("--port", "0", "--webui-port", "0")
        running.enter_context(_process(log, MASTER, "--host", HERE, *ports))
        (address,) = _seen(log, rf"spark://{re.escape(HERE)}:[1-9]\d*", times=1)
        for number in (1, 2):
            size = ("--cores", "1", "--memory", "512m")
            place = ("--work-dir", str(folder / f"worker-{number}"))
            worker = (WORKER, "--host", HERE, *ports, *size, *place, address)
            running.enter_context(_process(folder / f"worker-{number}.log", *worker))
        _seen(log, "Registering worker", times=2)
        yield address


@contextmanager
def _process(log: Path, *command: str) -> Iterator[None]:
    """Run one of Spark's own programs; its script becomes the program itself."""
    environment = {"JAVA_HOME": str(java_home()), "SPARK_DAEMON_MEMORY": "256m"}
    with (
        log.open("w") as written,
        subprocess.Popen(
            [SPARK / "bin" / "spark-class", *command],
            env=os.environ | environment | {"SPARK_HOME": str(SPARK)},
            stdout=written,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def _seen(log: Path, pattern: str, *, times: int) -> list[str]:
    """Wait until a log says something so many times, and return what it says."""
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        found = re.findall(pattern, log.read_text())
        if len(found) >= times:
            return found[:times]
        time.sleep(0.1)
    raise TimeoutError(f"{log.name} does not say {pattern}:\n{log.read_text()}")
