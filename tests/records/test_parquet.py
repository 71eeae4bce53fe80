"""Other engines find in the lake's files what they need to read little of them."""

from datetime import date, timedelta

import polars as pl
import pyarrow.parquet as pq
import pytest

from records.lake import Lake
from records.parquet import ROWS_IN_GROUP
from records.tables import MARKS

MONDAY = date(2025, 9, 8)
PUPILS = ROWS_IN_GROUP // 2 + 1


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The one file of marks, of two row groups, delivered in no order."""
    lake = Lake(tmp_path_factory.mktemp("parquet") / "lake")
    days = pl.DataFrame({"date": [MONDAY, MONDAY + timedelta(days=1)]})
    marks = (
        pl.DataFrame({"pupil_id": range(1, PUPILS + 1)})
        .join(days, how="cross")
        .with_columns(
            urn=900001,
            session=pl.lit("AM"),
            code=pl.lit("/"),
            recorded_on=pl.lit(MONDAY + timedelta(days=7)),
        )
        .sample(fraction=1.0, shuffle=True, seed=0)
        .select(*MARKS.delivered)
        .cast(pl.Schema(MARKS.delivered))
    )
    lake.add({"marks": marks})
    (path,) = (lake.root / "marks").iterdir()
    return pq.ParquetFile(path)


def columns(written):
    for group in range(written.metadata.num_row_groups):
        for column in range(written.metadata.num_columns):
            yield written.metadata.row_group(group).column(column)


def test_every_column_is_compressed(written):
    assert {column.compression for column in columns(written)} == {"ZSTD"}


def test_codes_are_kept_once(written):
    encodings = {column.path_in_schema: column.encodings for column in columns(written)}

    assert "RLE_DICTIONARY" in encodings["code"]
    assert "RLE_DICTIONARY" in encodings["session"]


def test_an_engine_can_skip_the_pupils_it_does_not_want(written):
    ranges = [
        (column.statistics.min, column.statistics.max)
        for column in columns(written)
        if column.path_in_schema == "pupil_id"
    ]

    assert len(ranges) == 2
    assert ranges[0][1] <= ranges[1][0]


def test_the_types_are_those_that_every_engine_has(written):
    types = {field.name: str(field.type) for field in written.schema_arrow}

    assert types["pupil_id"] == "int64"
    assert types["date"] == types["superseded_on"] == "date32[day]"
    assert types["code"] in ("string", "large_string")
