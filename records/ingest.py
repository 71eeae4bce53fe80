"""From suppliers' files into the lake: a delivery goes in whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from records.contracts import Table
from records.delivery import Source, sources
from records.document_rows import read_documents
from records.duplicates import check_duplicates
from records.errors import InputRejected
from records.headings import headings
from records.lake import Lake
from records.matching import name_pupils, name_schools
from records.problems import Problems
from records.readers.own_map import read_map
from records.rows import Rows, read_rows
from records.tables import TABLES


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """One file that was read.

    Attributes
    ----------
    file, layout : str
    rows : int
    """

    file: str
    layout: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class TableReport:
    """What became of the delivered rows of one table.

    Attributes
    ----------
    table : str
    rows, kept, unchanged : int
        Delivered; those that said something new; those that said nothing new.
    """

    table: str
    rows: int
    kept: int
    unchanged: int


@dataclass(frozen=True, kw_only=True)
class IngestReport:
    """What a delivery changed.

    Attributes
    ----------
    files : tuple of FileReport
    tables : tuple of TableReport
    known_until : date or None
        Latest day on which a mark was recorded; None while there is no mark.
    digest : str
        Of the lake afterwards.
    """

    files: tuple[FileReport, ...]
    tables: tuple[TableReport, ...]
    known_until: date | None
    digest: str

    def as_json(self) -> dict[str, Any]:
        """Return it as what ``json.dumps`` takes."""
        known_until = self.known_until.isoformat() if self.known_until else None
        return asdict(self) | {"known_until": known_until}


def ingest(
    source: Path,
    lake: Lake,
    *,
    key: bytes,
    known_on: date | None = None,
    rejects: Path | None = None,
    maps: Sequence[Path] = (),
) -> IngestReport:
    """Read a delivery, check it, and merge it into the lake in one step.

    Parameters
    ----------
    source : Path
        A file, a delivery folder, or a folder of delivery folders named by date.
    lake : Lake
    key : bytes
        The authority's secret for pseudonyms.
    known_on : date or None
        Day of the delivery, where no folder name says it.
    rejects : Path or None
        CSV file in which to list every problem of a refused delivery.
    maps : sequence of Path
        The authority's own maps (TOML); the first that fits a file's name stands,
        before Waymark's own readers.

    Raises
    ------
    InputRejected
        When anything is wrong with any file; the lake is then as it was.
    LakeBusy
        When another process is writing to the lake.
    """
    own = [read_map(path) for path in maps]
    delivered = sources(source, known_on, own)
    problems = Problems([file.label for file in delivered], rejects)
    rows = _read(delivered, lake, key, problems)
    files = _file_reports(delivered, rows)
    tables = _by_table(rows)
    del rows
    check_duplicates(tables, delivered, problems)
    problems.refuse()
    said = {name: tables[name].select(*TABLES[name].delivered) for name in tables}
    return _report(lake, files, tables, lake.add(said))


def _read(
    delivered: Sequence[Source], lake: Lake, key: bytes, problems: Problems
) -> list[Rows]:
    """Read and check the rows; each step needs the one before to have succeeded."""
    files = [source for source in delivered if source.document is None]
    names = headings(files, problems)
    problems.refuse()
    rows = read_rows(files, names, problems)
    problems.refuse()
    rows += read_documents(delivered, problems)
    rows = name_schools(rows, lake, problems)
    rows = name_pupils(rows, lake, key, problems)
    problems.refuse()
    return rows


def _by_table(rows: Sequence[Rows]) -> dict[str, pl.DataFrame]:
    """Gather the delivered rows of each table, the oldest delivery first."""
    gathered: dict[str, list[pl.DataFrame]] = {}
    for part in rows:
        for table in part.layout.tables:
            frame = part.frame.select(*table.delivered, "known_on", "_file", "_row")
            if table is not part.layout.tables[0]:
                frame = _once(table, frame)
            gathered.setdefault(table.name, []).append(frame)
    return {
        name: _in_order(TABLES[name], pl.concat(gathered[name]))
        for name in TABLES
        if name in gathered
    }


def _once(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Keep the last row of each key, where rows of another table repeat it."""
    return frame.sort("known_on", "_file", "_row").unique(table.key, keep="last")


def _in_order(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Sort a table without history, of which the last row of a key will stand."""
    return frame if table.versioned else frame.sort("known_on", "_file", "_row")


def _file_reports(
    delivered: Sequence[Source], rows: Sequence[Rows]
) -> tuple[FileReport, ...]:
    counted: Counter[int] = Counter()
    for part in rows:
        counted.update(dict(part.frame["_file"].value_counts().iter_rows()))
    if not counted:
        raise InputRejected("the delivery holds no rows; ask for it again")
    return tuple(
        FileReport(file=file.label, layout=file.layout.name, rows=counted[place])
        for place, file in enumerate(delivered)
    )


def _report(
    lake: Lake,
    files: tuple[FileReport, ...],
    tables: dict[str, pl.DataFrame],
    kept: dict[str, int],
) -> IngestReport:
    return IngestReport(
        files=files,
        tables=tuple(
            TableReport(
                table=name,
                rows=frame.height,
                kept=kept[name],
                unchanged=frame.height - kept[name],
            )
            for name, frame in tables.items()
        ),
        known_until=lake.recorded_until("marks"),
        digest=lake.digest(),
    )
