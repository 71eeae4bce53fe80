"""A written CSV file as cells, to be hurt and saved again."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

from records.readers import layout_of
from records.readers.layout import Layout

FIRST_ROW = 2


@dataclass
class Sheet:
    """A CSV file that a layout fits.

    Attributes
    ----------
    path : Path
    layout : Layout
    heading : list of str
    rows : list of list of str
    written : int
        Rows that were there before any was added.
    hurt : set of int
        Places of the rows that are not to be touched again.
    """

    path: Path
    layout: Layout
    heading: list[str]
    rows: list[list[str]]
    written: int
    hurt: set[int] = field(default_factory=set)

    def place(self, columns: tuple[str, ...]) -> int | None:
        """Return the place of the first of our columns that the file has."""
        headings = [self.layout.heading(name) for name in columns]
        return next(
            (self.heading.index(name) for name in headings if name in self.heading),
            None,
        )

    def append(self, row: list[str]) -> int:
        """Add a row at the end, so that no other changes its number; return its own."""
        self.rows.append(row)
        return len(self.rows) - 1 + FIRST_ROW

    def save(self) -> None:
        """Write it where it was read."""
        with self.path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([self.heading, *self.rows])


def read_sheet(path: Path) -> Sheet:
    """Read a file that one of Waymark's layouts fits."""
    found = layout_of(path.name)
    if found is None:
        raise ValueError(f"no layout fits {path.name}")
    with path.open(encoding="utf-8", newline="") as file:
        heading, *rows = csv.reader(file)
    return Sheet(path, found[0], heading, rows, len(rows))
