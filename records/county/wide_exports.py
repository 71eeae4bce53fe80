"""Registers set out in width, as their reader takes them up: a column a session.

Each supplier does it in another way that ``records/readers/wide_marks.py`` reads: a row
a pupil and every session with its day (SIMS), a row a pupil and day (Arbor), a row a
pupil and week (Bromcom).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from records.county.exports import FILLED
from records.readers.session_columns import WEEKDAYS
from records.readers.wide_marks import SUPPLIED_WIDE, WEEKS, WideMarks

DAY = "%d/%m/%Y"
ORDER = ("date", "session")
# By supplier, the column beside the sessions, if there is one, and what it holds.
BESIDE = {
    "sims": {},
    "arbor": {"Date": pl.col("date")},
    "bromcom": {WEEKS[0]: pl.col("date").dt.truncate("1w")},
}
_WEEKDAY = (pl.col("date").dt.weekday() - 1).replace_strict(
    dict(enumerate(day.capitalize() for day in WEEKDAYS)), return_dtype=pl.String
)
SESSION = {
    "sims": pl.col("date").dt.strftime(DAY) + " " + pl.col("session"),
    "arbor": pl.col("session"),
    "bromcom": _WEEKDAY + " " + pl.col("session"),
}


def write_wide(supplier: str, rows: pl.DataFrame, paths: Mapping[int, Path]) -> None:
    """Write a file for each school.

    Parameters
    ----------
    supplier : str
        A key of ``BESIDE``.
    rows : polars.DataFrame
        Marks, none told twice, beside what ``known.roster`` says of their pupils.
    paths : mapping of int to Path
        By URN.
    """
    layout = SUPPLIED_WIDE[f"{supplier}-wide-marks"]
    ready = rows.sort(*ORDER, maintain_order=True).select(
        "urn",
        *_of_pupil(layout, rows),
        *(value.alias(heading) for heading, value in BESIDE[supplier].items()),
        _session=SESSION[supplier],
        _code=pl.col("code"),
    )
    by_school = ready.partition_by("urn", as_dict=True, include_key=False)
    for (urn,), own in by_school.items():
        beside = [name for name in own.columns if name not in ("_session", "_code")]
        wide = own.pivot("_session", index=beside, values="_code")
        wide.write_csv(paths[int(urn)], date_format=DAY)


def _of_pupil(layout: WideMarks, rows: pl.DataFrame) -> list[pl.Expr]:
    """Return the columns that say who a pupil is; totals are left out."""
    places = {
        heading: FILLED.get(heading) if column is None else column.name
        for heading, column in layout.columns.items()
    }
    return [
        pl.col(name).alias(heading)
        for heading, name in places.items()
        if name in rows.columns
    ]
