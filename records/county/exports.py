"""Rows as the exports of management systems word them: the reverse of their readers.

Each export is written from the layout by which it is read, so that one declaration
says what a heading holds. What a layout does not keep is filled in or empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import numpy as np
import polars as pl

from records.contracts import Column
from records.readers import SUPPLIED
from records.readers.layout import Layout

MINUTES_LATE = "10"
LINE_END = 0x0A
# By heading, what fills a column that no reader keeps; other such columns stay empty.
FILLED = {
    "Surname": "surname",
    "LastName": "surname",
    "Forename": "forename",
    "FirstName": "forename",
    "Student": "student",
    "Reg": "form",
    "Registration Form": "form",
    "TutorGroup": "form",
    "Year": "year",
    "Year Group": "year",
    "YearGroup": "year",
    "Arbor Student ID": "number",
    "PersonID": "number",
    "StudentID": "number",
    "Minutes Late": "minutes_late",
    "MinutesLate": "minutes_late",
}
POINTS = {str(grade): str(grade) for grade in range(4)}
LEVELS = {str(grade): f"Level {grade}" for grade in range(4)}


@dataclass(frozen=True)
class Export:
    """One report of a management system.

    Attributes
    ----------
    name : str
        What follows the LAESTAB in its files' names, without the ending.
    spoken : mapping of str to mapping of str to str
        By column, the supplier's words for our codes where it has several.
    """

    name: str
    spoken: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def layout(self) -> Layout:
        """The declaration by which it is read."""
        return SUPPLIED[self.name]

    def worded(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return rows of the layout's first table under the headings of the export.

        Parameters
        ----------
        rows : polars.DataFrame
            Delivered columns with ``upn``, and of each pupil ``surname``,
            ``forename``, ``date_of_birth``, ``student``, ``form``, ``year``
            and ``number``.

        Returns
        -------
        polars.DataFrame
            In the same order; days are dates still, written by ``layout.date_format``.
        """
        if "code" in rows.columns:
            late = pl.when(pl.col("code") == "L").then(pl.lit(MINUTES_LATE))
            rows = rows.with_columns(minutes_late=late)
        return rows.select(
            self._cell(heading, column, rows).alias(heading)
            for heading, column in self.layout.columns.items()
        )

    def write(self, rows: pl.DataFrame, paths: Mapping[int, Path]) -> None:
        """Write a file for each school.

        All of it is made into text at once, which takes a tenth of the time that so
        many small files would, and then cut where the next school begins.

        Parameters
        ----------
        rows : polars.DataFrame
            As ``worded`` takes them, with ``urn``, those of a school together.
        paths : mapping of int to Path
            By URN.
        """
        text = BytesIO()
        self.worded(rows).write_csv(text, date_format=self.layout.date_format)
        written = text.getbuffer()
        # No value holds a line break, so every one of them ends a row.
        ends = np.flatnonzero(np.frombuffer(written, dtype=np.uint8) == LINE_END) + 1
        runs = rows["urn"].rle().struct.unnest()
        place = 0
        for length, urn in runs.iter_rows():
            with paths[urn].open("wb") as file:
                file.write(written[: ends[0]])
                file.write(written[ends[place] : ends[place + length]])
            place += length

    def _cell(self, heading: str, column: Column | None, rows: pl.DataFrame) -> pl.Expr:
        if column is None:
            filled = FILLED.get(heading)
            here = filled is not None and filled in rows.columns
            return pl.col(str(filled)) if here else pl.lit(None, pl.String)
        value = pl.col(column.name)
        words = self.spoken.get(column.name) or _reversed(self.layout, column.name)
        if words:
            value = value.cast(pl.String).replace(words)
        if column.name in self.layout.when_empty:
            said = value != self.layout.when_empty[column.name]
            value = pl.when(said).then(value)
        return value


def _reversed(layout: Layout, column: str) -> dict[str, str]:
    """Return the first of the supplier's words for each of our codes."""
    words: dict[str, str] = {}
    for theirs, ours in layout.values.get(column, {}).items():
        words.setdefault(ours, theirs)
    return words


# By supplier and table.
EXPORTS = {
    supplier: {
        "marks": Export(f"{supplier}-session-marks"),
        "incidents": Export(f"{supplier}-behaviour", {"severity": grades}),
    }
    for supplier, grades in (("sims", POINTS), ("arbor", LEVELS), ("bromcom", POINTS))
}
