"""What a file is: which reader fits it, and what that reader makes of its heading."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PolarsError

from records.contracts import Column
from records.errors import InputRejected
from records.headings import heading_in
from records.readers import SUPPLIED, documents, layout_of
from records.readers.documents import Kind
from records.readers.layout import Layout, as_supplied
from records.readers.own_map import OwnMap, read_map
from records.readers.session_columns import session_column
from records.readers.text_rows import sound_heading
from records.readers.waymark_csv import waymark_csv
from records.readers.wide_marks import SUPPLIED_WIDE, WideMarks
from records.rows import text_of
from records.soundness import Heading, Unsound
from records.tables import TABLES


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """What Waymark makes of one file, without taking it in.

    Attributes
    ----------
    file : str
    reader : str or None
        Layout that fits best; None when no heading is known to any.
    by_name : bool
        Whether the file name says so; if not, rename the file to ingest it.
    rows : int or None
        Of a document, the rows that all its tables get; None when they cannot be read.
    rejected : int or None
        Of a document, the rows that would be rejected for what stands in them, before
        anyone asks whether pupils and schools are known; None of other files.
    separator : str or None
        None in a file that is not text.
    known : tuple of (str, str)
        Headings that fill a column, and ``table.column`` that each fills.
    ignored, unknown, missing : tuple of str
        Headings that are expected and not kept; that stop an ingest because nobody
        knows them; and that stop it because they are not there.
    certain : bool
        Whether the column names are confirmed, not from memory.
    """

    file: str
    reader: str | None
    by_name: bool
    rows: int | None
    rejected: int | None
    separator: str | None
    known: tuple[tuple[str, str], ...]
    ignored: tuple[str, ...]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    certain: bool

    def as_json(self) -> dict[str, Any]:
        """Return it as what ``json.dumps`` takes."""
        return asdict(self)


def inspect(path: Path, *, maps: Sequence[Path] = ()) -> Inspection:
    """Say which reader fits a file and what is missing for it to be ingested.

    Parameters
    ----------
    path : Path
        CSV, Parquet, XML, or a folder of CSV tables or of JSON pages.
    maps : sequence of Path
        The authority's own maps (TOML).

    Raises
    ------
    InputRejected
        When the file is missing, or cannot be read at all.
    """
    own = [read_map(each) for each in maps]
    document = documents.document_of(path, own) if path.exists() else None
    if document is not None:
        return _document(path, document)
    if path.is_dir():
        raise InputRejected(
            f"{path} is a folder whose name says no document; name it census-ANYTHING, "
            "LAESTAB-wonde or LAESTAB-assembly"
        )
    if not path.is_file():
        raise InputRejected(f"{path} is not a file; give the address of one")
    named = layout_of(path.name, own)
    layouts = [named[0]] if named else _layouts(own)
    try:
        layout, heading = max(
            ((layout, heading_in(path, layout)) for layout in layouts),
            key=lambda pair: _fit(*pair),
        )
    except Unsound as fault:
        raise InputRejected(f"{path.name}: {fault.what}; {fault.advice}") from None
    if named is None and (wide := _in_width(heading)) is not None:
        layout = wide.as_layout(heading.names)
    return _inspection(path, layout, heading, by_name=named is not None)


def _in_width(heading: Heading) -> WideMarks | None:
    """Return the register in width that fits a heading best."""
    if not any(session_column(name) is not None for name in heading.names):
        return None
    names = set(heading.names)
    wide = max(SUPPLIED_WIDE.values(), key=lambda each: len(names & set(each.columns)))
    return wide if wide.upn in names else None


def _layouts(own: Sequence[OwnMap]) -> list[Layout]:
    waymark = [waymark_csv(table) for table in TABLES.values()]
    mapped = [each.layout for each in own if each.layout is not None]
    return [*mapped, *SUPPLIED.values(), *waymark]


def _fit(layout: Layout, heading: Heading) -> tuple[int, int]:
    """Return how well a layout fits: known headings less those that are missing."""
    found = set(heading.names)
    known = len(found & set(layout.columns))
    return known - len(set(layout.required) - found), known


def _inspection(
    path: Path, layout: Layout, heading: Heading, *, by_name: bool
) -> Inspection:
    names = dict.fromkeys(heading.names)
    kept = {name: layout.columns.get(name) for name in names}
    fits = any(name in layout.columns for name in names)
    return Inspection(
        file=path.name,
        reader=layout.name if fits else None,
        by_name=by_name,
        rows=_rows(path, heading),
        rejected=None,
        separator=heading.separator,
        known=tuple(
            (name, _place(layout, column)) for name, column in kept.items() if column
        ),
        ignored=tuple(
            name for name in names if name in layout.columns and not kept[name]
        ),
        unknown=tuple(name for name in names if name not in layout.columns),
        missing=tuple(_missing(layout, names)) if fits else (),
        certain=layout.certain,
    )


def _missing(layout: Layout, names: Collection[str]) -> Iterator[str]:
    """Yield headings of columns that every row needs and no heading here fills."""
    filled = {layout.columns.get(name) for name in names}
    for name in layout.required:
        if layout.columns[name] not in filled and name not in names:
            yield name


def _document(path: Path, kind: Kind) -> Inspection:
    """Read a document as if it had come today, and say what it holds."""
    if kind.wide is not None:
        heading = sound_heading(path, kind.wide.expected)
        layout = kind.wide.as_layout(heading.names)
        return _inspection(path, layout, heading, by_name=True)
    reading = kind.read(path, date.today())
    tables = reading.tables
    return Inspection(
        file=path.name,
        reader=kind.layouts[0].name,
        by_name=True,
        rows=sum(frame.height for frame in tables.values()),
        rejected=reading.problems.rejected.total(),
        separator=None,
        known=tuple(
            (place, _place(layout, column))
            for layout in kind.layouts
            if layout.tables[0].name in tables
            for place, column in layout.columns.items()
            if column is not None
        ),
        ignored=(),
        unknown=(),
        missing=(),
        certain=kind.certain,
    )


def _place(layout: Layout, column: Column) -> str:
    """Return ``table.column`` of the first table that a column belongs to."""
    for table in layout.tables:
        if column in as_supplied(table) or column.name in table.delivered:
            return f"{table.name}.{column.name}"
    return column.name


def _rows(path: Path, heading: Heading) -> int | None:
    try:
        rows = text_of(path, heading).select(pl.len()).collect()
    except PolarsError:
        return None
    return int(rows.item())
