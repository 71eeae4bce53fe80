"""Three pupils of whom little is known, and what each feature says of them.

Missing is not zero, and there are three ways to be missing. Of a pupil without marks a
school has sent nothing; of one whose registers were not taken it has sent that; and a
newcomer has no past here, which is not to say that there is none elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from features.build import build
from records.tables import TABLES

WAYS = ("No marks", "Registers not taken", "New to the area")
AS_OF = date(2026, 2, 2)
YEARS = {"2024/25": date(2024, 9, 2), "2025/26": date(2025, 9, 1)}
SCHOOL_WEEKS = 39
SCHOOL = 900001
NOT_TAKEN, NEW = 2, 3
# Enough others at the school that its rates and its climate may be told.
OTHERS = range(4, 20)


def little_known() -> pl.DataFrame:
    """Build the rows of the three among pupils of whom all is known.

    Returns
    -------
    polars.DataFrame of shape (3, ...)
        Rows of ``features.build``, in the order of ``WAYS``.
    """
    days = [day for year in YEARS for day, _ in _days(year)]
    drawn = {
        "calendar": [
            _open(day, week, year) for year in YEARS for day, week in _days(year)
        ],
        "enrolments": [_enrolled(pupil) for pupil in (1, NOT_TAKEN, NEW, *OTHERS)],
        "year_groups": [_year_8(pupil) for pupil in (1, NOT_TAKEN, NEW, *OTHERS)],
        "marks": [
            mark
            for day in days
            if day < AS_OF
            for pupil in (NOT_TAKEN, *OTHERS)
            for mark in _marks(pupil, day)
        ],
        "incidents": [_incident(OTHERS[0])],
    }
    tables = {
        name: pl.DataFrame(drawn.get(name, []), table.schema)
        for name, table in TABLES.items()
    }
    rows: pl.LazyFrame = build(tables, AS_OF)
    return rows.sort("pupil_id").head(len(WAYS)).collect()


def _days(year: str) -> Iterator[tuple[date, date]]:
    for week in range(SCHOOL_WEEKS):
        monday = YEARS[year] + timedelta(weeks=week)
        for day in range(5):
            yield monday + timedelta(day), monday


def _open(day: date, week: date, year: str) -> dict[str, object]:
    whole = {"term": "autumn", "half_term": 1, "sessions": 2}
    return {"date": day, "week": week, "academic_year": year} | whole


def _enrolled(pupil: int) -> dict[str, object]:
    entry = AS_OF if pupil == NEW else date(2023, 9, 1)
    known = {"recorded_on": entry - timedelta(days=7), "superseded_on": None}
    return {
        "pupil_id": pupil,
        "urn": SCHOOL,
        "status": "C",
        "entry_date": entry,
    } | known


def _year_8(pupil: int) -> dict[str, object]:
    return {
        "pupil_id": pupil,
        "academic_year": "2025/26",
        "year_group": "8",
        "recorded_on": YEARS["2025/26"],
    }


def _marks(pupil: int, day: date) -> list[dict[str, object]]:
    mark = {"pupil_id": pupil, "urn": SCHOOL, "date": day, "recorded_on": day}
    codes = {"AM": "-", "PM": "-"} if pupil == NOT_TAKEN else {"AM": "/", "PM": "\\"}
    return [mark | {"session": at, "code": code} for at, code in codes.items()]


def _incident(pupil: int) -> dict[str, object]:
    return {
        "urn": SCHOOL,
        "incident_id": "B1",
        "pupil_id": pupil,
        "date": YEARS["2025/26"],
        "kind": "disruption",
        "severity": 1,
        "location": "lesson",
        "recorded_on": YEARS["2025/26"],
    }
