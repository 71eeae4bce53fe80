"""School weeks count past holidays."""

from datetime import date

import polars as pl

from records.weeks import school_weeks


def test_a_holiday_has_no_number():
    half_term = [date(2025, 10, 20), date(2025, 10, 20), date(2025, 11, 3)]

    weeks = school_weeks(pl.DataFrame({"week": half_term}))

    assert weeks.rows() == [(date(2025, 10, 20), 1), (date(2025, 11, 3), 2)]
