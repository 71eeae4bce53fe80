"""A made-up county by the command line: what it says, and what it leaves alone."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

SMALL = ("--pupils", "500", "--until", "2026-11-23", "--weeks", "2", "--mess", "1")


def contents(folder: Path) -> dict[Path, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def simulated(waymark: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    out = tmp_path_factory.mktemp("simulated") / "deliveries"
    return out, waymark.ask("simulate", str(out), *SMALL)


def test_it_answers_with_what_was_asked_and_written(simulated: Any) -> None:
    out, answered = simulated
    assert answered["pupils"] == 500
    assert answered["area"] == "gloucestershire"  # the preset's
    assert answered["deliveries"] == 3
    listed = pl.read_csv(answered["fault_list"], infer_schema_length=None)
    assert answered["faults"] == listed.height > 0
    assert Path(answered["fault_list"]).parent == out.parent


def test_again_into_its_own_folder_writes_the_same_bytes(
    waymark: Any, simulated: Any
) -> None:
    out, _ = simulated
    before = contents(out.parent)
    done = waymark.run("simulate", str(out), *SMALL, "--processes", "1")
    assert done.returncode == 0
    assert contents(out.parent) == before


def test_it_says_what_it_will_write_before_it_does(
    waymark: Any, simulated: Any
) -> None:
    out, _ = simulated
    said = waymark.run("simulate", str(out), *SMALL).stderr
    plan = said[: said.index("Simulating")]
    for word in ("500 pupils", "2026-11-08", "2026-11-22", "mess 1", str(out)):
        assert word in plan


def test_files_of_others_are_left_alone(waymark: Any, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    refused = waymark.run("simulate", str(tmp_path), *SMALL, "--json")
    assert refused.returncode == 4
    assert "not empty" in json.loads(refused.stdout)["error"]
    assert contents(tmp_path) == {Path("letter.txt"): b"mine"}


@pytest.mark.parametrize(
    ("options", "named"),
    [(("--preset", "wales"), "demo, county, england"), (("--weeks", "900"), "at most")],
)
def test_what_cannot_be_is_refused_before_anything_is_made(
    waymark: Any, tmp_path: Path, options: tuple[str, str], named: str
) -> None:
    refused = waymark.run("simulate", str(tmp_path / "new"), *options)
    assert refused.returncode == 4
    assert named in refused.stderr
    assert not (tmp_path / "new").exists()
