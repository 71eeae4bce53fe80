"""The pages of an interface, as JSON files in a folder: ``students-1.json``, ….

Each page is an object whose ``data`` is a list of records. A page is read whole, so
its size is bounded; interfaces give their records in pages for the same reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

from records.readers.document import Document, Row
from records.readers.unreadable import Unreadable

LARGEST_PAGE = 64 << 20
LONGEST_TEXT = 10_000
PAGE_NAME = re.compile(r"([a-z-]+?)(?:-\d+)?\.json")
HALF_CHARACTER = re.compile("[\ud800-\udfff]")
MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]00:00(:00(\.0+)?)?(Z|\+00:00)?")

SEND_AGAIN = "ask the supplier to send it again"


class BadRecord(Unreadable):
    """A record that holds something else than what it should."""


@dataclass(frozen=True)
class Record:
    """One record of a page.

    Attributes
    ----------
    page : Path
    file : int
        Place of the page among the pages by name.
    place : int
        Number of the record on the page, counted from 1.
    fields : dict
        As JSON has them.
    """

    page: Path
    file: int
    place: int
    fields: dict[str, Any]

    @property
    def endpoint(self) -> str:
        """What it is a record of, such as ``"students"``."""
        return _endpoint(self.page)

    def text(self, places: str) -> str | None:
        """Return what stands at a place, or at the next of several.

        Parameters
        ----------
        places : str
            Names from the record down, such as ``"education_details.data.upn"``;
            alternatives are parted by ``|``.

        Raises
        ------
        BadRecord
            When something else than one word, number or date stands there.
        """
        for place in places.split("|"):
            found: Any = self.fields
            for name in place.split("."):
                found = found.get(name) if isinstance(found, dict) else None
            if found is not None and found != "":
                return self._plain(place, found)
        return None

    def parts(self, place: str) -> list[Record]:
        """Return the records in a list inside this one; none where it is missing."""
        found = self.fields.get(place) or []
        if isinstance(found, dict):
            found = found.get("data") or []
        if not _is_list_of_objects(found):
            self._refuse(place, "is not a list of objects")
        return [replace(self, fields=part) for part in found]

    def _plain(self, place: str, found: Any) -> str | None:
        if isinstance(found, dict) and isinstance(found.get("date"), str):
            found = found["date"]
        if isinstance(found, bool):
            return str(found).lower()
        if isinstance(found, int) and found.bit_length() < 64:
            return str(found)
        sound = isinstance(found, str) and len(found) <= LONGEST_TEXT
        if not sound or HALF_CHARACTER.search(found):
            self._refuse(place, "is not one word, number or date")
        midnight = MIDNIGHT.fullmatch(found)
        return midnight[1] if midnight else found.strip() or None

    def _refuse(self, place: str, what: str) -> NoReturn:
        raise BadRecord(self.page.name, what, SEND_AGAIN, row=self.place, column=place)


def pages(folder: Path, endpoints: Sequence[str]) -> list[Path]:
    """Find the pages in a folder, in the order of their names.

    Raises
    ------
    Unreadable
        When there is none, or a file that is not a page.
    """
    expected = f"name pages ENDPOINT-NUMBER.json, of {', '.join(endpoints)}"
    if not folder.is_dir():
        raise Unreadable(folder.name, "is not a folder of pages", expected)
    found = sorted(folder.iterdir())
    for path in found:
        if _endpoint(path) not in endpoints or not path.is_file():
            raise Unreadable(path.name, "is not a page that is known", expected)
    if not found:
        raise Unreadable(folder.name, "holds no page", expected)
    return found


def records(found: Sequence[Path], endpoints: Sequence[str]) -> Iterator[Record]:
    """Read the records of all pages, one endpoint after the other.

    Raises
    ------
    Unreadable
        When one is not JSON in UTF-8, or not a page of records.
    """
    by_endpoint = sorted(
        enumerate(found), key=lambda page: endpoints.index(_endpoint(page[1]))
    )
    for file, path in by_endpoint:
        content = _content(path)
        data: Any = content.get("data") if isinstance(content, dict) else None
        if not _is_list_of_objects(data):
            what = "is not a page, an object whose 'data' is a list of records"
            raise Unreadable(path.name, what, SEND_AGAIN)
        for place, fields in enumerate(data, start=1):
            yield Record(path, file, place, fields)


def take_records(
    document: Document,
    found: Iterable[Record],
    rows: Callable[[Record], Iterator[tuple[str, Row]]],
    tables: Mapping[str, str],
) -> None:
    """Take the rows of every record into ``document``.

    Parameters
    ----------
    document : Document
    found : iterable of Record
    rows : callable
        Table and row of everything a record says.
    tables : mapping of str to str
        By endpoint, the table that counts a record which is rejected.
    """
    for record in found:
        try:
            for table, row in list(rows(record)):
                document.add(table, record.place, row, record.file)
        except BadRecord as fault:
            document.blame(
                tables[record.endpoint],
                record.place,
                str(fault.column),
                fault.what,
                fault.advice,
                record.file,
            )


def _endpoint(page: Path) -> str:
    named = PAGE_NAME.fullmatch(page.name)
    return named[1] if named else ""


def _content(path: Path) -> Any:
    if path.stat().st_size > LARGEST_PAGE:
        what = f"is over {LARGEST_PAGE >> 20} MB"
        raise Unreadable(path.name, what, "ask for smaller pages")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        what = f"is not UTF-8 in line {line:,}"
        raise Unreadable(path.name, what, SEND_AGAIN) from None
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        what = f"is not JSON in line {error.lineno:,} ({error.msg})"
        raise Unreadable(path.name, what, SEND_AGAIN) from None
    except (RecursionError, ValueError):
        # Brackets nested without end, or a number of thousands of digits.
        what = "is nested or numbered beyond all bounds"
        raise Unreadable(path.name, what, SEND_AGAIN) from None


def _is_list_of_objects(found: object) -> bool:
    return isinstance(found, list) and all(isinstance(part, dict) for part in found)
