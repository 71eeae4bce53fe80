"""School weeks: the weeks of the calendar, counted one after the other."""

from __future__ import annotations

import polars as pl


def school_weeks(calendar: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
    """Return the weeks that have at least one school day, numbered.

    Parameters
    ----------
    calendar : polars frame
        The ``calendar`` table.

    Returns
    -------
    polars.DataFrame of shape (n_weeks, 2)
        ``week`` (the Monday) and ``week_number`` (1, 2, ... in order of time).
        Holidays have no row, so that adding 12 to a number is 12 school weeks.
    """
    weeks = calendar.lazy().select("week").unique().sort("week")
    return (
        weeks.with_row_index("week_number", offset=1)
        .select("week", pl.col("week_number").cast(pl.Int64))
        .collect()
    )
