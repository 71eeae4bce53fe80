"""Which documents can be read, and how a name says which one it is.

``census-ANYTHING.xml`` and ``ctf-ANYTHING.xml`` say their school themselves;
``LAESTAB-wonde`` and ``LAESTAB-assembly`` are folders of pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl

from records.readers import assembly_json, census_xml, ctf_xml, wonde_json
from records.readers.layout import Layout

Tables = dict[str, pl.DataFrame]

NAMES = (
    "census-ANYTHING.xml or ctf-ANYTHING.xml, or a folder LAESTAB-wonde or -assembly"
)
NAME = re.compile(r"(?:(\d{7})-(wonde|assembly)|(census|ctf)(?:-[^/]*)?\.xml)")
LAYOUTS: dict[str, tuple[Layout, ...]] = {
    "census": census_xml.LAYOUTS,
    "ctf": ctf_xml.LAYOUTS,
    "wonde": wonde_json.LAYOUTS,
    "assembly": assembly_json.LAYOUTS,
}
XML: dict[str, Callable[..., Tables]] = {
    "census": census_xml.read,
    "ctf": ctf_xml.read,
}
PAGES: dict[str, Callable[..., Tables]] = {
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
    match = NAME.fullmatch(path.name)
    if match is None or path.is_dir() != (match[2] is not None):
        return None
    return (match[3], None) if match[3] else (match[2], int(match[1]))


def read(
    kind: str, path: Path, known_on: date, laestab: int | None, rejects: Path | None
) -> Tables:
    """Read a document of a kind; see the reader of that kind."""
    if kind in XML:
        return XML[kind](path, known_on, rejects=rejects)
    return PAGES[kind](path, known_on, laestab=laestab, rejects=rejects)
