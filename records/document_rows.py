"""The documents of a delivery as rows, like those of any file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from records.delivery import Source
from records.problems import Problems
from records.readers import documents
from records.rows import Rows


def read_documents(sources: Sequence[Source], problems: Problems) -> list[Rows]:
    """Read the documents of a delivery.

    Parameters
    ----------
    sources : sequence of Source
        The whole delivery; files that are no documents are passed over.
    problems : Problems
        Says where rejects are listed.

    Raises
    ------
    InputRejected
        When one cannot be read, or anything in it breaks a contract.
    """
    return [
        rows
        for place, source in enumerate(sources)
        for rows in _rows(place, source, problems)
    ]


def _rows(place: int, source: Source, problems: Problems) -> Iterator[Rows]:
    if source.document is None or source.known_on is None:
        return
    frames = documents.read(
        source.document,
        source.path,
        source.known_on,
        source.laestab,
        problems.rejects,
    )
    for layout in documents.LAYOUTS[source.document]:
        frame = frames.get(layout.tables[0].name)
        if frame is not None:
            marked = frame.with_columns(
                known_on=pl.lit(source.known_on),
                _file=pl.lit(place, dtype=pl.UInt32),
                _row=pl.col("_row").cast(pl.UInt32),
            )
            problems.read[place] += marked.height
            yield Rows(layout, marked)
