"""Waymark's own layout: one CSV file a table, with the contract's columns."""

from __future__ import annotations

from records.contracts import Table
from records.readers.layout import Layout, as_supplied


def waymark_csv(table: Table) -> Layout:
    """Return the layout of ``TABLE.csv`` and ``TABLE-ANYTHING.csv``."""
    return Layout(
        name=f"Waymark {table.name}",
        tables=(table,),
        columns={column.name: column for column in as_supplied(table)},
        date_format="%Y-%m-%d",
    )
