"""Written files as cells, to be hurt and saved again: CSV, Parquet, JSON and XML.

A cell is found by the row and by what the file calls a column, an element or a field.
"""

from __future__ import annotations

import csv
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from records.matching import EVENTS
from records.readers import assembly_json, census_tables, layout_of, wonde_json
from records.readers.layout import Layout
from records.readers.session_columns import session_column

FIRST_ROW = 2
# The number of a pupil in a file that is taken of pupils on roll alone.
SOMEBODY = "upn of somebody on roll"
LARGEST = 64 << 20
SAMPLE = 2_000  # rows of a Parquet file that are looked at
# Tables that rows of others depend on: they keep every row, and get hurt copies.
DEPENDED_ON = ("pupils", "identities", "enrolments", "schools", "pupil_links")
OF_CENSUS = {
    "termlyexclusions": census_tables.SUSPENSION_PLACES,
    "termlysessiondetails": census_tables.REASON_PLACES,
}
OF_PAGES = {"wonde": wonde_json.MARK_PLACES, "assembly": assembly_json.MARK_PLACES}
ATTENDANCE = ("attendance-1.json", "attendances-1.json")
OF_XML = {"upn": "UPN", "start_date": "FSMstartDate", "category": "Category"}


class Sheet(ABC):
    """Rows of cells of one file.

    Parameters
    ----------
    path : Path
    columns : mapping of str to str
        By our name, what the file calls a column.
    rows : int
        How many there were when it was read.

    Attributes
    ----------
    hurt : set of int
        Rows, from 0, that are not to be touched again.
    of_anyone : bool
        Whether rows are taken of pupils whom no register knows.
    """

    of_anyone = False

    def __init__(self, path: Path, columns: Mapping[str, str], rows: int) -> None:
        self.path, self.columns, self.written = path, columns, rows
        self.hurt: set[int] = set()

    def place(self, wanted: tuple[str, ...]) -> str | None:
        """Return what the file calls the first of our columns that it has."""
        if wanted == (SOMEBODY,) and not self.of_anyone:
            wanted = ("upn",)
        return next(
            (self.columns[name] for name in wanted if name in self.columns), None
        )

    @abstractmethod
    def cell(self, row: int, place: str) -> str | None:
        """Return what stands in a row; None where nothing does."""

    @abstractmethod
    def put(self, row: int, place: str, value: str) -> int:
        """Write something else there; return the row as an ingest counts."""

    @abstractmethod
    def save(self) -> None:
        """Write it where it was read."""


class GrowingSheet(Sheet):
    """Rows to which others can be added.

    Attributes
    ----------
    repeats : bool
        Whether a row may stand twice, as it says the same then.
    """

    repeats = True

    @abstractmethod
    def copy(self, row: int, changed: Mapping[str, str]) -> tuple[int, int]:
        """Add a row again, changed; return both as an ingest counts."""


class CsvSheet(GrowingSheet):
    """Separated values.

    Parameters
    ----------
    path : Path
    columns : mapping of str to str
        As of any sheet.
    spared : bool
        Whether rows of others depend on its rows: hurt copies are added instead.
    of_anyone : bool
        As of any sheet.
    plain : bool
        Whether it is a table of ours or a report, and no register in width or part of
        an extract, to which no line can be added without a meaning.
    """

    def __init__(
        self,
        path: Path,
        columns: Mapping[str, str],
        *,
        spared: bool = False,
        of_anyone: bool = False,
        plain: bool = True,
    ) -> None:
        with path.open(encoding="utf-8", newline="") as file:
            self.heading, *self.rows = csv.reader(file)
        super().__init__(path, columns, len(self.rows))
        self.spared, self.repeats, self.of_anyone = spared, plain, of_anyone

    def cell(self, row: int, place: str) -> str | None:
        """Return what stands in a row."""
        return self.rows[row][self.heading.index(place)]

    def put(self, row: int, place: str, value: str) -> int:
        """Write something else there."""
        if self.spared:
            return self.copy(row, {place: value})[1]
        self.rows[row][self.heading.index(place)] = value
        return row + FIRST_ROW

    def copy(self, row: int, changed: Mapping[str, str]) -> tuple[int, int]:
        """Add a row again, changed."""
        cells = zip(self.heading, self.rows[row], strict=True)
        return row + FIRST_ROW, self.append([changed.get(*cell) for cell in cells])

    def append(self, row: list[str]) -> int:
        """Add a line at the end, so that no other changes its number."""
        self.rows.append(row)
        return len(self.rows) - 1 + FIRST_ROW

    def save(self) -> None:
        """Write it where it was read."""
        with self.path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([self.heading, *self.rows])


