"""Plant known faults in written deliveries, and list every one of them.

Only weekly files are hurt as a whole, and only rows on which no other row depends:
where others do, a hurt copy is added. So what an ingest must reject is exactly what is
listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import cycle
from math import ceil
from pathlib import Path

import numpy as np
import polars as pl

from records.county.faults import (
    FILE_FAULTS,
    OTHER_FILE_FAULTS,
    ROW_FAULTS,
    FileFault,
)
from records.county.sheets import Sheet, read_sheet
from records.readers import SUPPLIER_NAME

MOST_MESS = 2
# By level: of so many exports, those hurt as a whole, and faults of each kind in rows.
EXPORTS = 20
BYTES_A_FAULT = 20_000
OPENED = 8  # of so many, those in which rows are hurt
WHOLE_FILES, IN_ROWS = (0, 1, 4), (0, 1, 6)
# By level, faults in a file of each other kind; at the worst, every one that fits.
IN_OTHERS = (0, 1, len(ROW_FAULTS))
# At the usual level, what is hurt as a whole: a register would be most of the rows.
SMALL = "-behaviour"
TRIES = 8  # files looked through for a row that a fault fits
NOT_THERE = "nothing to read"
LATER = "known from the day of its folder"
DAYS_LATE = 3
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Fault:
    """One planted fault.

    Attributes
    ----------
    file : str
        Its place inside the deliveries.
    row : int or None
        As a spreadsheet counts; None for the file as a whole.
    column : str or None
        As the file calls it.
    fault, outcome : str
        What was done to it, and what an ingest should do with it.
    """

    file: str
    row: int | None
    column: str | None
    fault: str
    outcome: str


def plant(folder: Path, level: int, seed: int) -> list[Fault]:
    """Plant faults in the weekly deliveries of a folder.

    Parameters
    ----------
    folder : Path
        As ``write`` left it.
    level : {0, 1, 2}
        None; the usual, which an ingest accepts week by week but for what it rejects;
        bad, of which it refuses whole weeks unless more may be rejected.
    seed : int
        The same deliveries, level and seed give the same faults.

    Returns
    -------
    list of Fault
    """
    if not level:
        return []
    rng = np.random.default_rng((seed, level))
    kinds: Iterator[FileFault | str] = cycle([*FILE_FAULTS, NOT_THERE, LATER])
    history, *weekly = sorted(path for path in folder.iterdir() if path.is_dir())
    found = [*_hurt_others(history, IN_OTHERS[level], rng, len(ROW_FAULTS) ** 2)]
    for week in weekly:
        exports = [p for p in sorted(week.iterdir()) if SUPPLIER_NAME.fullmatch(p.name)]
        share = ceil(len(exports) / EXPORTS)
        exports = [exports[place] for place in rng.permutation(len(exports))]
        small = [path for path in exports if path.stem.endswith(SMALL)]
        whole = (exports if level == MOST_MESS else small)[: WHOLE_FILES[level] * share]
        found += [_hurt_file(path, next(kinds)) for path in whole]
        rest = [path for path in exports if path not in whole][: OPENED * share]
        # The usual mess is too little to refuse a week for, be it one of holidays.
        size = sum(path.stat().st_size for path in week.rglob("*") if path.is_file())
        most = size // BYTES_A_FAULT if level < MOST_MESS else len(ROW_FAULTS) ** 2
        in_rows = [*_hurt_rows(rest, IN_ROWS[level] * share, rng, most)]
        found += in_rows
        found += _hurt_others(week, IN_OTHERS[level], rng, most - len(in_rows))
        if level == MOST_MESS:
            found += _hurt_document(week, found, rng)
    return found


def write_faults(faults: Sequence[Fault], path: Path) -> None:
    """List faults as CSV."""
    schema = {"file": pl.String(), "row": pl.Int64(), "column": pl.String()}
    schema |= {"fault": pl.String(), "outcome": pl.String()}
    rows = [asdict(fault) for fault in faults]
    pl.DataFrame(rows, schema=schema).write_csv(path)


def _label(path: Path) -> str:
    """Return the place of a file inside the deliveries."""
    week = next(place for place in (path, *path.parents) if _is_day(place.name))
    return path.relative_to(week.parent).as_posix()


def _is_day(name: str) -> bool:
    return DAY.fullmatch(name) is not None


def _hurt_file(path: Path, kind: FileFault | str) -> Fault:
    """Hurt a file as a whole, keep it back or let it come late."""
    if isinstance(kind, FileFault):
        path.write_bytes(kind.spoil(path.read_bytes()))
        return Fault(_label(path), None, None, kind.name, kind.outcome)
    if kind == NOT_THERE:
        path.unlink()
        return Fault(_label(path), None, None, "missing", kind)
    day = date.fromisoformat(path.parent.name) + timedelta(days=DAYS_LATE)
    late = path.parent.parent / day.isoformat() / path.name
    late.parent.mkdir(exist_ok=True)
    path.rename(late)
    return Fault(_label(late), None, None, f"{DAYS_LATE} days late", kind)


def _hurt_rows(
    paths: Sequence[Path], times: int, rng: np.random.Generator, most: int
) -> Iterator[Fault]:
    """Plant each fault of rows so many times, where it fits, and no more than most."""
    sheets: dict[Path, Sheet] = {}
    faults = ROW_FAULTS * times
    chosen = rng.permutation(len(faults))[: max(0, most)]
    for fault in (faults[number] for number in chosen):
        for place in rng.permutation(len(paths))[:TRIES]:
            path = paths[place]
            sheet = sheets.get(path) or read_sheet(path)
            if sheet is None:
                continue
            sheets[path] = sheet
            planted = list(fault.plant(sheet, rng))
            for row, column, outcome in planted:
                yield Fault(_label(path), row, column, fault.name, outcome)
            if planted:
                break
    for sheet in sheets.values():
        sheet.save()


def _hurt_others(
    week: Path, in_each: int, rng: np.random.Generator, most: int
) -> Iterator[Fault]:
    """Hurt rows of one file of each kind that is no report of a school."""
    kinds: dict[str, list[Path]] = {}
    for path in sorted(week.rglob("*")):
        report = path.parent == week and SUPPLIER_NAME.fullmatch(path.name)
        if path.is_file() and not report:
            # Files differ by the numbers in their names where they are of one kind.
            kind = re.sub(r"\d+", "", path.relative_to(week).as_posix())
            kinds.setdefault(kind, []).append(path)
    named = list(kinds)
    for place in rng.permutation(len(named))[: max(0, most)]:
        paths = kinds[named[place]]
        sheet = read_sheet(paths[rng.integers(len(paths))])
        if sheet is None:
            continue
        left = in_each
        for number in rng.permutation(len(ROW_FAULTS)):
            planted = list(ROW_FAULTS[number].plant(sheet, rng)) if left else []
            left -= bool(planted)
            for row, column, outcome in planted:
                name = ROW_FAULTS[number].name
                yield Fault(_label(sheet.path), row, column, name, outcome)
        sheet.save()


def _hurt_document(
    week: Path, found: Sequence[Fault], rng: np.random.Generator
) -> Iterator[Fault]:
    """Hurt a file of each other form as a whole, one whose rows are not hurt."""
    hurt = {fault.file for fault in found}
    # A page that cannot be read costs all pages of its school.
    hurt |= {file.rpartition("/")[0] for file in hurt if file.endswith(".json")}
    for ending, faults in OTHER_FILE_FAULTS.items():
        paths = [
            path
            for path in sorted(week.rglob(f"*{ending}"))
            if not {_label(path), _label(path.parent)} & hurt
        ]
        for place in rng.permutation(len(paths))[:1]:
            fault = faults[rng.integers(len(faults))]
            yield _hurt_file(paths[place], fault)
