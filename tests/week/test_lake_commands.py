"""What an analyst does with the lake, by the command line."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from records.lake import Lake


@pytest.fixture(scope="module")
def small(waymark: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A deployment with a very small county in its lake."""
    folder = tmp_path_factory.mktemp("small")
    made = type(waymark)(folder / "home")
    made.ask("simulate", str(folder / "deliveries"), "--pupils", "500")
    made.ask("ingest", str(folder / "deliveries"))
    return made


def deliveries(small: Any) -> Path:
    return Path(small.home.parent / "deliveries")


def test_inspect_says_which_reader_fits(small: Any) -> None:
    export = next(deliveries(small).rglob("*-sims-session-marks.csv"))
    found = small.ask("inspect", str(export))
    assert "SIMS" in found["reader"]
    assert found["missing"] == found["unknown"] == []


def test_a_map_of_ones_own_needs_no_code(small: Any, tmp_path: Path) -> None:
    mapping = tmp_path / "my.toml"
    mapping.write_text("this is not a map")
    refused = small.run("ingest", str(tmp_path), "--map", str(mapping))
    assert refused.returncode == 4
    assert "my.toml" in refused.stderr


def test_a_whole_lake_is_sound(small: Any) -> None:
    assert small.ask("lake", "check")["problems"] == []


def test_a_damaged_lake_is_told(waymark: Any, small: Any, tmp_path: Path) -> None:
    copy = tmp_path / "home" / "lake"
    for path in (small.home / "lake").rglob("*.*"):
        target = copy / path.relative_to(small.home / "lake")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    damaged = next((copy / "suspensions").glob("*.parquet"))
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"x")
    told = type(waymark)(tmp_path / "home").run("lake", "check")
    assert told.returncode == 1
    assert damaged.name in told.stdout


def test_a_forgotten_pupil_is_gone_and_not_named(small: Any, tmp_path: Path) -> None:
    identities = Lake(small.home / "lake").scan("identities").collect()
    upn, pupil_id = identities.select("upn", "pupil_id").row(0)
    request = tmp_path / "request.txt"
    request.write_text(f"{upn}\n")
    done = small.run("lake", "forget", "--upn-file", str(request))
    assert done.returncode == 0
    assert "1 pupil forgotten" in done.stdout
    assert upn not in done.stdout + done.stderr
    for name in ("marks", "identities", "enrolments"):
        held = Lake(small.home / "lake").scan(name)
        assert held.filter(pl.col("pupil_id") == pupil_id).collect().is_empty()


def test_forgetting_wants_one_rule(small: Any) -> None:
    assert small.run("lake", "forget").returncode == 4


def test_a_shared_lake_has_the_records_and_nobody_s_name(
    small: Any, tmp_path: Path
) -> None:
    shared = small.ask("lake", "share", str(tmp_path / "shared"))
    assert shared["rows"] > 0
    assert Lake(tmp_path / "shared").scan("identities").collect().is_empty()
    assert small.run("lake", "share", str(tmp_path / "shared")).returncode == 4
