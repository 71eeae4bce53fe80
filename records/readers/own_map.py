"""A file format that an authority declares itself, in a small TOML file.

::

    name = "Harefield behaviour log"
    table = "incidents"
    files = "*-behaviour-log.csv"
    date_format = "%d/%m/%Y"
    ignore = ["Comments"]

    [columns]            # Waymark's column = the heading in the file
    upn = "Pupil UPN"
    incident_id = "Number"
    date = "When"
    kind = "What"
    location = "Where"

    [always]             # what every row says where the file is silent
    severity = "1"

    [when_empty]         # what an empty cell means
    location = "other"

    [values.kind]        # the file's word = Waymark's code
    "Rudeness" = "defiance"

A file whose rows say no school carries the LAESTAB first in its name. A ``format``
makes it another kind of map, of which ``own_formats`` has examples.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PolarsError

from records.contracts import Column, Table
from records.errors import InputRejected
from records.readers import own_formats
from records.readers.layout import Layout, as_supplied
from records.readers.wide_marks import WideMarks
from records.tables import SCHOOLS, TABLES

LAESTAB_FIRST = re.compile(r"(\d{7})-")
ISO = "%Y-%m-%d"
OURS = {"_row", "_path"}
NEEDED = ("name", "table", "files", "columns")
WRITTEN = {
    "name": str,
    "table": str,
    "files": str,
    "date_format": str,
    "ignore": list,
    "columns": dict,
    "always": dict,
    "when_empty": dict,
    "values": dict,
}
KINDS: dict[type, str] = {str: "text", list: "a list of texts", dict: "a section"}


@dataclass(frozen=True, kw_only=True)
class OwnMap:
    """What an authority says of a format, and which files are in it.

    Attributes
    ----------
    files : str
        Pattern of file names, such as ``"*-behaviour-log.csv"``.
    layout : Layout or None
        Of files with a row for each row of a table.
    wide : WideMarks or None
        Of registers in width.
    words : mapping of str to mapping of str to str, or None
        In the pages of an interface.
    """

    files: str
    layout: Layout | None = None
    wide: WideMarks | None = None
    words: Mapping[str, Mapping[str, str]] | None = None

    def fits(self, name: str) -> bool:
        """Whether a file name is one of these."""
        return fnmatchcase(name, self.files)

    def laestab(self, name: str) -> int | None:
        """Return the school that a file name starts with, if any."""
        found = LAESTAB_FIRST.match(name)
        return int(found[1]) if found else None


def read_map(path: Path) -> OwnMap:
    """Read a map, and check it against the contract of its table.

    Raises
    ------
    InputRejected
        When the file is missing or not TOML, or the map is not complete and right.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise InputRejected(f"the map {path} does not exist") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise InputRejected(f"the map {path} cannot be read: {fault}") from None
    if found := faults(said):
        raise InputRejected(f"the map {path} is not right:\n  " + "\n  ".join(found))
    match said.get("format"):
        case own_formats.WIDE:
            return OwnMap(files=said["files"], wide=own_formats.wide_marks_of(said))
        case own_formats.WONDE:
            return OwnMap(files=said["files"], words=said["values"])
    return OwnMap(files=said["files"], layout=_layout(said))


def faults(said: Mapping[str, Any]) -> list[str]:
    """Say everything that is wrong with a map, a sentence each."""
    if "format" not in said:
        return sorted(list(_form(said, NEEDED, WRITTEN)) or list(_content(said)))
    named = said["format"]
    if not isinstance(named, str) or named not in own_formats.WRITTEN:
        return [f"format is none of {', '.join(own_formats.WRITTEN)}"]
    form = _form(said, own_formats.NEEDED[named], own_formats.WRITTEN[named])
    return sorted(list(form) or list(own_formats.content_faults(said)))


