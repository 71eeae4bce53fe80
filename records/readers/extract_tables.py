"""The CSV tables of an extract from a collection, in a folder: one file a table.

A table is named by the last word of its file's name, such as ``pupilonroll.csv`` or
``2026_spring_pupilonroll.csv``. An extract has many more columns than are read, and
they change from year to year: those that nobody asks for are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from records.contracts import Type
from records.readers.document import ISO_DATE
from records.readers.layout import Layout
from records.readers.text_rows import collected, sound_heading, text_rows
from records.readers.unreadable import Unreadable
from records.soundness import SEND_AGAIN, Heading

TABLE_NAME = re.compile(r"(?:.*[ _-])?([a-z0-9]+)\.csv", re.IGNORECASE)
PORTAL_DAY = "%Y-%b-%d 00:00:00"


@dataclass(frozen=True)
class ExtractTable:
    """One table of an extract.

    Attributes
    ----------
    name : str
        What it is a table of, such as ``"pupilonroll"``.
    path : Path
    file : int
        Place of the file among those of the folder by name.
    heading : Heading
    """

    name: str
    path: Path
    file: int
    heading: Heading

    def read(self, keys: Sequence[str], *layouts: Layout) -> pl.DataFrame:
        """Read what it says of some layouts, as text.

        Parameters
        ----------
        keys : sequence of str
            Headings to keep as they are, by which tables are joined.
        *layouts : Layout
            Places are headings; ``A|B`` is the first of them that says something.

        Returns
        -------
        polars.DataFrame
            ``_file``, ``_row``, the keys, and what fills a column of the layouts,
            by its name; days as ISO 8601 writes them.

        Raises
        ------
        Unreadable
            When rows are longer than the heading, or quotation marks do not pair.
        """
        said = {name: text for layout in layouts for name, text in self._said(layout)}
        rows = text_rows(self.path, self.heading, file=self.file)
        return collected(rows.select("_file", "_row", *keys, **said), self.path)

    def _said(self, layout: Layout) -> Iterator[tuple[str, pl.Expr]]:
        for places, column in layout.columns.items():
            found = [name for name in places.split("|") if name in self.heading.names]
            if column is not None and found:
                text = pl.coalesce(found)
                yield column.name, iso(text) if column.type is Type.DATE else text


def extract(
    folder: Path, needed: Mapping[str, Sequence[str]], passed_over: Collection[str]
) -> dict[str, ExtractTable]:
    """Find the tables of an extract, and examine the heading of each.

    Parameters
    ----------
    folder : Path
    needed : mapping of str to sequence of str
        By table that is read, the headings it needs; ``A|B`` is either.
    passed_over : collection of str
        Tables that are known and not read.

    Raises
    ------
    Unreadable
        When a file is no such table, stands twice, cannot be read, or lacks a heading.
    """
    found: dict[str, ExtractTable] = {}
    for file, path in enumerate(sorted(folder.iterdir())):
        named = TABLE_NAME.fullmatch(path.name)
        name = named[1].lower() if named else ""
        if name in passed_over:
            continue
        if name not in needed or not path.is_file():
            advice = f"leave it out, or end its name with one of {', '.join(needed)}"
            raise Unreadable(path.name, "is not a table that is known", advice)
        if name in found:
            advice = "give each extract a folder"
            raise Unreadable(path.name, f"is a second table {name}", advice)
        found[name] = ExtractTable(name, path, file, _heading(path, needed[name]))
    return found


def _heading(path: Path, needed: Sequence[str]) -> Heading:
    alternatives = [names.split("|") for names in needed]
    read = sound_heading(path, [name for names in alternatives for name in names])
    for names in alternatives:
        if not set(names) & set(read.names):
            what = f"has no column {' or '.join(names)}"
            raise Unreadable(path.name, what, SEND_AGAIN, row=1)
    return read


def iso(text: pl.Expr) -> pl.Expr:
    """Write a day of the portal, ``2026-Jan-15 00:00:00``, as ISO 8601 does."""
    return pl.coalesce(
        text.str.to_date(PORTAL_DAY, strict=False).dt.strftime(ISO_DATE), text
    )
