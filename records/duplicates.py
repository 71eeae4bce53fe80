"""Rows of a delivery that say the same thing twice, or contradict each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from records.delivery import Source
from records.problems import Problems
from records.tables import TABLES


def check_duplicates(
    tables: Mapping[str, pl.DataFrame], sources: Sequence[Source], problems: Problems
) -> None:
    """Take up keys that stand twice in a file, or differ between files.

    A key may come again in another file of the delivery with the same values: two
    exports may overlap. Twice in one file is a sign of a faulty export.

    Parameters
    ----------
    tables : mapping of str to polars.DataFrame
        By table, delivered columns with ``_file`` and ``_row``.
    sources : sequence of Source
        The files, in whose own headings the key is spoken of.
    problems : Problems
    """
    for name, frame in tables.items():
        table = TABLES[name]
        identifying = [*table.key, *(["recorded_on"] if table.versioned else [])]
        suspects = _suspects(frame, identifying)
        if suspects.is_empty():
            continue
        values = [column for column in table.delivered if column not in identifying]
        suspects = suspects.with_columns(
            _twice=pl.struct(*identifying, "_file").is_duplicated(),
            _differs=pl.struct(pl.lit(0), *values).n_unique().over(identifying) > 1,
        )
        for file in suspects.partition_by("_file"):
            layout = sources[file["_file"][0]].layout
            key = ", ".join(layout.heading(column) for column in table.key)
            problems.add_rows(
                file.filter("_twice"),
                f"has a key ({key}) that stands twice in the file",
                "leave one row for each",
            )
            if table.versioned:
                problems.add_rows(
                    file.filter(pl.col("_differs") & ~pl.col("_twice")),
                    f"contradicts another file on the same key ({key})",
                    "find out which is right, and deliver that alone",
                )


def _suspects(frame: pl.DataFrame, identifying: list[str]) -> pl.DataFrame:
    """Return the rows that may share a key; comparing hashes is quick."""
    hashes = frame.select(identifying).hash_rows()
    if hashes.n_unique() == frame.height:
        return frame.clear()
    return frame.filter(hashes.is_duplicated())
