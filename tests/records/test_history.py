"""What was known on a day, whatever the kind of frame."""

from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from records.history import as_if_stopped, known

HISTORY = pl.DataFrame(
    {
        "code": ["N", "I", "/"],
        "recorded_on": [date(2025, 9, 8), date(2025, 9, 15), date(2025, 9, 8)],
        "superseded_on": [date(2025, 9, 15), None, None],
    },
    schema_overrides={"superseded_on": pl.Date},
)


@pytest.mark.parametrize(
    ("as_of", "codes"),
    [
        (date(2025, 9, 8), []),
        (date(2025, 9, 9), ["N", "/"]),
        (date(2025, 9, 15), ["N", "/"]),
        (date(2025, 9, 16), ["I", "/"]),
    ],
)
def test_a_version_is_known_from_the_day_after_it_is_recorded(as_of, codes):
    assert known(HISTORY, as_of)["code"].to_list() == codes
    assert known(HISTORY.lazy(), as_of).collect()["code"].to_list() == codes
    assert known(HISTORY.to_pandas(), as_of)["code"].to_list() == codes
    arrow = HISTORY.to_pandas(use_pyarrow_extension_array=True)
    assert known(arrow, as_of)["code"].to_list() == codes


def test_a_lazy_frame_stays_lazy():
    assert isinstance(known(HISTORY.lazy(), date(2025, 9, 9)), pl.LazyFrame)


def test_a_table_without_history_comes_back_whole():
    calendar = pl.DataFrame({"date": [date(2025, 9, 8)]})

    assert_frame_equal(known(calendar, date(2020, 1, 6)), calendar)


@pytest.mark.parametrize(
    ("as_of", "rows"),
    [
        (date(2025, 9, 8), []),
        (date(2025, 9, 15), [("N", None), ("/", None)]),
        (date(2025, 9, 16), [("N", date(2025, 9, 15)), ("I", None), ("/", None)]),
    ],
)
def test_a_table_as_if_nothing_had_come_in_since_a_day(as_of, rows):
    stopped = as_if_stopped(HISTORY.lazy(), as_of).collect()
    assert stopped.select("code", "superseded_on").rows() == rows
    on_pandas = as_if_stopped(HISTORY.to_pandas(), as_of)
    assert pl.from_pandas(on_pandas)["code"].to_list() == [code for code, _ in rows]


def test_a_table_without_history_is_not_cut():
    calendar = pl.DataFrame({"date": [date(2025, 9, 8)]})
    assert_frame_equal(as_if_stopped(calendar, date(2020, 1, 6)), calendar)
