"""The rows of a CSV file as text, without what spreadsheets and reports put between."""

from __future__ import annotations

import csv
from collections.abc import Collection
from pathlib import Path

import polars as pl
from polars.exceptions import ComputeError

from records.readers.cleaning import cleaned
from records.readers.unreadable import Unreadable
from records.soundness import SEND_AGAIN, Heading, Unsound, heading

FIRST_ROW = 2


def sound_heading(path: Path, expected: Collection[str]) -> Heading:
    """Examine a file that is read by itself, and return its heading.

    Raises
    ------
    Unreadable
        When it is not sound, or a column stands twice.
    """
    try:
        found = heading(path, expected)
    except Unsound as fault:
        raise Unreadable(path.name, fault.what, fault.advice) from None
    for place, name in enumerate(found.names, start=1):
        if found.names.index(name) + 1 < place:
            what, advice = "has the name of another", "remove one of the two"
            column = f"number {place}"
            raise Unreadable(path.name, what, advice, row=1, column=column)
    return found


def text_rows(path: Path, heading: Heading, *, file: int = 0) -> pl.LazyFrame:
    """Return the rows of a file: ``_file``, ``_row`` and its cells as text.

    Rows without any value are left out, and so are headings that come again, as they
    do where a report was printed page by page.

    Parameters
    ----------
    path : Path
    heading : Heading
    file : int
        What to put into ``_file``.

    Raises
    ------
    Unreadable
        When a value stands in a column without a name, rows are of other widths than
        the heading, or quotation marks do not pair.
    """
    names = list(heading.names)
    text = pl.scan_csv(
        path,
        separator=heading.separator or ",",
        infer_schema=False,
        row_index_name="_row",
        row_index_offset=FIRST_ROW,
        glob=False,
    )
    _check_widths(path, heading)
    beyond = [pl.col(name).is_not_null() for name in heading.spare_names]
    wrong = text.filter(pl.any_horizontal(pl.lit(False), *beyond)).select("_row")
    if beyond and not (rows := collected(wrong.head(1), path)).is_empty():
        what = "has a value in a column without a name"
        advice = "name the column, or remove it"
        raise Unreadable(path.name, what, advice, row=rows["_row"][0])
    cells = text.with_columns(
        cleaned(pl.col(names)),
        pl.col("_row").cast(pl.Int64),
        _file=pl.lit(file, dtype=pl.UInt32),
    )
    repeated = pl.all_horizontal(pl.col(name).eq_missing(name) for name in names)
    empty = pl.all_horizontal(pl.col(names).is_null())
    return cells.filter(~empty, ~repeated)


def _check_widths(path: Path, heading: Heading) -> None:
    """Refuse a file with a row of another width, whose values stand elsewhere."""
    width = len(heading.names) + heading.spare
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter=heading.separator or ",", strict=True)
        try:
            for row, values in enumerate(rows, start=1):
                if len(values) != width and any(values):
                    what = f"has {len(values)} values, and the heading has {width}"
                    raise Unreadable(path.name, what, SEND_AGAIN, row=row)
        except csv.Error:
            what = "has quotation marks that do not pair, or a value without end"
            raise Unreadable(path.name, what, SEND_AGAIN) from None


def collected(rows: pl.LazyFrame, path: Path) -> pl.DataFrame:
    """Return the rows of a file, in a stream.

    Raises
    ------
    Unreadable
        When rows are longer than the heading, or quotation marks do not pair.
    """
    try:
        return rows.collect(engine="streaming")
    except ComputeError:
        what = "has a row of more values than its heading, or quotation marks that do "
        raise Unreadable(path.name, f"{what}not pair", SEND_AGAIN) from None
