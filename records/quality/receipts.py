"""Receipts: what became of each delivery, kept beside the lake.

A receipt holds counts and names of files, never a row or a value, and is written when
the delivery is in the lake. It is what a quality report says of deliveries.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from records.errors import WaymarkError

Part = TypeVar("Part", "FileRows", "TableRows", "Reason")

FOLDER = "receipts"
DIGITS = 8


@dataclass(frozen=True, kw_only=True)
class FileRows:
    """One file: its rows, those rejected, and its school when it is of one."""

    file: str
    laestab: int | None
    rows: int
    rejected: int


@dataclass(frozen=True, kw_only=True)
class TableRows:
    """One table: rows delivered, those that were new, unchanged and rejected."""

    table: str
    rows: int
    kept: int
    unchanged: int
    rejected: int


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One thing that was wrong, in how many rows of a file."""

    file: str
    table: str
    column: str | None
    problem: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What became of one delivery.

    Attributes
    ----------
    known_on : date
        Latest day of its files; the day on which it was taken in, when none is said.
    taken_in : date
    files : tuple of FileRows
    tables : tuple of TableRows
    reasons : tuple of Reason
    """

    known_on: date
    taken_in: date
    files: tuple[FileRows, ...]
    tables: tuple[TableRows, ...]
    reasons: tuple[Reason, ...]

    @property
    def rows(self) -> int:
        """Rows delivered."""
        return sum(table.rows for table in self.tables)

    @property
    def rejected(self) -> int:
        """Rows rejected."""
        return sum(table.rejected for table in self.tables)


def keep(report: Mapping[str, Any], lake: Path, *, taken_in: date) -> Path:
    """Keep the receipt of a delivery that is in the lake.

    Parameters
    ----------
    report : mapping
        ``IngestReport.as_json()``.
    lake : Path
        Folder of the lake.
    taken_in : date
        Today.

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
    known_on = max(_days(report), default=taken_in)
    name = f"{known_on.isoformat()}-{_said(report)}"
    before = sorted(folder.glob(f"{name}-*.json"))
    if before and not any(table["kept"] for table in report["tables"]):
        return before[-1]
    content = {
        "known_on": known_on.isoformat(),
        "taken_in": taken_in.isoformat(),
        **{part: report[part] for part in ("files", "tables", "reasons", "digest")},
    }
    path = folder / f"{name}-{report['digest'][:DIGITS]}.json"
    _write(path, json.dumps(content, indent=1, default=str))
    return path


def receipts(lake: Path) -> tuple[Receipt, ...]:
    """Read every receipt, the newest first.

    Raises
    ------
    WaymarkError
        When one cannot be read.
    """
    paths = sorted((lake / FOLDER).glob("*.json"), reverse=True)
    return tuple(_read(path) for path in paths)


def _days(report: Mapping[str, Any]) -> list[date]:
    said = [file["known_on"] for file in report["files"]]
    return [date.fromisoformat(str(day)) for day in said if day]


def _said(report: Mapping[str, Any]) -> str:
    """Digest what a delivery was, and not what it changed."""
    tables = [
        (each["table"], each["rows"], each["rejected"]) for each in report["tables"]
    ]
    said = json.dumps([report["files"], tables, report["reasons"]], default=str)
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
            taken_in=date.fromisoformat(content["taken_in"]),
            files=tuple(_part(FileRows, each) for each in content["files"]),
            tables=tuple(_part(TableRows, each) for each in content["tables"]),
            reasons=tuple(_part(Reason, each) for each in content["reasons"]),
        )
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise WaymarkError(
            f"{path} is damaged; remove it, or restore it from its backup"
        ) from error


def _part(kind: type[Part], content: Mapping[str, Any]) -> Part:
    return kind(**{field.name: content[field.name] for field in fields(kind)})
