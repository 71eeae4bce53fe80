"""Whoever opens the lake, and with what, finds the same rows."""

import shutil
import sys
from datetime import date
from pathlib import Path

import narwhals as nw
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from records.engines import opened
from records.errors import InputRejected, WaymarkError
from records.lake import Lake
from records.tables import IDENTITIES, MARKS, SCHOOLS, TABLES

OTHERS = ["duckdb", "spark", "pandas"]
SOME_LAKE = Path("year=2026") / "lake [1] {a}"


def rows(table, *values):
    return pl.DataFrame(values, schema=table.delivered, orient="row")


def mark(day, code, *, pupil=1, recorded_on=date(2026, 1, 5)):
    return (pupil, 900001, day, "AM", code, recorded_on)


ADDED = {
    "schools": rows(
        SCHOOLS,
        (900001, 9994001, "Harefield Vale School", "SS", True)
        + (None, "Välë", date(2024, 9, 1)),
    ),
    "identities": rows(
        IDENTITIES, (1, "Y999900124001", "Example", "Sam", None, date(2026, 1, 5))
    ),
    "marks": rows(
        MARKS,
        mark(date(2025, 7, 31), "/"),
        mark(date(2025, 9, 8), "I"),
        mark(date(2025, 10, 8), "N"),
        mark(date(2025, 10, 8), "/", pupil=2),
    ),
}
LATER = date(2026, 1, 12)
AMENDED = {"marks": rows(MARKS, mark(date(2025, 10, 8), "O", recorded_on=LATER))}


@pytest.fixture
def lake(tmp_path):
    """A lake of two versions, in a folder whose name could be taken for a pattern."""
    lake = Lake(tmp_path / SOME_LAKE)
    lake.add(ADDED)
    lake.add(AMENDED)
    return lake


@pytest.fixture(params=OTHERS)
def engine(request):
    if request.param == "spark":
        request.getfixturevalue("spark")
    return request.param


def as_polars(frame):
    return nw.from_native(frame).lazy().collect("polars").to_native()


def assert_same(lake, engine):
    expected = lake.tables()
    found = opened(lake, engine)
    assert list(found) == list(expected)
    for name, frame in found.items():
        assert dict(as_polars(frame).schema) == TABLES[name].schema
        assert_frame_equal(
            as_polars(frame), expected[name].collect(), check_row_order=False
        )


def test_every_engine_reads_the_same_rows_in_the_same_schema(lake, engine):
    assert_same(lake, engine)
    marks = as_polars(opened(lake, engine)["marks"])
    assert marks["code"].sort().to_list() == ["/", "/", "I", "N", "O"]
    assert marks["superseded_on"].drop_nulls().to_list() == [LATER]


def test_only_files_of_the_manifest_are_read(lake, engine):
    for file in list((lake.root / "marks").iterdir()):
        shutil.copy(file, file.with_name(f"copy-of-{file.name}"))
    assert_same(lake, engine)


def test_an_empty_lake_has_every_table_in_its_schema(tmp_path, engine):
    assert_same(Lake(tmp_path / "none"), engine)


def test_a_copy_without_the_identities_can_be_opened(lake, engine):
    shutil.rmtree(lake.root / "identities")
    assert_same(lake, engine)
    assert as_polars(opened(lake, engine)["identities"]).is_empty()


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_cut_short_is_noticed(lake, name):
    file = next((lake.root / "marks").iterdir())
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(WaymarkError, match="restore the lake"):
        opened(lake, name)


def test_an_engine_there_is_not(lake):
    with pytest.raises(InputRejected, match="use polars or duckdb or spark or pandas"):
        opened(lake, "abacus")


@pytest.mark.parametrize(
    ("name", "package", "advice"),
    [
        ("spark", "pyspark.sql", r"waymark\[spark\]"),
        ("duckdb", "duckdb", "install duckdb"),
    ],
)
def test_an_engine_that_is_not_installed(lake, monkeypatch, name, package, advice):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(WaymarkError, match=advice):
        opened(lake, name)
