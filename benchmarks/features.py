"""How fast feature rows are built: ``python -m benchmarks.features [PUPILS]``.

Random marks, not a county: only their number and shape matter to the clock.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import polars as pl

from features.build import build, build_many
from features.catalogue import CATALOGUE
from records.tables import TABLES

YEARS = (date(2024, 9, 2), date(2025, 9, 1))
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
LISTS = 15
REPEATS = 3


def random_tables(pupils: int, seed: int = 1) -> dict[str, pl.DataFrame]:
    """Return contract tables with two academic years of marks for each pupil."""
    rng = np.random.default_rng(seed)
    calendar = _calendar()
    ids = pl.DataFrame({"pupil_id": np.arange(1, pupils + 1)}).with_columns(
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
    return marks.with_columns(
        code=pl.Series(codes), recorded_on=pl.col("date") + pl.duration(days=1)
    )


def _incidents(
    ids: pl.DataFrame, calendar: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    number = 3 * len(ids)
    drawn = ids[rng.integers(0, len(ids), number)]
    days = calendar["date"].to_numpy()[rng.integers(0, len(calendar), number)]
    return drawn.with_columns(
        incident_id=pl.Series(np.arange(number)).cast(pl.String),
        date=pl.Series(days),
        kind=pl.Series(
            rng.choice(np.array(["disruption", "truancy", "achievement"]), number)
        ),
        severity=pl.lit(1, pl.Int64),
    ).with_columns(recorded_on=pl.col("date"))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Build one Monday, then fifteen, and print one JSON object as the last line."""
    pupils = int(sys.argv[1]) if len(sys.argv) > 1 else 6_000
    tables = {name: rows.lazy() for name, rows in random_tables(pupils).items()}
    marks = tables["marks"].select(pl.len()).collect().item()
    mondays = [AS_OF - timedelta(weeks=2 * n) for n in range(LISTS)]
    one = min(_seconds(lambda: build(tables, AS_OF).collect()) for _ in range(REPEATS))
    many = _seconds(lambda: build_many(tables, mondays))
    result = {
        "pupils": pupils,
        "features": len(CATALOGUE),
        "marks": marks,
        "seconds_one_list": round(one, 3),
        "marks_a_second": round(marks / one),
        f"seconds_{LISTS}_lists": round(many, 2),
        "peak_memory_gb": round(
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2, 2
        ),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
