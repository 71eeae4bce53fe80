"""What all tests share: one Spark, and how they are dealt to two processes."""

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


# Folders whose tests share what takes long to set up, the longest first.
TOGETHER = ("week", "notebooks", "training", "models", "serving", "pages")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep tests together that share a set-up, and begin with the longest."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=_rank)


def _group(item: pytest.Item) -> str:
    if "spark" in getattr(item, "fixturenames", ()):
        return "spark"
    folder = item.path.parent.name
    return folder if folder in TOGETHER else f"{folder} {item.path.stem}"


def _rank(item: pytest.Item) -> int:
    folder = item.path.parent.name
    return TOGETHER.index(folder) if folder in TOGETHER else len(TOGETHER)


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A session on two cores of this machine."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYSPARK_SUBMIT_ARGS", SMALL)
        environment.delenv("JAVA_HOME", raising=False)
        started = session("local[2]")
        yield started
        started.stop()
