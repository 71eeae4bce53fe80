"""How fast marks go from CSV into the lake, beside Polars reading the CSV alone.

Run as ``python -m benchmarks.records [PUPILS]``. The pupils are made up, of one school:
a year is two marks a day on 190 days, a few of them amended later. Each thing that is
timed has a process of its own, so that its memory can be told.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from records.identity import LETTERS
from records.ingest import ingest
from records.lake import Lake

PUPILS = 93_146
DAYS = 190
YEARS = (2023, 2024, 2025)
PUPILS_AT_ONCE = 5_000
# Roughly Gloucestershire's mix in the autumn of 2025.
CODES = {"/": 0.925, "L": 0.012, "I": 0.035, "O": 0.012, "M": 0.008, "N": 0.008}
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
MEGABYTE = 1_000_000


def main() -> None:
    """Make the marks, time each way, and print one JSON object."""
    pupils = int(sys.argv[1]) if len(sys.argv) > 1 else PUPILS
    with TemporaryDirectory() as folder:
        place = Path(folder)
        upns = [_upn(number) for number in range(pupils)]
        _deliver_pupils(place / "2023-09-01", upns)
        year = _deliver_year(place, upns, YEARS[-1])
        half = _deliver_year(place / "half", upns[: pupils // 2], YEARS[-1])
        figures = _first_year(place, year, half) | _third_year(place, upns)
    print(json.dumps({"pupils": pupils, "marks": pupils * DAYS * 2} | figures))


def _first_year(place: Path, year: Path, half: Path) -> dict[str, float]:
    """Time a year of marks into an empty lake, and half as many for its memory."""
    # A file just written is read slowly the first time, which would flatter us.
    alone = min(_measured(_read, year / "marks.csv")[0] for _ in range(2))
    lake, smaller = place / "lake", place / "smaller"
    for root in (lake, smaller):
        _measured(_ingest, place / "2023-09-01", root)
    seconds, peak = _measured(_ingest, year, lake)
    _, half_peak = _measured(_ingest, half, smaller)
    again, _ = _measured(_ingest, year, lake)
    marks = pl.scan_csv(year / "marks.csv").select(pl.len()).collect().item()
    held = sum(path.stat().st_size for path in (lake / "marks").iterdir())
    return {
        "read_csv_seconds": round(alone, 2),
        "ingest_seconds": round(seconds, 2),
        "ingest_again_seconds": round(again, 2),
        "rows_per_second": round(marks / seconds),
        "ratio_to_read_csv": round(alone / seconds, 3),
        "peak_megabytes": round(peak),
        "peak_megabytes_of_half": round(half_peak),
        "csv_megabytes": round((year / "marks.csv").stat().st_size / MEGABYTE),
        "lake_megabytes_per_million_marks": round(held / marks, 2),
    }


def _third_year(place: Path, upns: list[str]) -> dict[str, float]:
    """Time a week's delivery into a lake of three years."""
    for year in YEARS[:-1]:
        _measured(_ingest, _deliver_year(place, upns, year), place / "lake")
    week = _deliver_week(place, upns)
    seconds, peak = _measured(_ingest, week, place / "lake")
    marks = pl.scan_csv(week / "marks.csv").select(pl.len()).collect().item()
    return {
        "week_marks": marks,
        "week_seconds": round(seconds, 2),
        "week_peak_megabytes": round(peak),
    }


def _read(path: Path) -> None:
    pl.read_csv(path, try_parse_dates=True)


def _ingest(source: Path, lake: Path) -> None:
    ingest(source, Lake(lake), key=KEY)


def _measured(work: Callable[..., None], *arguments: Path) -> tuple[float, float]:
    """Do the work in a new process; return its seconds and its peak in megabytes."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        return processes.submit(_watched, work, arguments).result()


def _watched(
    work: Callable[..., None], arguments: tuple[Path, ...]
) -> tuple[float, float]:
    start = time.perf_counter()
    work(*arguments)
    seconds = time.perf_counter() - start
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _deliver_pupils(folder: Path, upns: list[str]) -> None:
    folder.mkdir(parents=True)
    pl.DataFrame([SCHOOL]).write_csv(folder / "schools.csv")
    pl.DataFrame({"upn": upns}).with_columns(
        sex=pl.lit("F"),
        birth_month=pl.date(2012, 9, 1),
        ethnicity=pl.lit("WBRI"),
        language=pl.lit("ENG"),
        recorded_on=pl.date(2023, 9, 1),
    ).write_csv(folder / "pupils.csv")


def _deliver_year(place: Path, upns: list[str], year: int) -> Path:
    """Write a year of marks, each known on its day, and return their folder."""
    days = pl.date_range(date(year, 9, 1), date(year + 1, 7, 20), eager=True)
    days = days.filter(days.dt.weekday() <= 5).sample(DAYS, seed=year).sort()
    folder = place / f"{year + 1}-08-01"
    _write_marks(folder, upns, days, seed=year)
    return folder


def _deliver_week(place: Path, upns: list[str]) -> Path:
    """Write the week after the last year, and as many amendments as an N gets."""
    folder = place / "2026-09-14"
    days = pl.date_range(date(2026, 9, 7), date(2026, 9, 11), eager=True)
    _write_marks(folder, upns, days, seed=0)
    year = pl.scan_csv(place / "2026-08-01" / "marks.csv", try_parse_dates=True)
    amended = year.filter(
        pl.col("code") == "N", pl.col("date") >= date(2026, 6, 15)
    ).with_columns(code=pl.lit("I"), recorded_on=date(2026, 9, 10))
    amended.sink_csv(folder / "marks-amended.csv")
    return folder


def _write_marks(folder: Path, upns: list[str], days: pl.Series, *, seed: int) -> None:
    random = np.random.default_rng(seed)
    folder.mkdir(parents=True)
    with (folder / "marks.csv").open("wb") as file:
        for start in range(0, len(upns), PUPILS_AT_ONCE):
            chosen = pl.DataFrame({"upn": upns[start : start + PUPILS_AT_ONCE]})
            marks = chosen.join(
                pl.DataFrame({"urn": SCHOOL["urn"], "date": days}), how="cross"
            ).join(pl.DataFrame({"session": ["AM", "PM"]}), how="cross")
            codes = random.choice(
                list(CODES), size=marks.height, p=list(CODES.values())
            )
            marks.with_columns(
                code=pl.Series(codes), recorded_on=pl.col("date")
            ).write_csv(file, include_header=start == 0)


def _upn(number: int) -> str:
    """Return a sound UPN of authority 999, which does not exist."""
    school, serial = divmod(number, 1000)
    digits = f"999{4001 + school:04d}20{serial:03d}"
    total = sum(int(digit) * place for place, digit in enumerate(digits, start=2))
    return LETTERS[total % 23] + digits


if __name__ == "__main__":
    main()
