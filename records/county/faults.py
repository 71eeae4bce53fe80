"""The faults that suppliers' files are known to have, and what an ingest does.

A fault knows how to hurt a file, and which rows that costs. What Waymark says of each
is in docs/suppliers.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from records.county.sheets import SOMEBODY, CsvSheet, GrowingSheet, Sheet
from records.county.upn import NO_AUTHORITY, check_letter

REJECTED = "row rejected"
REFUSED = "file refused"
READ = "read as meant"
ISO, DAY_FIRST = "%Y-%m-%d", "%d/%m/%Y"
TRIES = 50  # rows looked at for one that a fault fits
NOBODY = f"{NO_AUTHORITY}000099001"  # establishment 0000, which no school has
NO_BREAK = "\u00a0"

# Row as a spreadsheet counts, heading of the column or None, outcome.
Planted = tuple[int, str | None, str]


@dataclass(frozen=True)
class CellFault:
    """One wrong value.

    Attributes
    ----------
    name : str
    columns : tuple of str
        Ours; the first that a file has is hurt.
    spoil : callable
        Returns what to write instead; the value itself where the fault does not fit.
    outcome : str
    """

    name: str
    columns: tuple[str, ...]
    spoil: Callable[[str], str]
    outcome: str = REJECTED

    def plant(self, sheet: Sheet, rng: np.random.Generator) -> Iterator[Planted]:
        """Hurt one row, if any fits."""
        place = sheet.place(self.columns)
        if place is None:
            return
        for row in _untouched(sheet, rng):
            cell = sheet.cell(row, place)
            if cell is not None and self.spoil(cell) != cell:
                sheet.hurt.add(row)
                yield sheet.put(row, place, self.spoil(cell)), place, self.outcome
                return


@dataclass(frozen=True)
class CopyFault:
    """A row that stands twice.

    Attributes
    ----------
    name : str
    columns : tuple of str
        Where the second differs; the same row again when there is none.
    spoil : callable
        Returns what the second says there.
    outcome : str
        Of the second, and of the first too when the two contradict each other.
    """

    name: str
    columns: tuple[str, ...] = ()
    spoil: Callable[[str], str] = str
    outcome: str = REJECTED

    def plant(self, sheet: Sheet, rng: np.random.Generator) -> Iterator[Planted]:
        """Add a copy of one row at the end."""
        place = sheet.place(self.columns)
        if not isinstance(sheet, GrowingSheet) or not sheet.repeats:
            return
        if self.columns and place is None:
            return
        for row in _untouched(sheet, rng)[:1]:
            sheet.hurt.add(row)
            changed = {}
            if place is not None:
                changed[place] = self.spoil(sheet.cell(row, place) or "")
            first, second = sheet.copy(row, changed)
            if changed:
                yield first, place, self.outcome
            yield second, place, self.outcome


@dataclass(frozen=True)
class LineFault:
    """A line that is no record, at the end."""

    name: str
    line: Callable[[list[str]], list[str]]
    outcome: str = REJECTED

    def plant(self, sheet: Sheet, rng: np.random.Generator) -> Iterator[Planted]:
        """Add the line, once a file."""
        if isinstance(sheet, CsvSheet) and sheet.repeats:
            line = self.line(sheet.heading)
            if line not in sheet.rows:
                yield sheet.append(line), None, self.outcome


@dataclass(frozen=True)
class FileFault:
    """What happens to the bytes of a whole file."""

    name: str
    spoil: Callable[[bytes], bytes]
    outcome: str = REFUSED


RowFault = CellFault | CopyFault | LineFault


def _untouched(sheet: Sheet, rng: np.random.Generator) -> list[int]:
    """Return some rows in any order; none of a file that is half hurt already."""
    if 2 * len(sheet.hurt) >= sheet.written:
        return []
    rows: list[int] = rng.integers(0, sheet.written, TRIES).tolist()
    return [row for row in rows if row not in sheet.hurt]


def _wrong_letter(upn: str) -> str:
    return ("B" if upn[0] == "A" else "A") + upn[1:]


def _other_order(day: str) -> str:
    """Write a day as the files of others do; one in words as it is."""
    if not re.fullmatch(r"[\d/-]+", day):
        return day
    theirs, ours = (ISO, DAY_FIRST) if "-" in day else (DAY_FIRST, ISO)
    return datetime.strptime(day, theirs).strftime(ours)


def _without_zeros(day: str) -> str:
    return "/".join(part.lstrip("0") for part in day.split("/"))


def _another_code(code: str) -> str:
    return "I" if code == "O" else "O"


def _as_if_western(file: bytes) -> bytes:
    """Give the first row an accent, and save it as Windows-1252."""
    heading, first, rest = file.decode().split("\n", 2)
    accented = first.replace(",", "é,", 1)
    return "\n".join([heading, accented, rest]).encode("cp1252")


def _cut(file: bytes) -> bytes:
    """Leave the first half and the start of one more row."""
    start = file.index(b"\n", len(file) // 2)
    comma = file.find(b",", start)
    return file[: comma + 1] if comma >= 0 else file[: file.rindex(b",") - 1]


def _too_wide(file: bytes) -> bytes:
    return file.rstrip(b"\n") + b",,moved to the right\n"


def _with_semicolons(file: bytes) -> bytes:
    """Save it as a German spreadsheet does; no value holds either sign."""
    return b"\xef\xbb\xbf" + file.replace(b",", b";").replace(b"\n", b"\r\n")


def _half(file: bytes) -> bytes:
    return file[: len(file) // 2]


def _with_entities(file: bytes) -> bytes:
    return file.replace(b"?>\n", b'?>\n<!DOCTYPE x [<!ENTITY y "y">]>\n', 1)


DAYS = ("date", "start_date", "entry_date")
ROW_FAULTS: tuple[RowFault, ...] = (
    CellFault("UPN with a wrong check letter", ("upn",), _wrong_letter),
    CellFault("UPN of nobody", (SOMEBODY,), lambda _: check_letter(NOBODY) + NOBODY),
    CellFault("reason for having no UPN", ("upn",), lambda _: "UN3"),
    CellFault("UPN in small letters", ("upn",), str.lower, READ),
    CellFault("attendance code out of date", ("code",), lambda _: "H"),
    CellFault("attendance code of no list", ("code", "counted"), lambda _: "QQ"),
    CellFault("formula for a mark", ("code",), lambda _: "=A1"),
    CellFault(
        "no-break spaces around a mark",
        ("code",),
        lambda code: f"{NO_BREAK}{code}{NO_BREAK}" if code else code,
        READ,
    ),
    CellFault("day and month in another order", DAYS, _other_order),
    CellFault("day as a spreadsheet's number", DAYS, lambda _: "45908"),
    CellFault("zeros lost from a day", ("date",), _without_zeros),
    CellFault("behaviour of an unknown kind", ("kind",), lambda _: "Gum"),
    CellFault("decimal made of a number", ("sessions",), lambda number: f"{number}.0"),
    CellFault(
        "suspension of an unknown category", ("category",), lambda _: "Sent home"
    ),
    CopyFault("row twice", outcome=READ),
    CopyFault("contradictory rows", ("code",), _another_code),
    LineFault("row of totals", lambda names: ["Total", *[""] * (len(names) - 1)]),
    LineFault("heading again", list),
    LineFault("empty row", lambda names: [""] * len(names), READ),
)
FILE_FAULTS = (
    FileFault("cut short", _cut),
    FileFault("saved as Windows-1252", _as_if_western),
    FileFault("saved with semicolons and a mark", _with_semicolons, READ),
    FileFault("a heading renamed", lambda file: file.replace(b"UPN", b"Pupil ID", 1)),
    FileFault("saved as UTF-16", lambda file: file.decode().encode("utf-16")),
    FileFault("a value too many", _too_wide),
    FileFault("an Excel workbook", lambda file: b"PK\x03\x04" + file),
    FileFault("empty", lambda _: b""),
)
# By the end of its name, what befalls a file that is not separated values.
OTHER_FILE_FAULTS = {
    ".parquet": (FileFault("cut in the middle", _half),),
    ".json": (FileFault("cut in the middle", _half),),
    ".xml": (
        FileFault("cut in the middle", _half),
        FileFault("a declaration of entities", _with_entities),
    ),
}
