"""Plant known faults in written deliveries, and list every one of them.

Only weekly files are hurt, and only rows on which no other row depends: so what an
ingest must reject is exactly what is listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import cycle
from math import ceil
from pathlib import Path

import numpy as np
import polars as pl

from records.county.faults import FILE_FAULTS, ROW_FAULTS, FileFault
from records.county.sheets import Sheet, read_sheet
from records.readers import SUPPLIER_NAME

MOST_MESS = 2
# By level: of so many exports, those hurt as a whole, and faults of each kind in rows.
EXPORTS = 20
OPENED = 8  # of so many, those in which rows are hurt
WHOLE_FILES, IN_ROWS = (0, 1, 4), (0, 1, 6)
# At the usual level, what is hurt as a whole: a register would be most of the rows.
SMALL = "-behaviour"
TRIES = 8  # files looked through for a row that a fault fits
# Of the authority's own files, the one whose rows must be of somebody known.
OWN = "suspensions.csv"
NOT_THERE = "nothing to read"
LATER = "known from the day of its folder"
DAYS_LATE = 3


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
    found: list[Fault] = []
    _, *weekly = sorted(path for path in folder.iterdir() if path.is_dir())
    for week in weekly:
        exports = [p for p in sorted(week.iterdir()) if SUPPLIER_NAME.fullmatch(p.name)]
        share = ceil(len(exports) / EXPORTS)
        exports = [exports[place] for place in rng.permutation(len(exports))]
        small = [path for path in exports if path.stem.endswith(SMALL)]
        whole = (exports if level == MOST_MESS else small)[: WHOLE_FILES[level] * share]
        found += [_hurt_file(path, next(kinds)) for path in whole]
        rest = [path for path in exports if path not in whole][: OPENED * share]
        own = [week / OWN] if (week / OWN).exists() else []
        found += _hurt_rows(rest + own, IN_ROWS[level] * share, rng)
    return found


def write_faults(faults: Sequence[Fault], path: Path) -> None:
    """List faults as CSV."""
    schema = {"file": pl.String(), "row": pl.Int64(), "column": pl.String()}
    schema |= {"fault": pl.String(), "outcome": pl.String()}
    rows = [asdict(fault) for fault in faults]
    pl.DataFrame(rows, schema=schema).write_csv(path)


def _label(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


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
    paths: Sequence[Path], times: int, rng: np.random.Generator
) -> Iterator[Fault]:
    """Plant each fault of rows so many times, where it fits."""
    sheets: dict[Path, Sheet] = {}
    for fault in ROW_FAULTS * times:
        for place in rng.permutation(len(paths))[:TRIES]:
            path = paths[place]
            sheet = sheets.setdefault(path, sheets.get(path) or read_sheet(path))
            planted = list(fault.plant(sheet, rng))
            for row, column, outcome in planted:
                yield Fault(_label(path), row, column, fault.name, outcome)
            if planted:
                break
    for sheet in sheets.values():
        sheet.save()
