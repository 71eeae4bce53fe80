"""How fast marks go from CSV into the lake, beside Polars reading the CSV alone.

Run as ``python -m benchmarks.records [MARKS]``. The marks are made up: pupils of one
invented school, two sessions a day over two academic years, a few of them amended.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from records.identity import LETTERS
from records.ingest import ingest
from records.lake import Lake

MARKS = 5_000_000
DAYS = 380
CODES = {"/": 0.90, "L": 0.02, "I": 0.05, "N": 0.03}
KEY = b"a secret of at least thirty-two characters"
SCHOOL = {
    "urn": 900001,
    "laestab": 9994001,
    "name": "Harefield Vale School",
    "phase": "SS",
    "selective": False,
    "district": "Stroud",
    "cluster": "Stroud and Berkeley Vale",
    "recorded_on": date(2023, 9, 1),
}


def main() -> None:
    """Make the marks, time each way, and print one JSON object."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else MARKS
    with TemporaryDirectory() as folder:
        place = Path(folder)
        marks = _deliver(place / "2025-08-04", count)
        alone = _seconds(lambda: pl.read_csv(marks, try_parse_dates=True))
        lake = Lake(place / "lake")
        first = _seconds(lambda: ingest(marks.parent, lake, key=KEY))
        again = _seconds(lambda: ingest(marks.parent, lake, key=KEY))
        held = sum(path.stat().st_size for path in lake.root.rglob("*.parquet"))
        result = {
            "marks": count,
            "csv_megabytes": round(marks.stat().st_size / 1e6, 1),
            "lake_megabytes": round(held / 1e6, 1),
            "read_csv_seconds": round(alone, 2),
            "ingest_seconds": round(first, 2),
            "ingest_again_seconds": round(again, 2),
            "marks_per_second": round(count / first),
            "times_read_csv": round(first / alone, 1),
            "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            // 1024,
        }
    print(json.dumps(result))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _deliver(folder: Path, count: int) -> Path:
    """Write a delivery of one school, its pupils and ``count`` marks."""
    folder.mkdir(parents=True)
    pupils = _pupils(count // (2 * DAYS) + 1)
    pl.DataFrame([SCHOOL]).write_csv(folder / "schools.csv")
    pupils.write_csv(folder / "pupils.csv")
    path = folder / "marks.csv"
    _marks(pupils["upn"], count).write_csv(path)
    return path


def _pupils(count: int) -> pl.DataFrame:
    return pl.DataFrame(
        {"upn": [_upn(number) for number in range(count)]}
    ).with_columns(
        sex=pl.lit("F"),
        birth_month=pl.date(2012, 9, 1),
        ethnicity=pl.lit("WBRI"),
        language=pl.lit("ENG"),
        recorded_on=pl.date(2023, 9, 1),
    )


def _upn(number: int) -> str:
    """Return a sound UPN of authority 999, which does not exist."""
    school, serial = divmod(number, 1000)
    digits = f"999{4001 + school:04d}20{serial:03d}"
    total = sum(int(digit) * place for place, digit in enumerate(digits, start=2))
    return LETTERS[total % 23] + digits


def _marks(upns: pl.Series, count: int) -> pl.DataFrame:
    days = pl.date_range(date(2023, 9, 4), date(2025, 7, 18), "1d", eager=True)
    days = days.filter(days.dt.weekday() <= 5).head(DAYS)
    codes = np.random.default_rng(0).choice(
        list(CODES), size=count, p=list(CODES.values())
    )
    return (
        upns.to_frame()
        .join(pl.DataFrame({"date": days, "urn": SCHOOL["urn"]}), how="cross")
        .join(pl.DataFrame({"session": ["AM", "PM"]}), how="cross")
        .head(count)
        .with_columns(code=pl.Series(codes), recorded_on=pl.col("date"))
        .select("upn", "urn", "date", "session", "code", "recorded_on")
    )


if __name__ == "__main__":
    main()
