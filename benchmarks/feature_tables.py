"""Random records of any number of pupils: only their shape matters to a clock."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from records.tables import TABLES

YEARS = (date(2024, 9, 2), date(2025, 9, 1))
MOVED_ON = date(2025, 11, 3)
YEAR_WEEKS = 39
AS_OF = date(2026, 6, 1)
PUPILS_A_SCHOOL = 300
CODES = ("/", "\\", "L", "I", "M", "N", "O", "U", "C2", "B", "#", "-")
WEIGHTS = (
    0.45,
    0.45,
    0.01,
    0.04,
    0.01,
    0.005,
    0.015,
    0.004,
    0.001,
    0.005,
    0.005,
    0.005,
)
PUPILS_AT_ONCE = 6_000


def write_random_tables(pupils: int, folder: Path) -> None:
    """Write contract tables as Parquet, in parts of some thousand pupils.

    Part 0 of each table makes a small county by itself.
    """
    for part, first in enumerate(range(0, pupils, PUPILS_AT_ONCE)):
        ids = np.arange(first, min(first + PUPILS_AT_ONCE, pupils)) + 1
        for name, rows in random_tables(ids, seed=part).items():
            place = folder / name
            place.mkdir(parents=True, exist_ok=True)
            if part == 0 or name != "calendar":
                rows.write_parquet(place / f"{part}.parquet", compression="zstd")


def random_tables(pupils: np.ndarray, seed: int = 1) -> dict[str, pl.DataFrame]:
    """Return contract tables with two academic years of marks for each pupil."""
    rng = np.random.default_rng(seed)
    calendar = _calendar()
    ids = pl.DataFrame({"pupil_id": pupils}).with_columns(
        urn=900_001 + pl.col("pupil_id") // PUPILS_A_SCHOOL
    )
    tables = {name: pl.DataFrame(schema=table.schema) for name, table in TABLES.items()}
    tables["calendar"] = calendar
    tables["marks"] = _marks(ids, calendar, rng)
    tables["enrolments"] = ids.with_columns(
        status=pl.lit("C"),
        entry_date=pl.lit(date(2023, 9, 1)),
        recorded_on=pl.lit(date(2023, 9, 8)),
    )
    tables["year_groups"] = ids.select(
        "pupil_id",
        academic_year=pl.lit("2025/26"),
        year_group=(1 + pl.col("pupil_id") % 11).cast(pl.String),
        recorded_on=pl.lit(date(2025, 9, 30)),
    )
    tables["incidents"] = _incidents(ids, calendar, rng)
    return {
        name: pl.concat(
            [pl.DataFrame(schema=TABLES[name].schema), rows], how="diagonal"
        )
        for name, rows in tables.items()
    }


def _calendar() -> pl.DataFrame:
    mondays = [start + timedelta(weeks=n) for start in YEARS for n in range(YEAR_WEEKS)]
    days = pl.DataFrame({"week": mondays}).join(
        pl.DataFrame({"day": range(5)}), how="cross"
    )
    return days.select(
        date=pl.col("week") + pl.duration(days="day"),
        week="week",
        academic_year=pl.when(pl.col("week") < YEARS[1])
        .then(pl.lit("2024/25"))
        .otherwise(pl.lit("2025/26")),
        term=pl.lit("autumn"),
        half_term=pl.lit(1, pl.Int64),
        sessions=pl.lit(2, pl.Int64),
    )


def _marks(
    ids: pl.DataFrame, calendar: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    days = calendar.filter(pl.col("date") < AS_OF).select("date")
    marks = ids.join(days, how="cross").join(
        pl.DataFrame({"session": ["AM", "PM"]}), how="cross"
    )
    codes = rng.choice(
        np.array(CODES), size=len(marks), p=np.array(WEIGHTS) / sum(WEIGHTS)
    )
    # One pupil in twenty was at another school until the last autumn.
    moved = (pl.col("pupil_id") % 20 == 0) & (pl.col("date") < MOVED_ON)
    return marks.with_columns(
        urn=pl.col("urn") + moved.cast(pl.Int64),
        code=pl.Series(codes),
        recorded_on=pl.col("date") + pl.duration(days=1),
    )


def _incidents(
    ids: pl.DataFrame, calendar: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    number = 3 * len(ids)
    drawn = ids[rng.integers(0, len(ids), number)]
    days = calendar["date"].to_numpy()[rng.integers(0, len(calendar), number)]
    return drawn.with_columns(
        incident_id=pl.col("pupil_id").cast(pl.String)
        + pl.Series(np.arange(number).astype(str)),
        date=pl.Series(days),
        kind=pl.Series(
            rng.choice(np.array(["disruption", "truancy", "achievement"]), number)
        ),
        severity=pl.lit(1, pl.Int64),
    ).with_columns(recorded_on=pl.col("date"))
