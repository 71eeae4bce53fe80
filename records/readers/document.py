"""What a document says, row by row, until it is typed and checked as a whole.

XML and JSON nest what a CSV file sets out in rows, so their readers take the rows out
one at a time, as text. The same contract checks then apply to them as to any file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import polars as pl

from records.contracts import Column, Table, Type
from records.problems import Problems
from records.readers.layout import UPNS, Layout
from records.spreadsheets import because
from records.tables import SCHOOLS
from records.validation import RAW, Check, checks, shown

Row = dict[str, str | None]

BATCH = 50_000
ISO_DATE = "%Y-%m-%d"
WRITTEN_ISO = r"^\d{4}-\d\d-\d\d$"
# What a column of its own says of an event, beside what its row says.
OF_EVENT = ("session", "code")
PLACE = ("_file", "_row", "_column")
CONTROL = r"[\x00-\x1f\x7f]"


def layout(
    name: str, table: Table, places: Mapping[str, str], derived: Sequence[str] = ()
) -> Layout:
    """Declare which place of a document fills which column of a table.

    Parameters
    ----------
    name : str
        What people call the format.
    table : Table
    places : mapping of str to str
        Column by place; ``upn`` stands for ``pupil_id`` and ``laestab`` for ``urn``. A
        column without a place stays empty.
    derived : sequence of str
        Columns without a place that the reader fills from others.
    """
    supplied = UPNS | {"urn": SCHOOLS.column("laestab")}
    wanted = [supplied.get(column.name, column) for column in table.columns]
    places_of = {column: place for place, column in places.items()}
    columns: dict[str, Column | None] = {
        places_of.get(column.name, column.name): column
        for column in dict.fromkeys(wanted)
        if column.name != "recorded_on"
    }
    told = {*places.values(), *derived}
    return Layout(
        name=name,
        tables=(table,),
        columns=columns,
        date_format=ISO_DATE,
        silent=tuple(name for name in table.carried if name not in told),
    )


@dataclass(frozen=True)
class Reading:
    """What was read of a document.

    Attributes
    ----------
    tables : dict of str to polars.DataFrame
        Sound rows: the columns of the layout, ``recorded_on`` when the table is
        versioned, and ``_file`` and ``_row``, the place from which each row comes.
    problems : Problems
        What is wrong with the rows that were left out.
    """

    tables: dict[str, pl.DataFrame]
    problems: Problems


class Nested(Protocol):
    """A part of a document that says what stands at a place in it."""

    def text(self, places: str) -> str | None:
        """Return the text at a place; None when there is none."""


def said(part: Nested, layout: Layout) -> Row:
    """Return, by column, what stands in a part of a document."""
    return {
        column.name: part.text(place)
        for place, column in layout.columns.items()
        if column is not None
    }


class Document:
    """The rows taken out of one document, or out of the pages of one.

    Parameters
    ----------
    labels : sequence of str
        Its files, as people read them.
    layouts : sequence of Layout
        One a table; each says by which element a column is filled.
    known_on : date
        Day on which the document reached the authority.

    Attributes
    ----------
    problems : Problems
        What is wrong with it so far.
    """

    def __init__(
        self,
        labels: Sequence[str],
        layouts: Sequence[Layout],
        known_on: date,
    ) -> None:
        self.labels = labels
        self.layouts = {layout.tables[0].name: layout for layout in layouts}
        self.known_on = known_on
        self.problems = Problems(labels)
        self.rows: dict[str, list[tuple[str | int | None, ...]]] = {}
        self.batches: dict[str, list[pl.DataFrame]] = {}

    def add(self, table: str, place: int, row: Row, file: int = 0) -> None:
        """Add a row.

        Parameters
        ----------
        table : str
        place : int
            Line of the element, or number of the record, from which it comes.
        row : dict of str to (str or None)
            Text by column; dates as ISO 8601 writes them.
        file : int
            Which of the files.
        """
        layout = self.layouts[table]
        text = [row.get(column.name) for column in layout.fields]
        rows = self.rows.setdefault(table, [])
        rows.append((file, place, *text))
        if len(rows) == BATCH:
            self._pack(table)

    def add_frame(self, table: str, rows: pl.DataFrame) -> None:
        """Add many rows.

        Parameters
        ----------
        table : str
        rows : polars.DataFrame
            ``_file``, ``_row`` and text by column; a column that is missing is empty,
            one that the table does not have is passed over. ``_column`` says in which
            column of the file an event stands, where that differs from row to row.
        """
        none = pl.lit(None, dtype=pl.String)
        text = {
            RAW + column.name: column.name if column.name in rows.columns else none
            for column in self.layouts[table].fields
        }
        place = [name for name in PLACE if name in rows.columns]
        self.batches.setdefault(table, []).append(rows.select(*place, **text))

    def blame(
        self,
        table: str,
        place: int,
        column: str,
        what: str,
        advice: str,
        file: int = 0,
    ) -> None:
        """Reject a row, not added, for a reason that only the reader can see."""
        label = self.labels[file]
        self.problems.add_file(label, what, advice, row=place, column=column)
        self.problems.rejected[file, table] += 1

    def blame_rows(
        self,
        table: str,
        rows: pl.DataFrame,
        column: str,
        what: str,
        advice: str,
        value: pl.Expr | None = None,
    ) -> None:
        """Reject many rows, not added, with ``_file`` and ``_row``."""
        self.problems.add_rows(rows, what, advice, column=column, value=value)
        self.problems.reject(rows, table)

    def reading(self) -> Reading:
        """Return the sound rows of each table, typed, and what is wrong with others."""
        for table in self.rows:
            self._pack(table)
        tables = {
            name: self._sound(layout, pl.concat(self.batches[name], how="diagonal"))
            for name, layout in self.layouts.items()
            if name in self.batches
        }
        return Reading(tables, self.problems)

    def _pack(self, table: str) -> None:
        """Move rows from Python's objects to a frame, which holds them tightly."""
        schema: dict[str, pl.DataType] = {"_file": pl.UInt32(), "_row": pl.Int64()}
        for column in self.layouts[table].fields:
            schema[RAW + column.name] = pl.String()
        frame = pl.DataFrame(self.rows[table], schema=schema, orient="row")
        self.batches.setdefault(table, []).append(frame)
        self.rows[table] = []

    def _sound(self, layout: Layout, text: pl.DataFrame) -> pl.DataFrame:
        """Type the rows of a table, and leave out those that fail a check."""
        applied = checks(layout)
        typed = text.with_columns(
            *(_parsed(column) for column in layout.fields),
            recorded_on=pl.lit(self.known_on),
        )
        controls = [
            pl.col(RAW + column.name).str.contains(CONTROL) for column in layout.fields
        ]
        faulty = pl.any_horizontal(*(check.fails for check in applied), *controls)
        # Of an empty value a check may not say whether it fails: it does not.
        typed = typed.with_columns(_faulty=faulty.fill_null(False))
        wrong = typed.filter("_faulty")
        if not wrong.is_empty():
            self._explain(wrong, layout, applied, controls)
            self.problems.reject(wrong, layout.tables[0].name)
        kept = [*(column.name for column in layout.fields), "recorded_on"]
        return typed.filter(~pl.col("_faulty")).select(*kept, "_file", "_row")

    def _explain(
        self,
        wrong: pl.DataFrame,
        layout: Layout,
        applied: Sequence[Check],
        controls: Sequence[pl.Expr],
    ) -> None:
        """Say of faulty rows, typed beside their text, what is wrong."""
        for check in applied:
            heading = layout.heading(check.column)
            failing_it = wrong.filter(check.fails)
            for failing, what, advice in because(failing_it, check, heading):
                self._blame(layout, check.column, failing, what, advice)
        for column, control in zip(layout.fields, controls, strict=True):
            what, advice = "holds a control character", "correct it at the source"
            self._blame(layout, column.name, wrong.filter(control), what, advice)

    def _blame(
        self, layout: Layout, column: str, rows: pl.DataFrame, what: str, advice: str
    ) -> None:
        if rows.is_empty():
            return
        # The month is derived from the date of birth, which is not shown.
        value = None if column == "birth_month" else shown(column)
        heading = layout.heading(column)
        if column in OF_EVENT and "_column" in rows.columns:
            for (place,), part in rows.group_by("_column", maintain_order=True):
                said = str(place)
                self.problems.add_rows(part, what, advice, column=said, value=value)
        else:
            once = rows.unique(["_file", "_row"], maintain_order=True)
            self.problems.add_rows(once, what, advice, column=heading, value=value)


def _parsed(column: Column) -> pl.Expr:
    """Read a column from its text; null where the text is not of its type."""
    text = pl.col(RAW + column.name)
    if column.type is Type.DATE:
        written = pl.when(text.str.contains(WRITTEN_ISO)).then(text)
        return written.str.to_date(ISO_DATE, strict=False).alias(column.name)
    return text.cast(column.polars, strict=False).alias(column.name)
