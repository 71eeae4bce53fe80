"""What goes wrong is said in a sentence, with an exit code of its own."""

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def empty(waymark: Any, tmp_path: Path) -> Any:
    """A deployment that holds nothing yet."""
    return type(waymark)(tmp_path / "home")


def test_no_champion(empty: Any) -> None:
    refused = empty.run("week", "--json")
    assert refused.returncode == 6
    assert json.loads(refused.stdout)["exit_code"] == 6
    assert "Traceback" not in refused.stderr


def test_nothing_to_train_on(empty: Any) -> None:
    refused = empty.run("train")
    assert refused.returncode in (7, 8)
    assert "Traceback" not in refused.stderr


def test_a_missing_delivery(empty: Any, tmp_path: Path) -> None:
    refused = empty.run("ingest", str(tmp_path / "nowhere"))
    assert refused.returncode == 4
    assert "nowhere" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("command", ["list", "serve"])
def test_a_database_that_is_down(empty: Any, command: str) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:9/waymark"
    refused = empty.run(command, WAYMARK_DATABASE_URL=nowhere)
    assert refused.returncode == 5
    assert "Traceback" not in refused.stderr


def test_a_week_without_data(demonstrated: tuple[Any, Any]) -> None:
    made, _ = demonstrated
    refused = made.run("week", "--as-of", "2019-09-02")
    assert refused.returncode == 7
    assert "Traceback" not in refused.stderr


def test_an_unknown_outcome(empty: Any) -> None:
    refused = empty.run("train", "attainment")
    assert refused.returncode == 4
    assert "suspension or persistent_absence" in refused.stderr


def test_wrong_usage(empty: Any) -> None:
    assert empty.run("ingest").returncode == 2
