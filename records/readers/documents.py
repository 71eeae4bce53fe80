"""Which documents can be read, and how a name says which one it is.

``census-ANYTHING.xml`` and ``ctf-ANYTHING.xml`` say their school themselves, as does
``census-ANYTHING``, a folder of CSV tables; ``LAESTAB-wonde`` and ``LAESTAB-assembly``
are folders of pages, ``LAESTAB-SUPPLIER-wide-marks.csv`` a register set out in width.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from records.readers import (
    assembly_json,
    census_tables,
    census_xml,
    ctf_xml,
    wide_marks,
    wonde_json,
)
from records.readers.document import Reading
from records.readers.layout import Layout
from records.readers.own_map import OwnMap
from records.readers.wide_marks import SUPPLIED_WIDE, WideMarks

NAMES = (
    "census-ANYTHING.xml or ctf-ANYTHING.xml, or a folder LAESTAB-wonde or -assembly, "
    "or a folder census-ANYTHING, or LAESTAB-EXPORT.csv where EXPORT is "
    f"{', '.join(SUPPLIED_WIDE)}"
)
FILE = re.compile(r"(census|ctf)(?:-[^/]*)?\.xml")
WIDE_FILE = re.compile(r"(\d{7})-([a-z-]+)\.csv")
PAGES_FOLDER = re.compile(r"(\d{7})-(wonde|assembly)")
TABLES_FOLDER = re.compile(r"census(?:-[^/.]*)?")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of document, as one of that kind is to be read.

    Attributes
    ----------
    layouts : tuple of Layout
        One a table.
    read : callable
        Takes a path and the day on which it reached the authority.
    laestab : int or None
        The school, where the name says it.
    certain : bool
        Whether all its names are confirmed, not from memory.
    wide : WideMarks or None
        When it is a register in width.
    """

    layouts: tuple[Layout, ...]
    read: Callable[[Path, date], Reading]
    laestab: int | None = None
    certain: bool = False
    wide: WideMarks | None = None


CENSUS_XML = Kind(layouts=census_xml.LAYOUTS, read=census_xml.read)
TRANSFER_FILE = Kind(layouts=ctf_xml.LAYOUTS, read=ctf_xml.read)
CENSUS_TABLES = Kind(
    layouts=census_tables.LAYOUTS, read=census_tables.read, certain=True
)


def document_of(path: Path, maps: Sequence[OwnMap] = ()) -> Kind | None:
    """Return how a document is to be read; None when it is none.

    Parameters
    ----------
    path : Path
        A file such as ``census-spring.xml``, or a folder such as ``9994001-wonde``.
    maps : sequence of OwnMap
        Of the authority; they come first.
    """
    own = next((each for each in maps if each.fits(path.name)), None)
    if path.is_dir():
        return _folder(path.name, own)
    if own is not None:
        return None if own.wide is None else _wide(own.wide, own.laestab(path.name))
    if named := FILE.fullmatch(path.name):
        return CENSUS_XML if named[1] == "census" else TRANSFER_FILE
    named = WIDE_FILE.fullmatch(path.name)
    if named is None or named[2] not in SUPPLIED_WIDE:
        return None
    return _wide(SUPPLIED_WIDE[named[2]], int(named[1]))


def _folder(name: str, own: OwnMap | None) -> Kind | None:
    if TABLES_FOLDER.fullmatch(name):
        return CENSUS_TABLES
    named = PAGES_FOLDER.fullmatch(name)
    if named is None:
        return None
    school = int(named[1])
    if named[2] == "assembly":
        read = partial(assembly_json.read, laestab=school)
        return Kind(layouts=assembly_json.LAYOUTS, read=read, laestab=school)
    words = own.words if own is not None else None
    read = partial(wonde_json.read, laestab=school, words=words)
    return Kind(layouts=wonde_json.LAYOUTS, read=read, laestab=school)


def _wide(wide: WideMarks, laestab: int | None) -> Kind:
    return Kind(
        layouts=wide.layouts,
        read=partial(wide_marks.read, laestab=laestab, wide=wide),
        laestab=laestab,
        certain=wide.certain,
        wide=wide,
    )
