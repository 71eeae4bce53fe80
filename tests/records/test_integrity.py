"""The check finds whatever is wrong with a lake, and compaction what is not of it."""

import fcntl
import hashlib
import json
import shutil
from datetime import date, timedelta

import polars as pl
import pytest

from records.errors import LakeBusy
from records.integrity import check
from records.lake import Lake
from records.tables import IDENTITIES, MARKS

MONDAY = date(2025, 9, 8)


@pytest.fixture
def lake(delivery):
    """A lake with versions and confirmations, and the identities."""
    delivery.ingest()
    said = delivery.lake.scan("marks").collect().select(*MARKS.delivered)
    later = pl.lit(MONDAY + timedelta(days=7)).alias("recorded_on")
    again = said.with_columns(later)
    changed = pl.when(pl.col("code") == "N").then(pl.lit("I")).otherwise("code")
    delivery.lake.add({"marks": again.with_columns(code=changed)})
    who = (1, "Y999900124001", "Example", "Sam", None, MONDAY)
    delivery.lake.add(
        {"identities": pl.DataFrame([who], schema=IDENTITIES.delivered, orient="row")}
    )
    delivery.lake.compact()
    return delivery.lake


def rewrite(lake, change, *, kind="versions"):
    """Change the marks and the manifest, as a fault in the program would."""
    manifest = lake.root / "manifest.json"
    content = json.loads(manifest.read_text())
    (file,) = [
        file
        for file in content["files"]
        if (file["table"], file["kind"]) == ("marks", kind)
    ]
    path = lake.root / file["path"]
    frame = change(pl.read_parquet(path))
    frame.write_parquet(path)
    file["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    file["size"], file["rows"] = path.stat().st_size, frame.height
    manifest.write_text(json.dumps(content))


def test_a_sound_lake_has_no_problems(lake):
    report = check(lake)

    assert report.problems == ()
    assert report.files == len(
        json.loads((lake.root / "manifest.json").read_text())["files"]
    )
    assert report.rows > 8
    assert not report.identities_left_out
    assert json.loads(json.dumps(report.as_json()))["left_over"] == 0


def test_an_empty_lake_is_sound(tmp_path):
    assert check(Lake(tmp_path / "none")).problems == ()


def test_a_missing_file_is_found(lake):
    next((lake.root / "marks").glob("*versions*")).unlink()

    (problem,) = check(lake).problems

    assert "is missing; restore the lake from its backup" in problem


def test_a_single_flipped_bit_is_found(lake):
    path = next((lake.root / "marks").glob("*confirmations*"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    (problem,) = check(lake).problems

    assert "its SHA-256 differs" in problem


def test_a_wrong_column_is_found(lake):
    rewrite(lake, lambda marks: marks.rename({"code": "mark"}))

    assert "does not have the columns of marks" in check(lake).problems[0]


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(lambda marks: marks.reverse(), id="order"),
        pytest.param(
            lambda marks: marks.with_columns(superseded_on=None).cast(MARKS.schema),
            id="open version",
        ),
        pytest.param(lambda marks: pl.concat([marks, marks]), id="twice"),
    ],
)
def test_versions_that_do_not_follow_are_found(lake, fault):
    rewrite(lake, fault)

    assert "does not follow from the last" in check(lake).problems[0]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"rows": 99}, "and the manifest says 99"),
        ({"recorded_until": "2026-01-01"}, "and the manifest says 2026-01-01"),
    ],
)
def test_a_manifest_that_says_otherwise_is_found(lake, said, problem):
    manifest = lake.root / "manifest.json"
    content = json.loads(manifest.read_text())
    content["files"][0] |= said
    manifest.write_text(json.dumps(content))

    assert problem in check(lake).problems[0]


def test_a_contradiction_is_found_and_names_no_value(lake):
    def contradict(marks):
        other = marks.head(1).with_columns(code=pl.lit("O"))
        return pl.concat([marks, other])

    rewrite(lake, contradict)

    assert "does not follow from the last" in check(lake).problems[0]


def test_an_empty_required_value_is_found(lake):
    rewrite(lake, lambda marks: marks.with_columns(code=None).cast(MARKS.schema))

    assert "code is empty in 6 rows" in check(lake).problems[0]


def test_a_table_nobody_knows_is_found(lake):
    manifest = lake.root / "manifest.json"
    manifest.write_text(
        manifest.read_text().replace('"table": "pupils"', '"table": "x"')
    )

    assert check(lake).problems[0].startswith("x: no table")


def test_every_problem_is_told_at_once(lake):
    next((lake.root / "marks").glob("*versions*")).unlink()
    next((lake.root / "pupils").glob("*versions*")).unlink()

    assert len(check(lake).problems) == 2


def test_a_copy_without_identities_is_sound(lake):
    shutil.rmtree(lake.root / "identities")

    report = check(lake)

    assert report.problems == ()
    assert report.identities_left_out


def test_compaction_removes_what_is_not_of_the_lake_and_nothing_else(lake):
    digest = lake.digest()
    old = lake.root / "marks" / "2025-26-versions-0.parquet"
    draft = lake.root / "pupils" / "all.parquet.draft"
    old.write_bytes(b"before")
    draft.write_bytes(b"crash")
    assert check(lake).left_over == 2

    removed = lake.compact()

    assert (removed.files, removed.size) == (2, 11)
    assert (check(lake).left_over, check(lake).problems) == (0, ())
    assert lake.digest() == digest
    assert lake.compact().files == 0


def test_compaction_is_refused_while_another_writes(lake):
    with (lake.root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(LakeBusy):
            lake.compact()
