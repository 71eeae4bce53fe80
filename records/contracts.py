"""What Waymark holds: each table declared once.

Validation, the data dictionary, example files, the simulator's output and the
readers all derive from these declarations, so a column exists here or nowhere.

Time is part of the contract. A row says when it became known (``recorded_on``). Every
table but the calendar and the identities is *versioned*: the lake derives when a later
version replaced a row (``superseded_on``). It is known on ``as_of`` when
``recorded_on < as_of`` and it was not superseded before ``as_of``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import polars as pl

from records.codes import code_list

# Of a row that is kept: which columns its sender could not say.
UNSAID = "unsaid"


class Type(Enum):
    """The five types a column may have."""

    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    BOOLEAN = "boolean"

    @property
    def polars(self) -> pl.DataType:
        """The Polars type that holds it."""
        return {
            Type.INTEGER: pl.Int64(),
            Type.NUMBER: pl.Float64(),
            Type.TEXT: pl.String(),
            Type.DATE: pl.Date(),
            Type.BOOLEAN: pl.Boolean(),
        }[self]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: what it means and what it may hold.

    Parameters
    ----------
    name, description : str
        The name in the lake, and one sentence for a newcomer.
    type : Type
    example : Any
        A made-up value that satisfies every constraint.
    unit : str or None
        For quantities ("sessions", "minutes").
    codes : str or None
        Name of the code list in ``records/codes`` whose codes it may hold.
    nullable : bool
        Whether it may be empty, and empty is then a meaning, not an accident.
    minimum, maximum : Any
        Inclusive bounds, of the column's type.
    pattern : str or None
        Regular expression that the whole text must match.
    special_category : bool
        Special-category data (UK GDPR Article 9) or data treated alike.
    """

    name: str
    type: Type
    description: str
    example: Any
    unit: str | None = None
    codes: str | None = None
    nullable: bool = False
    minimum: Any = None
    maximum: Any = None
    pattern: str | None = None
    special_category: bool = False

    @property
    def polars(self) -> pl.DataType:
        """The Polars type in which it is read and merged.

        A code is its number in its list: that takes a byte, and sorts as the code.
        """
        if self.codes is None:
            return self.type.polars
        return pl.Enum(code_list(self.codes)["code"].sort())


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table: prose on where it comes from and what is wrong with it, and columns.

    Parameters
    ----------
    name, description : str
    columns : tuple of Column
        As delivered, ``recorded_on`` last; ``superseded_on`` is
        added by the lake and never delivered.
    key : tuple of str
        What identifies a thing; a later row with the same key is a new version.
    dated : str or None
        The column by which rows fall into an academic year, part of the key so
        that no thing moves between years; None for tables kept whole.
    monthly : bool
        Whether a year of it is so large that the lake keeps each month apart.
    ordered : tuple of (str, str)
        Pairs of date columns of which the second may not come before the first.
    versioned : bool
        Whether history is kept. Of the calendar and the identities only what was
        recorded last stands.
    carried : tuple of str
        Columns that some senders cannot say: where a row comes without, what was said
        before goes on. ``unsaid`` has a bit for each, the first lowest.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    dated: str | None = None
    monthly: bool = False
    ordered: tuple[tuple[str, str], ...] = ()
    versioned: bool = True
    carried: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return the column called ``name``; ``KeyError`` when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name}")

    @property
    def delivered(self) -> dict[str, pl.DataType]:
        """Names and Polars types as a supplier delivers them."""
        return {column.name: column.type.polars for column in self.columns}

    @property
    def asserted(self) -> dict[str, pl.DataType]:
        """Names and Polars types of what the lake keeps of a delivered row."""
        return self.delivered | self.unsaid

    @property
    def typed(self) -> dict[str, pl.DataType]:
        """Names and Polars types in which rows are merged."""
        return {column.name: column.polars for column in self.columns} | self.unsaid

    @property
    def unsaid(self) -> dict[str, pl.DataType]:
        """The column that says which of ``carried`` a row comes without, if any."""
        return {UNSAID: pl.Int64()} if self.carried else {}

    def without(self, silent: Container[str]) -> dict[str, pl.Expr]:
        """Return the column ``unsaid`` of rows that come without some columns."""
        bits = (1 << bit for bit, name in enumerate(self.carried) if name in silent)
        return {
            name: pl.lit(sum(bits), dtype=kind) for name, kind in self.unsaid.items()
        }

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Names and Polars types as the lake keeps them."""
        if not self.versioned:
            return self.asserted
        return self.asserted | {"superseded_on": pl.Date()}


def completed(frame: pl.DataFrame, columns: Iterable[Column]) -> pl.DataFrame:
    """Give a frame the declared columns, in their order.

    Parameters
    ----------
    frame : polars.DataFrame
        With every column that may not be empty.
    columns : iterable of Column

    Returns
    -------
    polars.DataFrame
        A column that may be empty and that the frame has not got is empty.
    """
    return frame.select(
        pl.lit(None, column.type.polars).alias(column.name)
        if column.nullable and column.name not in frame.columns
        else column.name
        for column in columns
    )
