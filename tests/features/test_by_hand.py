"""The SQL that the benchmark times says what the features say."""

import duckdb
import numpy as np
from polars.testing import assert_frame_equal

from benchmarks.feature_tables import random_tables
from benchmarks.features import ATTENDANCE, attendance, by_hand

COUNTY = random_tables(np.arange(1, 61))


def test_sql_by_hand_gives_the_attendance_features():
    expected = attendance({name: frame.lazy() for name, frame in COUNTY.items()})
    tables = {
        name: duckdb.from_arrow(COUNTY[name].to_arrow())
        for name in ("marks", "enrolments", "year_groups")
    }
    found = by_hand(tables, COUNTY["calendar"].lazy()).pl()
    assert tuple(found.columns) == ("pupil_id", *ATTENDANCE)
    assert all(expected[name].drop_nulls().n_unique() > 1 for name in ATTENDANCE)
    assert_frame_equal(
        found.sort("pupil_id"),
        expected.sort("pupil_id"),
        abs_tol=1e-9,
        rel_tol=0,
        check_dtypes=False,
    )
