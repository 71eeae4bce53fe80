"""Receipts: what became of each delivery, kept in the lake's folder.

A receipt holds counts and names of files, never a row or a value, and is written when
the delivery is in the lake. The quality report says of deliveries what they hold.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from records.account import FileReport, IngestReport, Reason, TableReport
from records.errors import WaymarkError

FOLDER = "receipts"
DIGITS = 8


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What became of one delivery.

    Attributes
    ----------
    known_on : date
        Latest day of its files; the day on which it was taken in, when none is said.
    taken_in : datetime
        When it went into the lake.
    files : tuple of FileReport
    tables : tuple of TableReport
    reasons : tuple of Reason
    """

    known_on: date
    taken_in: datetime
    files: tuple[FileReport, ...]
    tables: tuple[TableReport, ...]
    reasons: tuple[Reason, ...]


def keep(report: IngestReport, lake: Path, *, taken_in: datetime) -> Path:
    """Keep the receipt of a delivery that is in the lake.

    Parameters
    ----------
    report : IngestReport
    lake : Path
        Folder of the lake.
    taken_in : datetime
        Now.

    Returns
    -------
    Path
        The receipt; the one that was kept before, when the same was delivered again.

    Raises
    ------
    WaymarkError
        When it cannot be written; the delivery is in the lake all the same.
    """
    folder = lake / FOLDER
    days = [file.known_on for file in report.files if file.known_on is not None]
    known_on = max(days, default=taken_in.date())
    name = f"{known_on.isoformat()}-{_said(report)}"
    before = sorted(folder.glob(f"{name}-*.json"))
    if before and not any(table.kept for table in report.tables):
        return before[-1]
    told = report.as_json()
    content = {
        "known_on": known_on.isoformat(),
        "taken_in": taken_in.isoformat(),
        **{part: told[part] for part in ("files", "tables", "reasons", "digest")},
    }
    path = folder / f"{name}-{report.digest[:DIGITS]}.json"
    _write(path, json.dumps(content, indent=1))
    return path


def receipts(lake: Path) -> tuple[Receipt, ...]:
    """Read every receipt, the newest first; of one day, the last taken in.

    Raises
    ------
    WaymarkError
        When one cannot be read.
    """
    kept = [_read(path) for path in (lake / FOLDER).glob("*.json")]
    return tuple(
        sorted(kept, key=lambda each: (each.known_on, each.taken_in), reverse=True)
    )


def _said(report: IngestReport) -> str:
    """Digest what a delivery was, and not what it changed."""
    tables = [(table.table, table.rows, table.rejected) for table in report.tables]
    said = repr((report.files, tables, report.reasons))
    return hashlib.sha256(said.encode()).hexdigest()[:DIGITS]


def _write(path: Path, content: str) -> None:
    draft = path.with_suffix(".draft")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(content, encoding="utf-8")
        os.replace(draft, path)
    except OSError as error:
        raise WaymarkError(
            f"the delivery is in the lake, but its receipt {path} cannot be written "
            f"({error}); make room, then ingest it again, which changes nothing else"
        ) from error


def _read(path: Path) -> Receipt:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Receipt(
            known_on=date.fromisoformat(content["known_on"]),
            taken_in=datetime.fromisoformat(content["taken_in"]),
            files=tuple(_file(each) for each in content["files"]),
            tables=tuple(TableReport(**each) for each in content["tables"]),
            reasons=tuple(Reason(**each) for each in content["reasons"]),
        )
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise WaymarkError(
            f"{path} is damaged; remove it, or restore it from its backup"
        ) from error


def _file(content: dict[str, Any]) -> FileReport:
    said = content["known_on"]
    day = date.fromisoformat(said) if said is not None else None
    return FileReport(**content | {"known_on": day})
