"""XML read safely and in a stream: no entities, no network, one record at a time.

An XML document may ask its reader to expand text a billionfold or to fetch a file
from elsewhere. It can do so only from a document type declaration, so a document that
has one is refused. Nothing outside a record is kept and every record is bounded, so
memory does not grow with the file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat
from xml.parsers.expat import errors

from records.readers.unreadable import Unreadable

CHUNK = 1 << 16
DEEPEST = 40
MOST_ELEMENTS = 20_000
LONGEST_TEXT = 10_000
LONGEST_TAG = 1 << 20
ENCODINGS = ("utf-8", "utf-16", "iso-8859-1", "us-ascii", "windows-1252")
ANYWHERE = "*"
CUT_SHORT = (
    errors.XML_ERROR_NO_ELEMENTS,
    errors.XML_ERROR_UNCLOSED_TOKEN,
    errors.XML_ERROR_PARTIAL_CHAR,
    errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
)

SEND_AGAIN = "ask the supplier to send it again"


@dataclass
class Element:
    """One element of a document, with what it holds.

    Attributes
    ----------
    name : str
        Without its namespace.
    line : int
        Where it starts, counted from 1.
    children : list of Element
    """

    name: str
    line: int
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    length: int = 0

    @property
    def value(self) -> str | None:
        """Its own text without surrounding space; None when there is none."""
        return "".join(self.pieces).strip() or None

    def inside(self, place: str) -> list[Element]:
        """Return the elements at a place, in the order of the document.

        Parameters
        ----------
        place : str
            Names from this element down, such as ``"PupilStatus/EntryDate"``;
            ``"*/FSMperiod"`` is that element anywhere inside this one.
        """
        *above, name = place.split("/")
        found = self._named.get(name, [])
        if above == [ANYWHERE]:
            return [element for _, element in found]
        return [element for trail, element in found if trail == above]

    def text(self, places: str) -> str | None:
        """Return the first text at a place, or at the next of several (``A|B``)."""
        for place in places.split("|"):
            for element in self.inside(place):
                if element.value is not None:
                    return element.value
        return None

    @cached_property
    def _named(self) -> dict[str, list[tuple[list[str], Element]]]:
        found: dict[str, list[tuple[list[str], Element]]] = {}
        pending: list[tuple[list[str], Element]]
        pending = [([], child) for child in reversed(self.children)]
        while pending:
            trail, element = pending.pop()
            found.setdefault(element.name, []).append((trail, element))
            below = [*trail, element.name]
            pending += [(below, child) for child in reversed(element.children)]
        return found


def elements(path: Path, *, root: str, names: Collection[str]) -> Iterator[Element]:
    """Read the elements of some names, each as soon as it is complete.

    Parameters
    ----------
    path : Path
    root : str
        Name of the outermost element.
    names : collection of str
        Of the elements to give; one inside another is part of that other.

    Raises
    ------
    Unreadable
        When the file is not well-formed, is not the document that is expected, has a
        document type declaration, or holds a record beyond all bounds.
    """
    stream = _Stream(path.name, root, names)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield from stream.feed(chunk, last=False)
    yield from stream.feed(b"", last=True)


class _Stream:
    """The state of the parser between two chunks of a file."""

    def __init__(self, label: str, root: str, names: Collection[str]) -> None:
        self.label, self.root, self.names = label, root, names
        self.depth = self.count = self.read = 0
        self.open: list[Element] = []
        self.complete: list[Element] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.XmlDeclHandler = self._declare
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def feed(self, chunk: bytes, *, last: bool) -> list[Element]:
        """Parse a chunk and return the records that ended in it."""
        try:
            self.parser.Parse(chunk, last)
        except expat.ExpatError as error:
            self._refuse(*_fault(error), line=error.lineno)
        self.read += len(chunk)
        # The parser starts an unfinished tag or comment anew with every chunk.
        if self.read - self.parser.CurrentByteIndex > LONGEST_TAG:
            self._refuse("has a tag or comment over a megabyte long", SEND_AGAIN)
        complete, self.complete = self.complete, []
        return complete

    def _refuse(self, what: str, advice: str, line: int | None = None) -> NoReturn:
        line = self.parser.CurrentLineNumber if line is None else line
        raise Unreadable(self.label, what, advice, row=line) from None

    def _declare(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ENCODINGS:
            self._refuse(
                f"declares an encoding other than {', '.join(ENCODINGS)}",
                "save it again as UTF-8",
            )

    def _refuse_doctype(self, *declared: object) -> None:
        self._refuse(
            "has a document type declaration, which could name files or entities",
            "remove it, and ask who put it there",
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        self.depth += 1
        if self.depth == 1 and name != self.root:
            self._refuse(
                f"begins with another element than {self.root}",
                "check that this is the right file",
            )
        if self.depth > DEEPEST:
            self._refuse(f"is nested over {DEEPEST} elements deep", SEND_AGAIN)
        if not self.open and name not in self.names:
            return
        element = Element(name, self.parser.CurrentLineNumber)
        if self.open:
            self._check_count()
            self.open[-1].children.append(element)
        else:
            self.count = 0
        self.open.append(element)

    def _check_count(self) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS:
            within = f"{self.open[0].name} of line {self.open[0].line:,}"
            self._refuse(f"has over {MOST_ELEMENTS:,} elements in {within}", SEND_AGAIN)

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self.open:
            element = self.open.pop()
            if not self.open:
                self.complete.append(element)

    def _text(self, text: str) -> None:
        if not self.open:
            return
        element = self.open[-1]
        element.length += len(text)
        if element.length > LONGEST_TEXT:
            what = f"has over {LONGEST_TEXT:,} characters in {element.name}"
            self._refuse(what, SEND_AGAIN)
        element.pieces.append(text)


def _fault(error: expat.ExpatError) -> tuple[str, str]:
    """Say what is wrong with the form of a document, and what to do."""
    said = expat.ErrorString(error.code)
    if said in CUT_SHORT:
        return "ends before its last element does", SEND_AGAIN
    if said == errors.XML_ERROR_INVALID_TOKEN:
        return "is not XML here, or not in the encoding it declares", SEND_AGAIN
    return f"is not well-formed XML ({said})", SEND_AGAIN
