"""Waymark's own layout as Parquet: the contract's columns, typed or as text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
from polars.exceptions import PanicException, PolarsError
from pyarrow import ArrowException

from records.soundness import SEND_AGAIN, Heading, Unsound

MAGIC = b"PAR1"
PLAIN = (pl.String, pl.Date, pl.Boolean, pl.Categorical, pl.Enum, pl.Datetime, pl.Null)


def heading(path: Path) -> Heading:
    """Return the heading of a Parquet file.

    Raises
    ------
    Unsound
        When the file is not Parquet, was cut, or holds lists or binary values.
    """
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(max(path.stat().st_size - 4, 0))
        end = file.read(4)
    if (start, end) != (MAGIC, MAGIC):
        raise Unsound("is not a whole Parquet file", SEND_AGAIN)
    try:
        schema = _examine(path)
    except (ArrowException, ValueError, PolarsError, PanicException, OSError) as fault:
        raise Unsound("is a damaged Parquet file", SEND_AGAIN) from fault
    for name, kind in schema.items():
        if not (kind.is_numeric() or isinstance(kind, PLAIN)):
            raise Unsound(
                f"holds values of type {kind} in column {name}",
                "write plain values: text, numbers, dates or true and false",
            )
    return Heading(tuple(schema), None)


def _examine(path: Path) -> pl.Schema:
    """Read the whole of a file; Arrow first, as it fails softly on damaged pages."""
    for _ in pq.ParquetFile(path, page_checksum_verification=True).iter_batches():
        pass
    cells = pl.scan_parquet(path, glob=False)
    cells.select(pl.all().hash().sum()).collect(engine="streaming")
    return cells.collect_schema()


def scan(path: Path, names: Sequence[str]) -> pl.LazyFrame:
    """Return the cells of a file as text, with ``_row``.

    Parameters
    ----------
    path : Path
    names : sequence of str
        Its columns.
    """
    cells = pl.scan_parquet(path, glob=False, row_index_name="_row")
    return cells.select("_row", pl.col(names).cast(pl.String).replace("", None))
