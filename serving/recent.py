"""Attendance of the last school weeks, pupil by pupil, for the small chart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import narwhals as nw
import polars as pl

from features.registers import sessions, weekly
from features.weeks import Weeks, weeks_before
from records.history import known

SCHOOL_WEEKS = 12


def recent_attendance(tables: Mapping[str, pl.LazyFrame], as_of: date) -> pl.DataFrame:
    """Return possible and absent sessions of the last twelve school weeks.

    Parameters
    ----------
    tables : mapping of str to polars.LazyFrame
        Contract tables in lake schema.
    as_of : date
        The Monday of the list; only what was known before it counts.

    Returns
    -------
    polars.DataFrame
        ``pupil_id`` and ``weeks``: JSON, a list of ``week`` (the Monday),
        ``possible`` and ``absent``, from the oldest week on. A week without a
        possible session has zeros.
    """
    weeks = weeks_before(nw.from_native(tables["calendar"]), as_of)
    marks = nw.from_native(known(tables["marks"], as_of))
    counted = weekly(sessions(marks, weeks), weeks).to_native()
    shown = _shown(weeks)
    by_week: pl.DataFrame = (
        counted.join(shown.lazy(), on="week")
        .group_by("pupil_id", "monday")
        .agg(pl.col("possible", "absent").sum())
        .collect()
    )
    pupils = by_week.select("pupil_id").unique()
    whole = pupils.join(shown.select("monday"), how="cross").join(
        by_week, on=["pupil_id", "monday"], how="left"
    )
    return (
        whole.with_columns(pl.col("possible", "absent").fill_null(0))
        .sort("pupil_id", "monday")
        .group_by("pupil_id", maintain_order=True)
        .agg(pl.struct("monday", "possible", "absent").alias("weeks"))
        .with_columns(pl.col("weeks").map_elements(_as_json, return_dtype=pl.String))
    )


def _shown(weeks: Weeks) -> pl.DataFrame:
    last = weeks.number - 1
    numbers = range(max(1, last - SCHOOL_WEEKS + 1), last + 1)
    mondays = [weeks.mondays[number - 1] for number in numbers]
    return pl.DataFrame(
        {"week": list(numbers), "monday": mondays},
        schema={"week": pl.Int64, "monday": pl.Date},
    )


def _as_json(weeks: pl.Series) -> str:
    return json.dumps(
        [
            {
                "week": one["monday"].isoformat(),
                "possible": one["possible"],
                "absent": one["absent"],
            }
            for one in weeks
        ]
    )
