"""Supplier formats, one file each, and how a file name says which it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from records.readers.arbor_behaviour import ARBOR_BEHAVIOUR
from records.readers.arbor_marks import ARBOR_MARKS
from records.readers.bromcom_behaviour import BROMCOM_BEHAVIOUR
from records.readers.bromcom_marks import BROMCOM_MARKS
from records.readers.layout import Layout
from records.readers.own_map import OwnMap
from records.readers.sims_behaviour import SIMS_BEHAVIOUR
from records.readers.sims_marks import SIMS_MARKS
from records.readers.waymark_csv import waymark_csv
from records.tables import TABLES

SUPPLIED = {
    "sims-session-marks": SIMS_MARKS,
    "arbor-session-marks": ARBOR_MARKS,
    "bromcom-session-marks": BROMCOM_MARKS,
    "sims-behaviour": SIMS_BEHAVIOUR,
    "arbor-behaviour": ARBOR_BEHAVIOUR,
    "bromcom-behaviour": BROMCOM_BEHAVIOUR,
}
NAMES = (
    "name it TABLE.csv, TABLE-ANYTHING.csv, the same with .parquet, or "
    f"LAESTAB-EXPORT.csv where EXPORT is {', '.join(SUPPLIED)}"
)
SUPPLIER_NAME = re.compile(r"(\d{7})-([a-z-]+)\.csv")
WAYMARK_NAME = re.compile(r"([a-z_]+)(-[^/]*)?\.(csv|parquet)")


def layout_of(
    name: str, maps: Sequence[OwnMap] = ()
) -> tuple[Layout, int | None] | None:
    """Return the layout of a file, and its school where the name says it.

    Parameters
    ----------
    name : str
        File name without folders, such as ``"marks-2025-26.csv"`` or
        ``"9994001-sims-session-marks.csv"``.
    maps : sequence of OwnMap
        Of the authority; they come first.

    Returns
    -------
    (Layout, LAESTAB or None), or None
        None when no supplier names files so.
    """
    for own in maps:
        if own.layout is not None and own.fits(name):
            return own.layout, own.laestab(name)
    match = SUPPLIER_NAME.fullmatch(name)
    if match is not None and match[2] in SUPPLIED:
        return SUPPLIED[match[2]], int(match[1])
    match = WAYMARK_NAME.fullmatch(name)
    if match is None or match[1] not in TABLES:
        return None
    return waymark_csv(TABLES[match[1]]), None
