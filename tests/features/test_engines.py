"""One definition, and the same numbers on every engine."""

import polars as pl
import pytest
from messy import messy_county
from polars.testing import assert_frame_equal
from tables import AS_OF

from features.build import build, build_many
from features.catalogue import OPTIONAL


@pytest.mark.parametrize("seed", [2, 3])
@pytest.mark.parametrize("arrow", [False, True])
def test_pandas_gives_what_polars_gives(seed, arrow):
    tables = messy_county(seed)
    on_pandas = {
        name: frame.to_pandas(use_pyarrow_extension_array=arrow)
        for name, frame in tables.items()
    }
    everything = list(OPTIONAL)
    found = build_many(on_pandas, [AS_OF], switched_on=everything).sort("pupil_id")
    expected = build_many(tables, [AS_OF], switched_on=everything).sort("pupil_id")
    assert len(expected) > 5
    assert_frame_equal(found, expected, abs_tol=1e-9, check_dtypes=False)


def test_the_kind_of_frame_that_goes_in_comes_out():
    tables = messy_county(2)
    assert isinstance(build(tables, AS_OF), pl.LazyFrame)
    on_pandas = {name: frame.to_pandas() for name, frame in tables.items()}
    assert type(build(on_pandas, AS_OF)).__module__.startswith("pandas")
