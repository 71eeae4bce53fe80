"""The account of a delivery: what was in it, what was taken, and why not the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from records.delivery import Source
from records.incoming import NOTHING, Added
from records.problems import Problems
from records.tables import TABLES


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """One file that was read.

    Attributes
    ----------
    file, layout : str
    laestab : int or None
        The school that sent it, where its name says so.
    known_on : date or None
        Day on which it reached the authority, where that is said.
    rows, rejected : int
        In it; those that were not taken.
    """

    file: str
    layout: str
    laestab: int | None
    known_on: date | None
    rows: int
    rejected: int


@dataclass(frozen=True, kw_only=True)
class TableReport:
    """What became of the delivered rows of one table.

    Attributes
    ----------
    table : str
    rows, kept, unchanged, rejected : int
        Delivered; those that said something new; those that said nothing new; those
        that were not taken.
    """

    table: str
    rows: int
    kept: int
    unchanged: int
    rejected: int


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why rows of a file, or the whole of it, were rejected.

    Attributes
    ----------
    file, problem : str
    column : str or None
        As the file calls it.
    rows : int
        A row may have several problems.
    """

    file: str
    column: str | None
    problem: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class IngestReport:
    """What a delivery changed.

    Attributes
    ----------
    files : tuple of FileReport
    tables : tuple of TableReport
    reasons : tuple of Reason
        The most frequent first.
    known_until : date or None
        Latest day on which a mark was recorded; None while there is no mark.
    digest : str
        Of the lake afterwards.
    """

    files: tuple[FileReport, ...]
    tables: tuple[TableReport, ...]
    reasons: tuple[Reason, ...]
    known_until: date | None
    digest: str

    @property
    def rejected(self) -> int:
        """Rows that were not taken."""
        return sum(file.rejected for file in self.files)

    def as_json(self) -> dict[str, Any]:
        """Return it as what ``json.dumps`` takes."""
        said = asdict(self)
        for file in said["files"]:
            file["known_on"] = _iso(file["known_on"])
        return said | {"known_until": _iso(self.known_until)}


def file_reports(
    delivered: Sequence[Source], problems: Problems
) -> tuple[FileReport, ...]:
    """Return what became of each file, in the order of the delivery."""
    return tuple(
        FileReport(
            file=file.label,
            layout=file.layout.name,
            laestab=file.laestab,
            known_on=file.known_on,
            rows=problems.read[place],
            rejected=problems.rejected_of(place),
        )
        for place, file in enumerate(delivered)
    )


def table_reports(
    added: Mapping[str, Added], problems: Problems
) -> tuple[TableReport, ...]:
    """Return what became of the rows of each table, in the order of the tables."""
    reports = []
    for name in TABLES:
        rejected = problems.rejected_from(name)
        if name not in added and not rejected:
            continue
        merged = added.get(name, NOTHING)
        reports.append(
            TableReport(
                table=name,
                rows=merged.kept + merged.unchanged + rejected,
                kept=merged.kept,
                unchanged=merged.unchanged,
                rejected=rejected,
            )
        )
    return tuple(reports)


def reasons(problems: Problems) -> tuple[Reason, ...]:
    """Return why rows were rejected, the most frequent reason first."""
    return tuple(Reason(**row) for row in problems.reasons().to_dicts())


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
