"""How long a pupil has been here: of a newcomer zero would not mean none."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from features.weeks import Weeks


def time_in_area(
    rows: nw.LazyFrame[Any], stays: nw.LazyFrame[Any], weeks: Weeks
) -> nw.LazyFrame[Any]:
    """Add ``weeks_in_area``: school weeks since the first entry to a school here."""
    first = stays.group_by("pupil_id").agg(came=nw.col("entry_date").min())
    rows = rows.join(first, on="pupil_id", how="left")
    return weeks_since(rows, "came", "weeks_in_area", weeks)


def none_known() -> nw.Expr:
    """Return zero for who has been here for a school week, else null.

    What a newcomer did elsewhere is not known here, so nothing found is not none.
    """
    return nw.when(nw.col("weeks_in_area") > 0).then(0)


def weeks_since(
    rows: nw.LazyFrame[Any], day: str, name: str, weeks: Weeks
) -> nw.LazyFrame[Any]:
    """Add school weeks since a day, two years at most."""
    days = weeks.days_as(rows).select(counted_from="date", entry_week="next_week")
    return (
        rows.with_columns(counted_from=weeks.within(day))
        .join(days, on="counted_from", how="left")
        .with_columns(**{name: weeks.number - nw.col("entry_week")})
        .drop("counted_from", "entry_week")
    )
