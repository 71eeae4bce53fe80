"""A small county with the mess of a real one: amendments, two schools, late news."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import polars as pl
from tables import AS_OF, calendar

from records.codes import code_list
from records.tables import TABLES

PUPILS = range(1, 13)
SCHOOLS = (900001, 900002, 900003)
FIRST = date(2025, 6, 9)
CODES = code_list("attendance_codes")["code"].to_list() + ["/", "\\", "I"] * 15


def messy_county(seed: int) -> dict[str, pl.DataFrame]:
    """Return contract tables drawn at random, some rows known only after ``AS_OF``."""
    random = Random(seed)
    held = {name: pl.DataFrame(schema=each.schema) for name, each in TABLES.items()}
    days = calendar().filter(pl.col("date") >= FIRST)["date"].to_list()
    days = [day for day in days if day < AS_OF + timedelta(weeks=2)]
    drawn = {
        "marks": [row for pupil in PUPILS for row in _marks(random, pupil, days)],
        "enrolments": [row for pupil in PUPILS for row in _spells(random, pupil)],
        "year_groups": [_year(random, pupil) for pupil in PUPILS],
        "incidents": [_incident(random, number, days) for number in range(60)],
        "suspensions": [_suspension(random, days) for _ in range(12)],
        "support": [_support(random, days) for _ in range(12)],
        "sen": [_period(random, days, provision=random.choice("NKE")) for _ in PUPILS],
        "care_periods": [_period(random, days, kind="CIN") for _ in range(4)],
        "alternative_provision": [
            _period(random, days, provider="900009", reason="BHS", sessions=6)
            for _ in range(8)
        ],
    }
    return (
        held
        | {"calendar": calendar()}
        | {
            name: pl.DataFrame(rows, TABLES[name].schema)
            for name, rows in drawn.items()
        }
    )


def _history(random: Random, happened: date) -> dict[str, date | None]:
    known = happened + timedelta(random.choice([0, 1, 1, 1, 5, 20]))
    gone = known + timedelta(random.randint(1, 30)) if random.random() < 0.1 else None
    return {"recorded_on": known, "superseded_on": gone}


def _marks(random: Random, pupil: int, days: list[date]) -> list[dict[str, object]]:
    schools = random.sample(SCHOOLS, 1 + (random.random() < 0.4))
    return [
        {
            "pupil_id": pupil,
            "urn": urn,
            "date": day,
            "session": session,
            "code": random.choice(CODES),
        }
        | _history(random, day)
        for urn in schools
        for day in days
        for session in ("AM", "PM")
        if random.random() < 0.8
    ]


def _spells(random: Random, pupil: int) -> list[dict[str, object]]:
    entry = date(2023, 9, 1)
    spells = []
    for urn in random.sample(SCHOOLS, random.choice([1, 1, 2, 3])):
        left = entry + timedelta(random.randint(200, 900))
        spells.append(
            {
                "pupil_id": pupil,
                "urn": urn,
                "status": random.choice("CCCCMS"),
                "entry_date": entry,
                "leaving_date": left if random.random() < 0.6 else None,
                "leaving_reason": random.choice([None, "END", "MM", "MOVE"]),
            }
            | _history(random, entry)
        )
        entry = left + timedelta(random.choice([1, 40]))
    return spells


def _year(random: Random, pupil: int) -> dict[str, object]:
    year = random.choice(["2024/25", "2025/26"])
    code = random.choice(["R", "1", "6", "7", "11", "X"])
    happened = date(int(year[:4]), 9, 20)
    return {
        "pupil_id": pupil,
        "academic_year": year,
        "year_group": code,
    } | _history(random, happened)


def _incident(random: Random, number: int, days: list[date]) -> dict[str, object]:
    day = random.choice(days)
    return {
        "urn": random.choice(SCHOOLS[:2]),
        "incident_id": f"B{number}",
        "pupil_id": random.choice(PUPILS),
        "date": day,
        "kind": random.choice(code_list("incident_kinds")["code"].to_list()),
        "severity": random.randint(1, 3),
        "location": (None, "lesson", "corridor", "outside")[number % 4],
    } | _history(random, day)


def _suspension(random: Random, days: list[date]) -> dict[str, object]:
    day = random.choice(days)
    return {
        "pupil_id": random.choice(PUPILS),
        "urn": random.choice(SCHOOLS),
        "start_date": day,
        "category": random.choice(["SUSP", "PERM"]),
        "sessions": random.randint(0, 10),
        "reason": ("DB", "PP", "VA")[day.day % 3],
        "second_reason": (None, None, "DB", "DM")[day.day % 4],
    } | _history(random, day)


def _support(random: Random, days: list[date]) -> dict[str, object]:
    day = random.choice(days)
    return {
        "pupil_id": random.choice(PUPILS),
        "plan": random.choice(code_list("support_plans")["code"].to_list()),
        "start_date": day,
        "end_date": random.choice([None, day + timedelta(70)]),
        "stage": random.choice(code_list("support_stages")["code"].to_list()),
        "review_due": random.choice([None, day + timedelta(40)]),
    } | _history(random, day)


def _period(random: Random, days: list[date], **what: str | int) -> dict[str, object]:
    day = random.choice(days)
    return {
        "pupil_id": random.choice(PUPILS),
        "start_date": day,
        "end_date": random.choice([None, day + timedelta(30)]),
        **what,
    } | _history(random, day)


def linked_county(seed: int) -> dict[str, pl.DataFrame]:
    """Return a messy county in which a pupil and a school have had another number."""
    random = Random(seed)
    opened = date(2025, 9, 1)
    pupil = {"pupil_id": random.choice(PUPILS), "former_pupil_id": PUPILS[-1]}
    school = {"urn": SCHOOLS[0], "predecessor_urn": SCHOOLS[2], "start_date": opened}
    drawn = {
        "pupil_links": pupil | _history(random, AS_OF - timedelta(30)),
        "school_links": school | _history(random, opened),
    }
    return messy_county(seed) | {
        name: pl.DataFrame([row], TABLES[name].schema) for name, row in drawn.items()
    }
