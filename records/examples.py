"""Example files: a few rows of each table, which speak of the same pupils and schools.

A row is the contract's own example but for what is said here. Sam was suspended, then
excluded, taught at a centre for two weeks, and reinstated by the governors. Alex had a
temporary number at first, left at Christmas, and is educated at home.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from records.contracts import Table
from records.readers.layout import as_supplied
from records.tables import TABLES

ALEX = {"upn": "M999900124002"}
BEFORE = {"urn": 900002, "name": "Harefield Community School"}
CENTRE = {"urn": 900003, "laestab": 9991101, "name": "The Millbrook Centre"}
TUESDAY, WEDNESDAY = date(2025, 9, 9), date(2025, 9, 10)
MONDAY_AFTER = date(2025, 9, 15)
EXCLUDED, PLACED = date(2025, 10, 6), date(2025, 10, 13)
REINSTATED = date(2025, 10, 24)
CHRISTMAS, CENSUS_DAY = date(2025, 12, 19), date(2026, 1, 15)
YEAR_AFTER = date(2026, 9, 7)
GOES_ON: dict[str, Any] = {"end_date": None}
ON_ROLL: dict[str, Any] = {"leaving_date": None, "leaving_reason": None}
STANDS: dict[str, Any] = {"withdrawn_on": None}
ONE_REASON: dict[str, Any] = {"second_reason": None, "third_reason": None}
NOT_REVIEWED: dict[str, Any] = {"reviewed_by": None, "review_outcome": None}
NO_NEED = {"provision": "N", "primary_need": None, "secondary_need": None}
COUNTED = {"recorded_on": CENSUS_DAY}

EXAMPLES: dict[str, tuple[dict[str, Any], ...]] = {
    "schools": ({}, BEFORE, CENTRE | {"phase": "PR"}),
    "school_links": ({},),
    "calendar": ({}, {"date": TUESDAY}, {"date": WEDNESDAY}),
    "pupils": ({}, ALEX | {"sex": "M", "ethnicity": "BCRB", "language": "OTH"}),
    "identities": ({}, ALEX | {"surname": "Sample", "forename": "Alex"}),
    "pupil_links": (ALEX,),
    "enrolments": (
        ON_ROLL | {"status": "M"},
        {
            "urn": 900003,
            "status": "S",
            "entry_date": PLACED,
            "leaving_date": REINSTATED,
            "leaving_reason": "MOVE",
            "recorded_on": REINSTATED,
        },
        ALEX | COUNTED | {"leaving_date": CHRISTMAS, "leaving_reason": "EHE"},
    ),
    "year_groups": ({}, ALEX),
    "sen": (GOES_ON, ALEX | GOES_ON | NO_NEED),
    "free_school_meals": (
        {"category": None},
        GOES_ON | {"start_date": YEAR_AFTER, "recorded_on": YEAR_AFTER},
    ),
    "care_periods": (GOES_ON, ALEX | {"kind": "CPP"}),
    "circumstances": (GOES_ON, ALEX | GOES_ON | {"kind": "kinship_formal"}),
    "marks": (
        {},
        {"session": "PM", "code": "\\"},
        {"date": TUESDAY, "code": "E", "recorded_on": WEDNESDAY},
        ALEX | {"code": "N"},
        ALEX | {"code": "I", "recorded_on": MONDAY_AFTER},
    ),
    "attendance_totals": (
        COUNTED,
        ALEX | COUNTED | {"authorised": 0, "unauthorised": 1},
    ),
    "attendance_reasons": (
        COUNTED,
        COUNTED | {"code": "O", "sessions": 2},
        ALEX | COUNTED | {"code": "U", "sessions": 1},
    ),
    "incidents": (STANDS, ALEX | STANDS, ALEX | {"recorded_on": MONDAY_AFTER}),
    "suspensions": (
        NOT_REVIEWED | {"start_date": TUESDAY},
        ONE_REASON
        | {
            "start_date": EXCLUDED,
            "category": "PERM",
            "sessions": 0,
            "review_outcome": "reinstated",
            "recorded_on": REINSTATED,
        },
    ),
    "alternative_provision": (
        {"start_date": PLACED, "end_date": REINSTATED, "recorded_on": REINSTATED},
    ),
    "home_education": (ALEX | GOES_ON | COUNTED | {"start_date": date(2026, 1, 5)},),
    "support": (GOES_ON, ALEX | {"plan": "school_support", "stage": "review"}),
}


def example_rows(table: Table) -> pl.DataFrame:
    """Return the example rows of a table as suppliers deliver them.

    Parameters
    ----------
    table : Table

    Returns
    -------
    polars.DataFrame
        With ``upn`` for ``pupil_id``, typed.
    """
    columns = as_supplied(table)
    usual = {column.name: column.example for column in columns}
    return pl.DataFrame(
        [usual | said for said in EXAMPLES[table.name]],
        schema={column.name: column.type.polars for column in columns},
    )


def write(folder: Path) -> None:
    """Write one file a table, and remove those of tables that are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.csv"):
        path.unlink()
    for table in TABLES.values():
        example_rows(table).write_csv(folder / f"{table.name}.csv")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