class ParquetSheet(GrowingSheet):
    """A table in columns: it keeps its types, so that only text can be wrong."""

    def __init__(self, path: Path, layout: Layout) -> None:
        self.frame = pl.read_parquet(path)
        text = [name for name, kind in self.frame.schema.items() if kind == pl.String]
        rows = min(SAMPLE, self.frame.height)
        super().__init__(path, _columns(layout, text), rows)
        self.added: list[pl.DataFrame] = []

    def cell(self, row: int, place: str) -> str | None:
        """Return what stands in a row."""
        value: str | None = self.frame[row, place]
        return value

    def put(self, row: int, place: str, value: str) -> int:
        """Write something else there."""
        return self.copy(row, {place: value})[1]

    def copy(self, row: int, changed: Mapping[str, str]) -> tuple[int, int]:
        """Add a row again, changed."""
        cells = [pl.lit(value).alias(name) for name, value in changed.items()]
        self.added.append(self.frame[row].with_columns(cells))
        last = self.frame.height + len(self.added) - 1
        return row + FIRST_ROW, last + FIRST_ROW

    def save(self) -> None:
        """Write it where it was read."""
        pl.concat([self.frame, *self.added]).write_parquet(self.path)


class PageSheet(GrowingSheet):
    """A page of JSON, of whose records the texts and numbers can be wrong."""

    def __init__(self, path: Path, layout: Layout) -> None:
        self.records: list[dict[str, Any]] = json.loads(path.read_bytes())["data"]
        columns = _columns(layout, list(self.records[0]))
        if layout.name == wonde_json.NAME:
            columns = _counted(columns)
        super().__init__(path, columns, len(self.records))

    def cell(self, row: int, place: str) -> str | None:
        """Return what stands in a row."""
        value = self.records[row][place]
        return str(value) if isinstance(value, str | int) else None

    def put(self, row: int, place: str, value: str) -> int:
        """Write something else there."""
        self.records[row][place] = value
        return row + 1

    def copy(self, row: int, changed: Mapping[str, str]) -> tuple[int, int]:
        """Add a row again, changed."""
        self.records.append(self.records[row] | dict(changed))
        return row + 1, len(self.records)

    def save(self) -> None:
        """Write it where it was read."""
        self.path.write_text(json.dumps({"data": self.records}) + "\n")


class XmlSheet(Sheet):
    """A document of pupils, each on a line of its own, who have one element each."""

    of_anyone = True

    def __init__(self, path: Path) -> None:
        self.text = path.read_text(encoding="utf-8").split("\n")
        self.pupils = [place for place, line in enumerate(self.text) if "<UPN>" in line]
        super().__init__(path, OF_XML, len(self.pupils))

    def cell(self, row: int, place: str) -> str | None:
        """Return what stands in a row."""
        found = re.search(f"<{place}>([^<]*)<", self.text[self.pupils[row]])
        return found[1] if found else None

    def put(self, row: int, place: str, value: str) -> int:
        """Write something else there."""
        line = self.pupils[row]
        pattern, said = f"(<{place}>)[^<]*<", rf"\g<1>{value}<"
        self.text[line] = re.sub(pattern, said, self.text[line], count=1)
        return line + 1

    def save(self) -> None:
        """Write it where it was read."""
        self.path.write_text("\n".join(self.text), encoding="utf-8")


def read_sheet(path: Path) -> Sheet | None:
    """Read a file, if it is one whose cells can be hurt."""
    folder = path.parent.name
    if path.suffix == ".xml":
        return XmlSheet(path)
    if path.suffix == ".json":
        layout = OF_PAGES[folder.partition("-")[2]]
        return PageSheet(path, layout) if path.name in ATTENDANCE else None
    if folder.startswith("census-"):
        return _of_census(path)
    found = layout_of(path.name)
    if found is None:
        return CsvSheet(path, _of_width(path), plain=False)
    table = found[0].tables[0]
    if not table.versioned or path.stat().st_size > LARGEST:
        return None
    if path.suffix == ".parquet":
        return ParquetSheet(path, found[0])
    columns = _columns(found[0], heading_of(path))
    return CsvSheet(
        path,
        columns,
        spared=table.name in DEPENDED_ON,
        of_anyone=table not in EVENTS,
    )


def heading_of(path: Path) -> list[str]:
    """Return the headings of a file of separated values."""
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def _of_census(path: Path) -> Sheet | None:
    """Read a table of an extract that no other table depends on."""
    for table, layout in OF_CENSUS.items():
        if f"_{table}" in path.name:
            columns = _counted(_columns(layout, heading_of(path)))
            return CsvSheet(path, columns, plain=False)
    return None


def _of_width(path: Path) -> dict[str, str]:
    """Find the number of the pupil and the first session of a register in width."""
    names = heading_of(path)
    return {"upn": "UPN", "counted": next(filter(session_column, names))}


def _columns(layout: Layout, names: list[str]) -> dict[str, str]:
    """Return, by our name, the heading of each column that a file has."""
    return {
        column.name: heading
        for places, column in layout.columns.items()
        for heading in places.split("|")
        if column is not None and heading in names
    }


def _counted(columns: dict[str, str]) -> dict[str, str]:
    """Set codes apart that are no marks of a day, so that fewer of them are wrong."""
    return {"counted" if name == "code" else name: columns[name] for name in columns}
