"""What lies in a delivery: which files, in which layout, known since when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from records.errors import InputRejected
from records.readers import NAMES, documents, layout_of
from records.readers.documents import Kind
from records.readers.layout import Layout
from records.readers.own_map import OwnMap

EXPECTED = f"{NAMES}; or {documents.NAMES}"


@dataclass(frozen=True, kw_only=True)
class Source:
    """One file of a delivery.

    Attributes
    ----------
    path : Path
    label : str
        Its place inside the delivery, as people read it.
    layout : Layout
    known_on : date or None
        Day on which it reached the authority, when that is said.
    laestab : int or None
        The school that sent it, when its name says so.
    document : Kind or None
        When it is a document rather than rows; ``layout`` is then that of the first
        table in it.
    """

    path: Path
    label: str
    layout: Layout
    known_on: date | None
    laestab: int | None
    document: Kind | None = None


def sources(
    place: Path, known_on: date | None, maps: Sequence[OwnMap] = ()
) -> list[Source]:
    """Find the files to ingest, documents last, the oldest delivery first.

    Parameters
    ----------
    place : Path
        A file, a delivery folder, or a folder of delivery folders named by date.
    known_on : date or None
        For a file or a folder whose name does not say it.
    maps : sequence of OwnMap
        Of the authority, beside the readers that Waymark has.

    Raises
    ------
    InputRejected
        When nothing is there, a name is not understood, or a file that needs its
        day does not have one.
    """
    if not place.exists():
        raise InputRejected(f"{place} does not exist; check the address")
    found = list(_find(place, known_on, maps))
    if not found:
        raise InputRejected(f"{place} holds no file to ingest; {EXPECTED}")
    return sorted(found, key=lambda source: source.document is not None)


def _find(
    place: Path, known_on: date | None, maps: Sequence[OwnMap]
) -> Iterator[Source]:
    alone = place.is_file() or documents.document_of(place, maps) is not None
    day = _day(place.parent if alone else place) or known_on
    if alone:
        yield _source(place, place.name, day, maps)
        return
    for path in sorted(place.iterdir()):
        if path.name.startswith((".", "~")):
            continue
        if path.is_file() or documents.document_of(path, maps) is not None:
            label = path.name if _day(place) is None else f"{place.name}/{path.name}"
            yield _source(path, label, day, maps)
        elif _day(path) is not None and _day(place) is None:
            yield from _find(path, known_on, maps)
        else:
            raise InputRejected(
                f"{path} is a folder whose name is not a date; "
                "name delivery folders by the day, such as 2025-09-08"
            )


def _day(folder: Path) -> date | None:
    try:
        return date.fromisoformat(folder.name)
    except ValueError:
        return None


def _source(
    path: Path, label: str, known_on: date | None, maps: Sequence[OwnMap]
) -> Source:
    document = documents.document_of(path, maps)
    if document is not None:
        layout, laestab = document.layouts[0], document.laestab
    else:
        layout, laestab = _recognised(path, label, maps)
    if layout.undated and known_on is None:
        raise InputRejected(
            f"{label}: a {layout.name} file does not say when it became known; "
            "put it in a folder named by the day, or give --known-on"
        )
    return Source(
        path=path,
        label=label,
        layout=layout,
        known_on=known_on,
        laestab=laestab,
        document=document,
    )


def _recognised(
    path: Path, label: str, maps: Sequence[OwnMap]
) -> tuple[Layout, int | None]:
    recognised = layout_of(path.name, maps)
    if recognised is None:
        raise InputRejected(f"{label}: Waymark does not know this file; {EXPECTED}")
    return recognised
