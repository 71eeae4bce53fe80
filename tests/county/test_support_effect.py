"""The average effect of support is written beside the truth, and is what it says."""

from datetime import date

import polars as pl
import pytest

from records.county import effect_of_support
from records.county.support_effect import write_effect

AS_OF = date(2026, 3, 2)


def test_the_average_effect_is_the_mean_over_pupils_with_its_error(county, tmp_path):
    write_effect(county, tmp_path, [AS_OF], futures=8)
    written = pl.read_csv(
        tmp_path / "truth" / "effect_of_support.csv", try_parse_dates=True
    )
    assert written["as_of"].to_list() == [AS_OF, AS_OF]
    pupils = effect_of_support(county, AS_OF, futures=8)
    for row in written.iter_rows(named=True):
        change = pupils[row["outcome"]].drop_nulls()
        assert row["pupils"] == len(change) > 1000
        assert row["effect"] == pytest.approx(change.mean())
        assert row["effect"] < -3 * row["standard_error"] < 0
