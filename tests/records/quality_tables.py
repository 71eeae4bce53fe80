"""Small tables for quality tests: five school weeks, and whoever is on roll."""

from datetime import UTC, date, datetime, timedelta

import polars as pl

from records.account import FileReport, IngestReport, Reason, TableReport
from records.quality.findings import findings
from records.quality.period import period
from records.quality.schools import schools
from records.tables import TABLES

MONDAY = date(2025, 11, 3)
WEEKS = [MONDAY + timedelta(weeks=number) for number in range(4)]
KNOWN_ON = MONDAY + timedelta(weeks=4)
NOW = datetime(2025, 12, 1, 9, 30, tzinfo=UTC)
HARE, OAK, ELM = 900001, 900002, 900003
ENTERED = date(2024, 9, 2)
EXPORT = "9994001-sims-session-marks.csv"


def school_days(weeks=(*WEEKS, KNOWN_ON)):
    """Return the five days of each week."""
    return [week + timedelta(days=day) for week in weeks for day in range(5)]


DAYS = school_days(WEEKS)
TUESDAY = DAYS[1]


def calendar(days=None, sessions=2):
    return table(
        "calendar",
        [
            {
                "date": day,
                "week": day - timedelta(days=day.weekday()),
                "academic_year": "2025/26",
                "term": "autumn",
                "half_term": 2,
                "sessions": sessions,
            }
            for day in (school_days() if days is None else days)
        ],
    )


def spell(pupil, urn=HARE, status="C", entry=ENTERED, leaving=None):
    return {
        "pupil_id": pupil,
        "urn": urn,
        "status": status,
        "entry_date": entry,
        "leaving_date": leaving,
        "recorded_on": entry,
    }


def marked(pupil, urn=HARE, days=None, codes="/\\"):
    """Return the marks of one pupil's days: morning, and afternoon if there is one."""
    return [
        {
            "pupil_id": pupil,
            "urn": urn,
            "date": day,
            "session": session,
            "code": code,
            "recorded_on": day + timedelta(days=1),
        }
        for day in (school_days(WEEKS) if days is None else days)
        for session, code in zip(("AM", "PM"), codes, strict=False)
    ]


def school(urn, name):
    return {
        "urn": urn,
        "laestab": urn + 9_094_000,
        "name": name,
        "recorded_on": ENTERED,
    }


SCHOOLS = [
    school(HARE, "Harefield Vale School"),
    school(OAK, "Oakhanger Lane School"),
    school(ELM, "Elmbridge Brook School"),
]


def table(name, rows):
    """Return a table in lake schema; columns left out are null."""
    schema = TABLES[name].schema
    return pl.DataFrame(rows, schema=schema, orient="row", strict=True).lazy()


def tables(**rows):
    """Return every table, empty but for the schools, the calendar and those given."""
    held = {name: table(name, rows.get(name, [])) for name in TABLES}
    held["schools"] = table("schools", rows.get("schools", SCHOOLS))
    if "calendar" not in rows:
        held["calendar"] = calendar()
    return held


def ingested(
    *, rows=40, kept=40, rejected=2, digest="a" * 64, day=KNOWN_ON, column="Mark"
):
    """Return the report of a delivery of one file of one school."""
    problem = "was not in force on that date"
    return IngestReport(
        files=(
            FileReport(
                file=EXPORT,
                layout="SIMS session marks",
                laestab=9994001,
                known_on=day,
                rows=rows,
                rejected=rejected,
            ),
        ),
        tables=(
            TableReport(
                table="marks",
                rows=rows,
                kept=kept,
                unchanged=rows - kept - rejected,
                rejected=rejected,
            ),
        ),
        reasons=(Reason(file=EXPORT, column=column, problem=problem, rows=rejected),),
        known_until=day,
        digest=digest,
    )


def figures(*spells, marks=(), **others):
    """Return the row of each school by its URN."""
    held = tables(
        enrolments=list(spells), marks=[row for rows in marks for row in rows], **others
    )
    found = schools(held, period(held["calendar"], KNOWN_ON), ())
    return {row["urn"]: row for row in found.iter_rows(named=True)}


def kinds(row):
    return [finding.kind for finding in findings(row)]


def said(row, kind):
    (finding,) = [finding for finding in findings(row) if finding.kind == kind]
    return finding.found
