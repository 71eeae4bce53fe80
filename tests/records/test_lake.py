"""The lake changes in one step or not at all, and never by being told again."""

import fcntl
import json
import os
import shutil
from datetime import date, timedelta

import polars as pl
import pytest

from records.errors import InputRejected, LakeBusy, NoData, WaymarkError
from records.lake import Lake
from records.tables import IDENTITIES, MARKS, TABLES

MONDAY = date(2025, 9, 8)


def marks(code="/", *, day=MONDAY, after=1, pupils=3):
    return pl.DataFrame(
        [
            (pupil, 900001, day, "AM", code, day + timedelta(days=after))
            for pupil in range(1, pupils + 1)
        ],
        schema=MARKS.delivered,
        orient="row",
    )


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


def test_an_empty_lake_has_every_table_in_its_schema(lake):
    tables = lake.tables()

    assert list(tables) == list(TABLES)
    for name, frame in tables.items():
        assert frame.collect_schema() == TABLES[name].schema
        assert frame.collect().is_empty()


def test_an_empty_lake_is_not_known_until_any_day(lake):
    with pytest.raises(NoData, match="ingest a delivery"):
        lake.known_until()


def test_what_is_added_can_be_read(lake):
    assert lake.add({"marks": marks()}) == {"marks": 3}

    assert lake.scan("marks").select(*MARKS.delivered).collect().equals(marks())
    assert lake.known_until() == date(2025, 9, 9)


def test_marks_are_kept_by_academic_year(lake):
    last_day, first_day = date(2025, 7, 31), date(2025, 8, 1)
    lake.add({"marks": pl.concat([marks(day=last_day), marks(day=first_day)])})

    names = sorted(path.name[:7] for path in (lake.root / "marks").iterdir())

    assert names == ["2024-25", "2025-26"]


def test_only_the_year_that_changes_is_written(lake):
    lake.add({"marks": pl.concat([marks(day=date(2024, 9, 9)), marks()])})
    before = {path.name for path in (lake.root / "marks").iterdir()}

    lake.add({"marks": marks("I", after=5)})

    kept = {name for name in before if name.startswith("2024-25")}
    assert kept <= {file["path"].split("/")[1] for file in _files(lake)}


def test_the_same_delivery_again_changes_nothing(lake):
    lake.add({"marks": marks()})
    digest, manifest = lake.digest(), (lake.root / "manifest.json").read_bytes()

    assert lake.add({"marks": marks()}) == {"marks": 0}

    assert lake.digest() == digest
    assert (lake.root / "manifest.json").read_bytes() == manifest


def test_the_order_of_deliveries_does_not_show_in_the_digest(lake, tmp_path):
    first, second = marks("N"), marks("I", after=5)
    other = Lake(tmp_path / "other")

    for rows in (first, second):
        lake.add({"marks": rows})
    for rows in (second, first):
        other.add({"marks": rows})

    assert lake.digest() == other.digest()


def test_a_reader_sees_its_version_while_a_delivery_is_added(lake):
    lake.add({"marks": marks()})
    opened = lake.scan("marks")

    lake.add({"marks": marks("I", after=5)})

    assert opened.collect().height == 3
    assert lake.scan("marks").collect().height == 6


def test_files_no_longer_part_of_the_lake_go_with_the_next_delivery(lake):
    for after, code in enumerate("NI/O", start=1):
        lake.add({"marks": marks(code, after=after)})

    on_disk = {path.name for path in (lake.root / "marks").iterdir()}

    assert len(on_disk) == 2


@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_crash_at_any_step_leaves_the_version_before(lake, monkeypatch, step):
    lake.add({"marks": marks()})
    digest = lake.digest()
    steps = iter(range(1, 10))
    replace = os.replace

    def crash(*paths):
        if next(steps) == step:
            raise KeyboardInterrupt
        replace(*paths)

    monkeypatch.setattr(os, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        lake.add({"marks": marks("I", after=5), "identities": _identity()})
    monkeypatch.undo()

    assert lake.digest() == digest
    assert lake.scan("marks").collect().height == 3
    assert lake.add({"marks": marks("I", after=5)}) == {"marks": 3}


def test_a_refused_delivery_leaves_the_lake_as_it_was(lake):
    lake.add({"marks": marks()})
    digest = lake.digest()

    with pytest.raises(InputRejected):
        lake.add({"identities": _identity(), "marks": marks("I")})

    assert lake.digest() == digest
    assert lake.scan("identities").collect().is_empty()


def test_one_writer_at_a_time(lake):
    lake.add({"marks": marks()})
    with (lake.root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(LakeBusy, match="wait until it has finished"):
            lake.add({"marks": marks()})


def test_a_file_cut_short_is_noticed(lake):
    lake.add({"marks": marks()})
    file = next((lake.root / "marks").iterdir())
    file.write_bytes(file.read_bytes()[:-1])

    with pytest.raises(WaymarkError, match="restore the lake"):
        lake.scan("marks")


@pytest.mark.parametrize("content", ["{", "{}", '{"format": 99, "files": []}'])
def test_a_manifest_that_cannot_be_read_is_not_an_empty_lake(lake, content):
    lake.add({"marks": marks()})
    (lake.root / "manifest.json").write_text(content)

    with pytest.raises(WaymarkError, match="restore|use the version"):
        lake.tables()


def test_a_lake_without_the_identities_can_be_read(lake):
    lake.add({"marks": marks(), "identities": _identity()})
    shutil.rmtree(lake.root / "identities")

    assert lake.scan("identities").collect().is_empty()
    assert lake.scan("marks").collect().height == 3


def test_the_identities_are_readable_by_their_owner_alone(lake):
    lake.add({"identities": _identity()})

    assert (lake.root / "identities").stat().st_mode & 0o077 == 0


def _identity():
    row = (1, "Y999900124001", "Example", "Sam", None, MONDAY)
    return pl.DataFrame([row], schema=IDENTITIES.delivered, orient="row")


def _files(lake):
    return json.loads((lake.root / "manifest.json").read_text())["files"]
