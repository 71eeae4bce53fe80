"""One Spark for every test that needs one: it takes seconds to start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from records.spark import session

SMALL = (
    "--driver-memory 1g --conf spark.driver.defaultJavaOptions=-XX:TieredStopAtLevel=1 "
    "--conf spark.sql.shuffle.partitions=2 --conf spark.sql.adaptive.enabled=false "
    "pyspark-shell"
)


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A session on two cores of this machine."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYSPARK_SUBMIT_ARGS", SMALL)
        environment.delenv("JAVA_HOME", raising=False)
        started = session("local[2]")
        yield started
        started.stop()