def _form(
    said: Mapping[str, Any], needed: Sequence[str], written: Mapping[str, type]
) -> Iterator[str]:
    """Say which entries are missing, unknown or of the wrong type."""
    for name in needed:
        if name not in said:
            yield f"{name} is missing"
    for name, value in said.items():
        if name not in written:
            yield f"{name} is not part of a map; it may have {', '.join(written)}"
        elif not isinstance(value, written[name]):
            yield f"{name} is not {KINDS[written[name]]}"
        elif not all(isinstance(each, str) for each in _leaves(name, value)):
            yield f"{name} holds something that is not text; put it in quotation marks"
    table = said.get("table")
    if isinstance(table, str) and table not in TABLES:
        yield f"table {table!r} is none of {', '.join(TABLES)}"


def _leaves(name: str, value: Any) -> Iterator[Any]:
    """Yield what should be text in an entry."""
    match value:
        case dict() if name == "values":
            for words in value.values():
                yield from words.values() if isinstance(words, dict) else [None]
        case dict():
            yield from value.values()
        case _:
            yield from value


def _content(said: Mapping[str, Any]) -> Iterator[str]:
    """Say what does not agree with the contract of the table."""
    columns = _columns(TABLES[said["table"]])
    headings = list(said["columns"].values())
    for section in ("columns", "always", "when_empty", "values"):
        for name in said.get(section, {}):
            if name not in columns:
                yield (
                    f"[{section}] {name} is not a column of {said['table']}; "
                    f"its columns are {', '.join(columns)}"
                )
    for section in ("when_empty", "values"):
        for name in set(said.get(section, {})) & set(columns) - set(said["columns"]):
            yield f"[{section}] {name} is not in [columns]"
    for heading in OURS & {*headings, *said.get("ignore", [])}:
        yield f"{heading!r} is a name that Waymark uses; rename it in the export"
    for heading in sorted({each for each in headings if headings.count(each) > 1}):
        yield f"[columns] {heading!r} stands twice; a heading fills one column"
    for heading in set(said.get("ignore", [])) & set(headings):
        yield f"ignore {heading!r} is also in [columns]"
    for name in set(said.get("always", {})) & {*said["columns"], "upn", "laestab"}:
        yield f"[always] {name} is to come from the file"
    given = {*said["columns"], *said.get("always", {})}
    for name, column in columns.items():
        optional = column.nullable or name in ("recorded_on", "urn", "laestab")
        if name not in given and not optional:
            yield f"{name} is neither in [columns] nor in [always]"
    if "urn" in given and "laestab" in given and said["table"] != SCHOOLS.name:
        yield "give urn or laestab, not both"
    if not _reads_dates(said.get("date_format", ISO)):
        yield f"date_format {said['date_format']!r} needs %d, %m and %Y"


def _columns(table: Table) -> dict[str, Column]:
    """Return what a file may say of a table, by name; a school also by LAESTAB."""
    columns = {column.name: column for column in as_supplied(table)}
    if "urn" in columns:
        columns.setdefault("laestab", SCHOOLS.column("laestab"))
    return columns


def _reads_dates(date_format: str) -> bool:
    """Whether days written in a format read as the same days."""
    days = pl.Series([date(2013, 2, 1), date(2013, 4, 11), date(1913, 11, 30)])
    try:
        written = days.dt.strftime(date_format)
        return written.str.to_date(date_format, strict=False).equals(days)
    except PolarsError:
        return False


def _layout(said: Mapping[str, Any]) -> Layout:
    table = TABLES[said["table"]]
    columns = _columns(table)
    kept = {heading: columns[name] for name, heading in said["columns"].items()}
    unsaid = {
        column.name: None
        for column in table.columns
        if column.nullable and column.name not in said["columns"]
    }
    return Layout(
        name=said["name"],
        tables=(table,),
        columns=kept | dict.fromkeys(said.get("ignore", [])),
        date_format=said.get("date_format", ISO),
        when_empty=said.get("when_empty", {}),
        values=said.get("values", {}),
        always=unsaid | said.get("always", {}),
        silent=tuple(unsaid),
    )
