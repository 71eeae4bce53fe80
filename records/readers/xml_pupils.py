"""An XML document of pupils under one header, as the census and transfer files are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TypeVar

from records.readers.document import Document, Row
from records.readers.unreadable import Unreadable
from records.readers.xml_stream import SEND_AGAIN, Element, elements

Head = TypeVar("Head")
HEADER = "Header"


def take_pupils(
    document: Document,
    path: Path,
    *,
    root: str,
    pupils: Collection[str],
    head: Callable[[Path, Element], Head],
    rows: Callable[[Element, Head], Iterator[tuple[str, int, Row]]],
) -> None:
    """Take the rows of every pupil into ``document``, in a stream.

    Parameters
    ----------
    document : Document
    path : Path
    root : str
        Name of the root element.
    pupils : collection of str
        Names of the elements that hold a pupil.
    head : callable
        What the header says for every row.
    rows : callable
        Table, line and row of everything one pupil's element says.

    Raises
    ------
    Unreadable
        When it cannot be read, or a pupil stands before the header.
    """
    said: Head | None = None
    for element in elements(path, root=root, names=(HEADER, *pupils)):
        if element.name == HEADER:
            said = head(path, element)
            continue
        if said is None:
            what = "has a pupil before its Header"
            raise Unreadable(path.name, what, SEND_AGAIN, row=element.line)
        for table, line, row in rows(element, said):
            document.add(table, line, row)
