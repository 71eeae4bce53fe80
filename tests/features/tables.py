"""Little tables of text for feature tests, in the lake's schema.

A table is written as people write one::

    pupil_id | urn    | status | entry_date
    1        | 900001 | C      | 2024-09-02

Columns left out take the value of ``USUAL``; an empty cell is null; what is not
said about ``recorded_on`` is the day it happened. Marks are written as registers,
one line a week, two marks a day.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from features.build import build
from records.tables import TABLES

AS_OF = date(2025, 11, 17)

# Ten school weeks come before AS_OF in 2025/26, with a holiday from 27 October.
HOLIDAYS = {
    date(2024, 10, 28),
    date(2024, 12, 23),
    date(2024, 12, 30),
    date(2025, 2, 17),
    date(2025, 4, 14),
    date(2025, 4, 21),
    date(2025, 5, 26),
    date(2025, 10, 27),
    date(2025, 12, 22),
    date(2025, 12, 29),
}
YEARS = {
    "2024/25": (date(2024, 9, 2), date(2025, 7, 14)),
    "2025/26": (date(2025, 9, 1), date(2026, 2, 9)),
}

USUAL = {
    "urn": "900001",
    "status": "C",
    "entry_date": "2022-09-01",
    "kind": "disruption",
    "severity": "1",
    "category": "SUSP",
    "sessions": "2",
    "reason": "DB",
    "plan": "my_plan",
    "stage": "do",
    "provision": "K",
    "academic_year": "2025/26",
    "phase": "PS",
}
HAPPENED = ("date", "start_date", "entry_date")


def calendar() -> pl.DataFrame:
    """Return two academic years of school days."""
    rows = []
    for year, (first, last) in YEARS.items():
        monday = first
        while monday <= last:
            if monday not in HOLIDAYS:
                rows += [(monday + timedelta(n), monday, year) for n in range(5)]
            monday += timedelta(weeks=1)
    frame = pl.DataFrame(rows, ["date", "week", "academic_year"], orient="row")
    return frame.with_columns(
        term=pl.lit("autumn"),
        half_term=pl.lit(1, pl.Int64),
        sessions=pl.lit(2, pl.Int64),
    )


def table(name: str, text: str) -> pl.DataFrame:
    """Read a table written as text."""
    schema = TABLES[name].schema
    header, *lines = [line for line in text.strip().splitlines() if line.strip()]
    columns = [cell.strip() for cell in header.split("|")]
    rows = []
    for number, line in enumerate(lines):
        cells = [cell.strip() or None for cell in line.split("|")]
        row = (
            {"incident_id": f"B{number}"}
            | USUAL
            | dict(zip(columns, cells, strict=True))
        )
        happened = next((row[c] for c in HAPPENED if c in schema), "2024-09-02")
        row.setdefault("recorded_on", happened)
        rows.append({column: row.get(column) for column in schema})
    return _typed(rows, name)


def registers(text: str) -> pl.DataFrame:
    """Read marks written as registers: ``pupil | [urn |] week | five days``.

    A day is two marks (``/I``), or one list (``C2,C2``) where a code is longer;
    ``.`` is no mark at all. Marks are known on the day after, unless a column
    ``recorded_on`` or ``superseded_on`` says otherwise.
    """
    header, *lines = [line for line in text.strip().splitlines() if line.strip()]
    columns = [cell.strip() for cell in header.split("|")]
    marks = []
    for line in lines:
        cells = dict(zip(columns, (c.strip() for c in line.split("|")), strict=True))
        monday = date.fromisoformat(cells["week"])
        for offset, day in enumerate(cells["days"].split()):
            codes = day.split(",") if "," in day else list(day)
            on = monday + timedelta(offset)
            for session, code in zip(("AM", "PM"), codes, strict=False):
                if code == ".":
                    continue
                known = cells.get("recorded_on") or str(on + timedelta(1))
                marks.append(
                    {
                        "pupil_id": cells["pupil"],
                        "urn": cells.get("urn", USUAL["urn"]),
                        "date": str(on),
                        "session": session,
                        "code": code,
                        "recorded_on": known,
                        "superseded_on": cells.get("superseded_on") or None,
                    }
                )
    return _typed(marks, "marks")


def _typed(rows: list[dict[str, str | None]], name: str) -> pl.DataFrame:
    schema = TABLES[name].schema
    texts = pl.DataFrame(rows, schema=dict.fromkeys(schema, pl.String))
    return texts.with_columns(
        pl.col(column).str.to_date() if kind == pl.Date else pl.col(column).cast(kind)
        for column, kind in schema.items()
    )


def county(marks: str = "", **tables: str) -> dict[str, pl.DataFrame]:
    """Return every contract table: what is written, and the rest empty."""
    held = {name: pl.DataFrame(schema=each.schema) for name, each in TABLES.items()}
    held["calendar"] = calendar()
    if marks:
        held["marks"] = registers(marks)
    return held | {name: table(name, text) for name, text in tables.items()}


ONE_PUPIL = "pupil_id\n1"


def values(
    feature: str, marks: str = "", as_of: date = AS_OF, **tables: str
) -> dict[int, float | None]:
    """Build little tables and return one feature by pupil (one pupil unless said)."""
    tables.setdefault("enrolments", ONE_PUPIL)
    rows = build(county(marks, **tables), as_of).collect()
    found = rows.sort("pupil_id").select("pupil_id", feature).iter_rows()
    return {
        pupil: value if value is None else round(value, 6) for pupil, value in found
    }
