"""Twenty-four pupils, two schools, fourteen school weeks, and two small champions."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import lightgbm as lgb
import numpy as np
import polars as pl

from features.catalogue import CATALOGUE, digest
from models.bundle import Bundle, Manifest, Peers, save
from models.calibration import Calibration
from models.outcomes import OUTCOMES
from records.settings import Settings
from records.tables import TABLES

FIRST_MONDAY = date(2026, 8, 31)
BEFORE = FIRST_MONDAY - timedelta(days=1)
AS_OF = FIRST_MONDAY + timedelta(weeks=14)
PUPILS = range(1, 25)
# Came last week: of them too little is recorded.
NEWCOMER = 24
SCHOOLS = (900001, 900002)
FEATURES = (
    "absence_rate_4w",
    "absence_rate_12w",
    "absence_rate_year",
    "incidents_4w",
    "year_group",
)
WORST = 23  # Misses most school: pupil n misses n sessions in fifty.


def school(pupil: int) -> int:
    return SCHOOLS[pupil % 2]


def school_days() -> list[date]:
    ahead = AS_OF + timedelta(weeks=20)
    days = pl.date_range(FIRST_MONDAY, ahead, eager=True)
    return [day for day in days if day.isoweekday() <= 5]


def small_county() -> dict[str, pl.LazyFrame]:
    """Return every table, in lake schema, empty where nothing matters."""
    rows = {
        "calendar": [on_calendar(day) for day in school_days()],
        "schools": [
            {"urn": urn, "name": f"School {urn}", "phase": "SS", "recorded_on": BEFORE}
            for urn in SCHOOLS
        ],
        "pupils": [
            {"pupil_id": each, "sex": "FM"[each % 2], "recorded_on": BEFORE}
            for each in PUPILS
        ],
        "identities": [
            {"pupil_id": each, "upn": f"U{each}", "forename": "Sam", "surname": "Hill"}
            for each in PUPILS
        ],
        "enrolments": [enrolment(each) for each in PUPILS],
        "year_groups": [year_group(each) for each in PUPILS],
        "marks": [mark for each in PUPILS for mark in marks(each)],
    }
    return {
        name: pl.LazyFrame(rows.get(name, []), schema=table.schema)
        for name, table in TABLES.items()
    }


def on_calendar(day: date) -> dict[str, object]:
    return {
        "date": day,
        "week": day - timedelta(days=day.weekday()),
        "academic_year": "2026/27",
        "term": "autumn",
        "half_term": 1,
        "sessions": 2,
    }


def enrolment(pupil: int) -> dict[str, object]:
    return {
        "pupil_id": pupil,
        "urn": school(pupil),
        "status": "C",
        "entry_date": FIRST_MONDAY,
        "recorded_on": BEFORE,
    }


def year_group(pupil: int) -> dict[str, object]:
    return {
        "pupil_id": pupil,
        "academic_year": "2026/27",
        "year_group": "R" if pupil == 1 else "9",
        "recorded_on": BEFORE,
    }


def marks(pupil: int) -> list[dict[str, object]]:
    days = [day for day in school_days() if day < AS_OF]
    days = days[-2:] if pupil == NEWCOMER else days
    sessions = [(day, session) for day in days for session in ("AM", "PM")]
    return [
        {
            "pupil_id": pupil,
            "urn": school(pupil),
            "date": day,
            "session": session,
            "code": "O" if number % 50 < pupil else "/",
            "recorded_on": day,
        }
        for number, (day, session) in enumerate(sessions)
    ]


def make_champions(home: Path) -> Settings:
    """Save a small champion of each outcome, and return the settings."""
    settings = Settings(home=home)
    for name in OUTCOMES:
        save(small_bundle(name), settings.champions / name)
    return settings


def small_bundle(outcome: str) -> Bundle:
    draw = np.random.default_rng(7)
    known = draw.uniform(0, 0.5, size=(400, len(FEATURES)))
    happened = known[:, :3].mean(axis=1) + draw.normal(0, 0.05, 400) > 0.25
    directions = {name: CATALOGUE[name].direction for name in FEATURES}
    booster = lgb.train(
        {
            "objective": "binary",
            "monotone_constraints": list(directions.values()),
            "num_leaves": 5,
            "num_threads": 1,
            "verbose": -1,
        },
        lgb.Dataset(known, happened, feature_name=list(FEATURES)),
        num_boost_round=20,
    )
    manifest = Manifest(
        outcome=outcome,
        features=directions,
        calibration=Calibration(1.0, 0.0),
        trained_on=(date(2026, 3, 2),),
        usual=dict.fromkeys(FEATURES, 0.1),
        peers=(Peers(from_risk=0.0, pupils=100, happened=5),),
        lake_digest="lake",
        code_digest="code",
        catalogue_digest=digest(),
    )
    return Bundle(booster=booster, manifest=manifest)
