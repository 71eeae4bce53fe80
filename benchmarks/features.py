"""How fast feature rows are built: ``python -m benchmarks.features [PUPILS]``.

Beside the same definitions on pandas and Spark, and beside SQL written by hand for
DuckDB. Each thing that is timed has a process of its own, with its files warm.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import narwhals as nw
import polars as pl

from benchmarks.feature_tables import AS_OF, PUPILS_AT_ONCE, write_random_tables
from features.build import build, build_many
from features.catalogue import CATALOGUE
from features.registers import KINDS, SESSIONS
from features.weeks import weeks_before
from records.codes import code_list

PUPILS = 6_000
LISTS = 24
REPEATS = 3
# What the SQL has, of all attendance features.
ATTENDANCE = (
    "absence_rate_1w",
    "absence_rate_4w",
    "absence_rate_12w",
    "absence_rate_year",
    "absence_rate_last_year",
    "absence_trend",
    "absence_change_on_last_year",
    "absence_above_year_group_12w",
    "absence_above_school_12w",
    "possible_sessions_12w",
    "possible_sessions_year",
    "unauthorised_rate_12w",
    "illness_rate_12w",
    "unexplained_rate_4w",
    "late_rate_12w",
    "late_after_close_12w",
    "reduced_timetable_12w",
    "absence_spells_12w",
    "longest_spell_12w",
    "current_spell",
    "weeks_with_absence_12w",
    "full_weeks_in_a_row",
    "monday_friday_share_12w",
    "single_session_absences_12w",
    "registers_missing_12w",
)
BY_HAND = Path(__file__).with_name("attendance.sql")


def main() -> None:
    """Build one Monday in several ways, and print one JSON object as the last line."""
    pupils = int(sys.argv[1]) if len(sys.argv) > 1 else PUPILS
    with TemporaryDirectory() as folder:
        place = Path(folder)
        write_random_tables(pupils, place)
        found = (
            _one_list(place) | _by_hand(place) | _on_pandas(place) | _on_spark(place)
        )
        lists, peak = _measured(_build_lists, place)
        found |= {f"seconds_{LISTS}_lists": lists, f"peak_gb_{LISTS}_lists": peak}
    print(json.dumps({"pupils": pupils, "features": len(CATALOGUE)} | found))


def _one_list(place: Path) -> dict[str, float]:
    seconds, peak = _measured(_build, place, "*")
    marks = pl.scan_parquet(place / "marks/*.parquet").select(pl.len()).collect().item()
    return {
        "marks": marks,
        "seconds_one_list": seconds,
        "marks_a_second": round(marks / seconds),
        "peak_gb_one_list": peak,
    }


def _by_hand(place: Path) -> dict[str, float]:
    """Compare the attendance features alone with SQL that was written for them."""
    ours, _ = _measured(_build_attendance, place)
    theirs, _ = _measured(_query_by_hand, place)
    return {
        "attendance_seconds": ours,
        "duckdb_sql_seconds": theirs,
        "times_faster_than_duckdb_sql": round(theirs / ours, 2),
    }


def _on_pandas(place: Path) -> dict[str, float]:
    """Compare on the first part, which pandas holds in memory before the clock runs."""
    ours, _ = _measured(_build, place, "0")
    theirs, peak = _measured(_build_on_pandas, place)
    return {
        "pandas_pupils": PUPILS_AT_ONCE,
        "pandas_seconds": theirs,
        "polars_seconds": ours,
        "times_faster_than_pandas": round(theirs / ours, 1),
        "pandas_peak_gb": peak,
    }


def _on_spark(place: Path) -> dict[str, float]:
    return {
        f"spark_seconds_{cores}_cores": _measured(_build_on_spark, place, cores)[0]
        for cores in (1, 2)
    }


def _measured(work: Callable[..., float], *given: Any) -> tuple[float, float]:
    """Return what work says it took, in seconds, and the most gigabytes it held."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        seconds = process.submit(work, *given).result()
        peak = process.submit(_peak).result()
    return round(seconds, 3), round(peak, 2)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def _seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the shortest of several times, which others disturbed least."""
    taken = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)


def _tables(place: Path, part: str = "*") -> dict[str, pl.LazyFrame]:
    found = {
        table.name: pl.scan_parquet(table / f"{part}.parquet")
        for table in place.iterdir()
    }
    return found | {"calendar": pl.scan_parquet(place / "calendar" / "0.parquet")}


def _build(place: Path, part: str) -> float:
    return _seconds(lambda: build(_tables(place, part), AS_OF).collect())


def _build_lists(place: Path) -> float:
    mondays = [AS_OF - timedelta(weeks=2 * n) for n in range(LISTS)]
    return _seconds(lambda: build_many(_tables(place), mondays), repeats=1)


def attendance(tables: dict[str, pl.LazyFrame]) -> pl.DataFrame:
    """Build the attendance features alone."""
    rows: pl.LazyFrame = build(tables, AS_OF)
    return rows.select("pupil_id", *ATTENDANCE).collect()


def by_hand(tables: dict[str, Any], calendar: pl.LazyFrame) -> Any:
    """Query the attendance features with SQL, as a relation of DuckDB.

    Parameters
    ----------
    tables : dict of str to duckdb.DuckDBPyRelation
        ``marks``, ``enrolments`` and ``year_groups``.
    calendar : polars.LazyFrame
    """
    import duckdb

    weeks = weeks_before(nw.from_native(calendar), AS_OF)
    flags = {name: flag.cast(nw.Int32) for name, flag in (SESSIONS | KINDS).items()}
    codes = nw.from_native(code_list("attendance_codes").select("code"))
    given = {
        "days": duckdb.from_arrow(weeks.days.to_arrow()),
        "codes": duckdb.from_arrow(codes.with_columns(**flags).to_arrow()),
    }
    for name, relation in (tables | given).items():
        relation.create_view(name)
    return duckdb.sql(
        BY_HAND.read_text(),
        params={
            "as_of": AS_OF,
            "first_day": weeks.first_day,
            "twelve_weeks_ago": weeks.start(12),
            "number": weeks.number,
            "year_week": weeks.year_week,
            "year": weeks.year,
            "last_school_day": weeks.last_school_day,
        },
    )


def _build_attendance(place: Path) -> float:
    return _seconds(lambda: attendance(_tables(place)))


def _query_by_hand(place: Path) -> float:
    import duckdb

    tables = {
        name: duckdb.read_parquet(str(place / name / "*.parquet"))
        for name in ("marks", "enrolments", "year_groups")
    }
    calendar = _tables(place)["calendar"]
    return _seconds(lambda: by_hand(tables, calendar).arrow())


def _build_on_pandas(place: Path) -> float:
    held = {
        name: table.collect().to_pandas(use_pyarrow_extension_array=True)
        for name, table in _tables(place, "0").items()
    }
    return _seconds(lambda: build(held, AS_OF), repeats=1)


def _build_on_spark(place: Path, cores: int) -> float:
    from records.spark import session

    spark = session(f"local[{cores}]")
    tables = {table.name: spark.read.parquet(str(table)) for table in place.iterdir()}
    seconds = _seconds(lambda: build(tables, AS_OF).toArrow(), repeats=2)
    spark.stop()
    return seconds


if __name__ == "__main__":
    main()
