"""Which documents can be read, and how a name says which one it is.

``census-ANYTHING.xml`` and ``ctf-ANYTHING.xml`` say their school themselves, as does
``census-ANYTHING``, a folder of CSV tables; ``LAESTAB-wonde`` and ``LAESTAB-assembly``
are folders of pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from records.readers import (
    assembly_json,
    census_tables,
    census_xml,
    ctf_xml,
    wonde_json,
)
from records.readers.document import Reading
from records.readers.layout import Layout

NAMES = (
    "census-ANYTHING.xml or ctf-ANYTHING.xml, or a folder LAESTAB-wonde or -assembly, "
    "or a folder census-ANYTHING"
)
FILE = re.compile(r"(census|ctf)(?:-[^/]*)?\.xml")
PAGES_FOLDER = re.compile(r"(\d{7})-(wonde|assembly)")
TABLES_FOLDER = re.compile(r"census(?:-[^/.]*)?")
LAYOUTS: dict[str, tuple[Layout, ...]] = {
    "census": census_xml.LAYOUTS,
    "census tables": census_tables.LAYOUTS,
    "ctf": ctf_xml.LAYOUTS,
    "wonde": wonde_json.LAYOUTS,
    "assembly": assembly_json.LAYOUTS,
}
OF_SCHOOLS: dict[str, Callable[..., Reading]] = {
    "census": census_xml.read,
    "census tables": census_tables.read,
    "ctf": ctf_xml.read,
}
OF_ONE_SCHOOL: dict[str, Callable[..., Reading]] = {
    "wonde": wonde_json.read,
    "assembly": assembly_json.read,
}


def document_of(path: Path) -> tuple[str, int | None] | None:
    """Return the kind of a document, and its school where the name says it.

    Parameters
    ----------
    path : Path
        A file such as ``census-spring.xml``, or a folder such as ``9994001-wonde``.

    Returns
    -------
    (kind, LAESTAB or None), or None
        None when it is no document.
    """
    if not path.is_dir():
        named = FILE.fullmatch(path.name)
        return (named[1], None) if named else None
    if pages := PAGES_FOLDER.fullmatch(path.name):
        return pages[2], int(pages[1])
    return ("census tables", None) if TABLES_FOLDER.fullmatch(path.name) else None


def read(kind: str, path: Path, known_on: date, laestab: int | None) -> Reading:
    """Read a document of a kind; see the reader of that kind."""
    if kind in OF_SCHOOLS:
        return OF_SCHOOLS[kind](path, known_on)
    return OF_ONE_SCHOOL[kind](path, known_on, laestab=laestab)
