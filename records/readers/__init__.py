"""Supplier formats, one file each, and how a file name says which it is."""

from __future__ import annotations

import re

from records.readers.layout import Layout
from records.readers.sims_marks import SIMS_MARKS
from records.readers.waymark_csv import waymark_csv
from records.tables import TABLES

SIMS_NAME = re.compile(r"(\d{7})-sims-session-marks\.csv")
WAYMARK_NAME = re.compile(r"([a-z_]+)(-[^/]*)?\.csv")


def layout_of(name: str) -> tuple[Layout, int | None] | None:
    """Return the layout of a file, and its school where the name says it.

    Parameters
    ----------
    name : str
        File name without folders, such as ``"marks-2025-26.csv"`` or
        ``"9994001-sims-session-marks.csv"``.

    Returns
    -------
    (Layout, LAESTAB or None), or None
        None when no supplier names files so.
    """
    if match := SIMS_NAME.fullmatch(name):
        return SIMS_MARKS, int(match[1])
    match = WAYMARK_NAME.fullmatch(name)
    if match is None or match[1] not in TABLES:
        return None
    return waymark_csv(TABLES[match[1]]), None
