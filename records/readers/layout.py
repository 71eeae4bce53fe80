"""A supplier's file format, declared: which heading is which column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from records.contracts import Column, Table
from records.tables import IDENTITIES

UPN = IDENTITIES.column("upn")
# What stands in a file for each pseudonym that the lake keeps.
UPNS = {
    "pupil_id": UPN,
    "former_pupil_id": replace(
        UPN,
        name="former_upn",
        description="Unique pupil number that was replaced, temporary or not.",
        example="J99990012400A",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How the files of one supplier say what the contracts ask for.

    Parameters
    ----------
    name : str
        What people call it.
    tables : tuple of Table
        The table that has a row for each row of the file; then others that are
        filled from the same rows.
    columns : mapping of str to Column or None
        By heading; None for a column that is expected and not kept.
    date_format : str
        Of every date in the file, as ``strptime`` writes formats.
    when_empty : mapping of str to str
        By column, what an empty cell means.
    values : mapping of str to mapping of str to str
        By column, what the supplier's words are in ours; other words stand.
    always : mapping of str to (str or None)
        By column of the first table, what every row says where the file is silent.
    silent : tuple of str
        Columns of the first table of which the supplier cannot say anything, not even
        that they are empty.
    certain : bool
        Whether the headings are confirmed; False when they are from memory.
    """

    name: str
    tables: tuple[Table, ...]
    columns: Mapping[str, Column | None]
    date_format: str
    when_empty: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    always: Mapping[str, str | None] = field(default_factory=dict)
    silent: tuple[str, ...] = ()
    certain: bool = True

    @property
    def fields(self) -> tuple[Column, ...]:
        """The columns that are kept, whether the file or the layout says them."""
        said = tuple(column for column in self.columns.values() if column is not None)
        return said + tuple(self.tables[0].column(name) for name in self.always)

    @property
    def undated(self) -> bool:
        """Whether the files themselves do not say when a row became known."""
        return "recorded_on" in self.tables[0].delivered and all(
            column.name != "recorded_on" for column in self.fields
        )

    @property
    def required(self) -> tuple[str, ...]:
        """Headings without which a row would not be complete."""
        return tuple(
            heading
            for heading, column in self.columns.items()
            if column is not None and not column.nullable
        )

    def heading(self, name: str) -> str:
        """Return what the file calls a column; its own name where it has none."""
        names = {
            column.name: heading
            for heading, column in self.columns.items()
            if column is not None
        }
        supplied = UPNS[name].name if name in UPNS else name
        return names.get(supplied, name)


def as_supplied(table: Table) -> tuple[Column, ...]:
    """Return a table's columns as suppliers know them: a pupil goes by the UPN.

    What has no history was recorded on the day of its delivery.
    """
    said = table.columns if table.versioned else table.columns[:-1]
    columns = (UPNS.get(column.name, column) for column in said)
    return tuple(dict.fromkeys(columns))
