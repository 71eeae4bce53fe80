"""``waymark features``: the matrix in a file, from any engine, and its proof."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from messy import messy_county
from polars.testing import assert_frame_equal
from standalone import HERE, cluster
from tables import AS_OF
from typer.testing import CliRunner

from features.build import build
from records.lake import Lake
from records.tables import TABLES
from waymark import app

ROOT = Path(__file__).parents[2]
TASK_ENDED = "SparkListenerTaskEnd"
ON = ("--as-of", str(AS_OF))
# Executors on one machine would else read each other's files instead of the network.
SMALL = (
    "--driver-memory 512m --conf spark.executor.memory=512m "
    "--conf spark.driver.defaultJavaOptions=-XX:TieredStopAtLevel=1 "
    "--conf spark.executor.defaultJavaOptions=-XX:TieredStopAtLevel=1 "
    "--conf spark.sql.shuffle.partitions=2 --conf spark.sql.adaptive.enabled=false "
    "--conf spark.shuffle.readHostLocalDisk=false "
)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A deployment with the messy county in its lake."""
    home = tmp_path_factory.mktemp("home")
    county = messy_county(2)
    county["calendar"] = county["calendar"].with_columns(recorded_on=date(2024, 9, 1))
    Lake(home / "lake").add(
        {
            # No two versions of a thing may become known on one day.
            name: frame.select(*TABLES[name].delivered).unique(
                [*TABLES[name].key, "recorded_on"]
            )
            for name, frame in county.items()
        }
    )
    return home


@pytest.fixture
def waymark(home, monkeypatch):
    """The command line, in this process."""
    monkeypatch.setenv("WAYMARK_HOME", str(home))
    return lambda *arguments: CliRunner().invoke(app, ["features", *arguments])


def assert_right(home, place):
    expected = build(Lake(home / "lake").tables(), AS_OF).collect()
    assert len(expected) > 5
    assert_frame_equal(
        pl.read_parquet(place).sort("pupil_id"),
        expected.sort("pupil_id"),
        abs_tol=1e-9,
        rel_tol=0,
    )


@pytest.mark.parametrize("engine", ["polars", "duckdb", "pandas"])
def test_the_matrix_is_written_by_any_engine(waymark, home, tmp_path, engine):
    out = tmp_path / "matrix.parquet"
    done = waymark(*ON, "--engine", engine, "--out", str(out), "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["pupils"] == len(pl.read_parquet(out))
    assert_right(home, out)


def test_a_spark_cluster_gives_the_same(home, tmp_path):
    out, events = tmp_path / "matrix.parquet", tmp_path / "events"
    events.mkdir()
    told = f"--conf spark.eventLog.enabled=true --conf spark.eventLog.dir={events} "
    plain = "--conf spark.eventLog.compress=false pyspark-shell"
    environment = {
        "WAYMARK_HOME": str(home),
        "SPARK_LOCAL_IP": HERE,
        "PYSPARK_SUBMIT_ARGS": SMALL + told + plain,
    }
    command = [sys.executable, "-m", "waymark", "features", *ON, "--engine", "spark"]
    with cluster(tmp_path) as master:
        done = subprocess.run(
            [*command, "--master", master, "--out", str(out), "--json"],
            cwd=ROOT,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=400,
        )
    assert done.returncode == 0, done.stderr
    assert_right(home, out / "*.parquet")
    tasks = [
        task for task in _events(events) if task["Event"] == "SparkListenerTaskEnd"
    ]
    assert {task["Task Info"]["Executor ID"] for task in tasks} == {"0", "1"}
    read = [task["Task Metrics"]["Shuffle Read Metrics"] for task in tasks]
    assert sum(each["Remote Bytes Read"] for each in read) > 0


def _events(folder):
    for file in folder.rglob("events_*"):
        yield from map(json.loads, file.read_text().splitlines())


def test_leaks_are_looked_for_and_none_is_found(waymark):
    done = waymark(*ON, "--check-leaks", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["leaks"] == []


def test_a_leak_is_named_and_fails_the_command(waymark, monkeypatch):
    monkeypatch.setattr("records.links.known", lambda frame, as_of: frame)
    done = waymark(*ON, "--check-leaks")
    assert done.exit_code == 1
    assert "incidents_12w knows the future of" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        ([], "give --out FILE"),
        (["--out", "{there}"], "already there"),
        (["--out", "{there}/no/matrix.parquet"], "make it first"),
        (["--check-leaks", "--engine", "abacus"], "there is no engine abacus"),
        (["--check-leaks", "--master", "local[2]"], "--master is for --engine spark"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(waymark, tmp_path, arguments, advice):
    given = [argument.format(there=tmp_path) for argument in arguments]
    done = waymark(*ON, *given)
    assert done.exit_code == 4
    assert advice in done.stderr


def test_a_spark_that_does_not_start_is_told_in_a_sentence(home):
    command = [sys.executable, "-m", "waymark", "features", "--check-leaks"]
    done = subprocess.run(
        [*command, "--engine", "spark", "--master", "local[no]"],
        cwd=ROOT,
        env=os.environ | {"WAYMARK_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "waymark: Spark does not start on local[no]" in done.stderr
    assert "Traceback" not in done.stderr
