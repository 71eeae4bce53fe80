"""One definition, and the same numbers on every engine."""

import duckdb
import polars as pl
import pytest
from messy import linked_county, messy_county
from polars.testing import assert_frame_equal
from tables import AS_OF

from features.build import build, build_many
from features.catalogue import OPTIONAL

EVERYTHING = list(OPTIONAL)


def assert_same(found: pl.DataFrame, tables: dict[str, pl.DataFrame]) -> None:
    """Compare with what Polars finds in the same tables."""
    expected = build(tables, AS_OF, switched_on=EVERYTHING).collect()
    assert len(expected) > 4
    assert_frame_equal(
        found.sort("pupil_id"), expected.sort("pupil_id"), abs_tol=1e-9, rel_tol=0
    )


@pytest.mark.parametrize("seed", [2, 3])
@pytest.mark.parametrize("arrow", [False, True])
def test_pandas_gives_what_polars_gives(seed, arrow):
    tables = linked_county(seed)
    on_pandas = {
        name: frame.to_pandas(use_pyarrow_extension_array=arrow)
        for name, frame in tables.items()
    }
    assert_same(build_many(on_pandas, [AS_OF], switched_on=EVERYTHING), tables)


@pytest.mark.parametrize("seed", [2, 3])
def test_duckdb_gives_what_polars_gives(seed):
    tables = linked_county(seed)
    on_duckdb = {
        name: duckdb.from_arrow(frame.to_arrow()) for name, frame in tables.items()
    }
    assert_same(build_many(on_duckdb, [AS_OF], switched_on=EVERYTHING), tables)


def test_spark_gives_what_polars_gives(spark):
    tables = linked_county(2)
    on_spark = {
        name: spark.createDataFrame(frame.to_arrow()) for name, frame in tables.items()
    }
    assert_same(build_many(on_spark, [AS_OF], switched_on=EVERYTHING), tables)


def test_the_kind_of_frame_that_goes_in_comes_out():
    tables = messy_county(2)
    assert isinstance(build(tables, AS_OF), pl.LazyFrame)
    on_pandas = {name: frame.to_pandas() for name, frame in tables.items()}
    assert type(build(on_pandas, AS_OF)).__module__.startswith("pandas")
