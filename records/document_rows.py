"""The documents of a delivery as rows, like those of any file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from records.delivery import Source
from records.problems import Problems
from records.readers.documents import Kind
from records.readers.unreadable import Unreadable
from records.rows import Rows
from records.versions import PLACE

# About what a row of XML or JSON takes: nobody can count those of a broken document.
BYTES_A_ROW = 200


def read_documents(
    sources: Sequence[Source], problems: Problems, *, enrolling: bool
) -> Iterator[Rows]:
    """Read the sound rows of the documents of a delivery, one document after another.

    Parameters
    ----------
    sources : sequence of Source
        The whole delivery; files that are no documents are passed over.
    problems : Problems
        Takes up what is wrong with rows, which are left out, and with documents.
    enrolling : bool
        Whether to read those that may say who is on roll, or the others: registers,
        of which no two need be held at once.
    """
    for place, source in enumerate(sources):
        kind = source.document
        if kind is not None and (kind.wide is None) == enrolling:
            yield from _rows(place, source, kind, problems)


def _rows(place: int, source: Source, kind: Kind, problems: Problems) -> Iterator[Rows]:
    if source.known_on is None:
        return
    try:
        reading = kind.read(source.path, source.known_on)
    except Unreadable as fault:
        _refuse(place, source, fault, problems)
        return
    parts = [place]
    if source.path.is_dir():
        parts = problems.add_parts(place, list(reading.problems.labels))
    problems.read[place] += reading.problems.rejected.total()
    problems.take_over(reading.problems, parts)
    for layout in kind.layouts:
        frame = reading.tables.get(layout.tables[0].name)
        if frame is not None:
            problems.read[place] += frame.height
            part = pl.col("_file").replace_strict(
                range(len(parts)), parts, return_dtype=PLACE["_file"]
            )
            marked = frame.with_columns(
                part,
                pl.col("_row").cast(PLACE["_row"]),
                known_on=pl.lit(source.known_on),
            )
            yield Rows(layout, marked)


def _refuse(place: int, source: Source, fault: Unreadable, problems: Problems) -> None:
    """Take nothing of a document, and say where it cannot be read."""
    label = source.label
    if source.path.is_dir() and fault.file != source.path.name:
        label = f"{label}/{fault.file}"
    problems.add_file(
        label, fault.what, fault.advice, row=fault.row, column=fault.column
    )
    size = sum(path.stat().st_size for path in _files(source.path))
    table = source.layout.tables[0].name
    problems.refuse_file(place, table, size // BYTES_A_ROW)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    else:
        yield from (each for each in path.iterdir() if each.is_file())
