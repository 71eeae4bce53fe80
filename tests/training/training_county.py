"""Tiny records in lake schema, for one test or for a whole training run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import lightgbm as lgb
import numpy as np
import polars as pl

from models.bundle import Bundle, Manifest
from models.calibration import Calibration
from records.tables import TABLES

Rows = Sequence[Mapping[str, Any]]
Tables = dict[str, pl.LazyFrame]

HOLIDAYS = (
    (date(2024, 10, 28), date(2024, 11, 1)),
    (date(2024, 12, 23), date(2025, 1, 3)),
    (date(2025, 2, 17), date(2025, 2, 21)),
    (date(2025, 4, 14), date(2025, 4, 25)),
    (date(2025, 5, 26), date(2025, 5, 30)),
    (date(2025, 7, 21), date(2025, 8, 29)),
    (date(2025, 10, 27), date(2025, 10, 31)),
    (date(2025, 12, 22), date(2026, 1, 2)),
    (date(2026, 2, 16), date(2026, 2, 20)),
    (date(2026, 4, 6), date(2026, 4, 17)),
)


def school_days(first: date, last: date) -> list[date]:
    """Weekdays outside the holidays."""
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    return [
        day
        for day in days
        if day.weekday() < 5 and not any(start <= day <= end for start, end in HOLIDAYS)
    ]


def calendar_rows(days: Sequence[date]) -> list[dict[str, Any]]:
    return [
        {
            "date": day,
            "week": day - timedelta(day.weekday()),
            "academic_year": f"{(y := day.year - (day.month < 8))}/{(y + 1) % 100:02d}",
            "term": "autumn" if day.month > 8 else "spring",
            "half_term": 1,
            "sessions": 2,
        }
        for day in days
    ]


def lake(**given: Rows) -> Tables:
    """Tables in lake schema: the rows given, the rest empty and nothing superseded."""
    return {
        name: pl.DataFrame(
            [
                {column: row.get(column) for column in table.schema}
                for row in given.get(name, ())
            ],
            schema=dict(table.schema),
        ).lazy()
        for name, table in TABLES.items()
    }


def county(days: Sequence[date]) -> Tables:
    """Eleven schools and 440 pupils, some of whom miss school and are suspended."""
    generator = np.random.default_rng(20)
    pupils = np.arange(1, 441)
    urns = 900001 + pupils % 11
    trouble = generator.beta(1, 6, len(pupils))
    known = date(2024, 8, 30)
    return lake(
        calendar=calendar_rows(days),
        schools=_schools(known),
        pupils=_pupils(pupils, trouble, generator, known),
        enrolments=[
            {
                "pupil_id": int(pupil),
                "urn": int(urn),
                "status": "C",
                "entry_date": date(2024, 9, 2),
                "recorded_on": known,
            }
            for pupil, urn in zip(pupils, urns, strict=True)
        ],
        year_groups=[
            {
                "pupil_id": int(pupil),
                "academic_year": year,
                "year_group": str(7 + int(pupil) % 3 + later),
                "recorded_on": known,
            }
            for pupil in pupils
            for later, year in enumerate(("2024/25", "2025/26"))
        ],
        sen=[
            {
                "pupil_id": int(pupil),
                "start_date": date(2023, 9, 4),
                "provision": "K",
                "primary_need": "SEMH",
                "recorded_on": known,
            }
            for pupil in pupils[trouble > np.quantile(trouble, 0.7)]
        ],
        suspensions=_suspensions(pupils, urns, trouble, days, generator),
        incidents=_incidents(pupils, urns, trouble, days, generator),
    ) | {"marks": _marks(pupils, urns, trouble, days, generator)}


def _schools(known: date) -> list[dict[str, Any]]:
    return [
        {
            "urn": 900001 + number,
            "laestab": 9994001 + number,
            "name": f"Invented School {number}",
            "phase": "SS",
            "selective": False,
            "district": "Nowhere",
            "cluster": "North",
            "recorded_on": known,
        }
        for number in range(11)
    ]


def _pupils(
    pupils: np.ndarray, trouble: np.ndarray, generator: np.random.Generator, known: date
) -> list[dict[str, Any]]:
    return [
        {
            "pupil_id": int(pupil),
            "sex": "M" if generator.random() < 0.4 + trouble[at] else "F",
            "birth_month": date(2012, 1, 1),
            "ethnicity": generator.choice(["WBRI", "BCRB", "MWBC", "WOTH"]),
            "language": "ENG",
            "recorded_on": known,
        }
        for at, pupil in enumerate(pupils)
    ]


def _suspensions(
    pupils: np.ndarray,
    urns: np.ndarray,
    trouble: np.ndarray,
    days: Sequence[date],
    generator: np.random.Generator,
) -> list[dict[str, Any]]:
    weeks = [day for day in days if day.weekday() == 2]
    return [
        {
            "pupil_id": int(pupil),
            "urn": int(urn),
            "start_date": day,
            "category": "PERM" if day.day == 11 and day.month % 4 == 2 else "SUSP",
            "sessions": 2,
            "reason": "DB",
            "recorded_on": day + timedelta(2),
        }
        for pupil, urn, bad in zip(pupils, urns, trouble, strict=True)
        for day in weeks
        if generator.random() < 0.10 * bad**1.5
    ]


def _incidents(
    pupils: np.ndarray,
    urns: np.ndarray,
    trouble: np.ndarray,
    days: Sequence[date],
    generator: np.random.Generator,
) -> list[dict[str, Any]]:
    weeks = [day for day in days if day.weekday() == 1]
    return [
        {
            "urn": int(urn),
            "incident_id": f"B{pupil}-{number}",
            "pupil_id": int(pupil),
            "date": day,
            "kind": "defiance",
            "severity": 1,
            "recorded_on": day + timedelta(1),
        }
        for pupil, urn, bad in zip(pupils, urns, trouble, strict=True)
        for number, day in enumerate(weeks)
        if generator.random() < 0.5 * bad
    ]


def _marks(
    pupils: np.ndarray,
    urns: np.ndarray,
    trouble: np.ndarray,
    days: Sequence[date],
    generator: np.random.Generator,
) -> pl.LazyFrame:
    absent = generator.random((len(pupils), len(days))) < 0.02 + 0.4 * trouble[:, None]
    n = len(pupils) * len(days)
    daily = pl.DataFrame(
        {
            "pupil_id": np.repeat(pupils, len(days)),
            "urn": np.repeat(urns, len(days)),
            "date": pl.Series(list(days) * len(pupils), dtype=pl.Date),
            "absent": absent.reshape(n),
        }
    )
    code = pl.when("absent").then(pl.lit("I"))
    return pl.concat(
        daily.lazy().select(
            "pupil_id",
            "urn",
            "date",
            session=pl.lit(session),
            code=code.otherwise(pl.lit(present)),
            recorded_on=pl.col("date"),
            superseded_on=pl.lit(None, dtype=pl.Date),
        )
        for session, present in (("AM", "/"), ("PM", "\\"))
    )


def tiny_bundle(lake_digest: str) -> Bundle:
    """A model of one feature, for tests that only move models about."""
    absence = np.linspace(0, 0.5, 200)
    happened = (absence > 0.2).astype(int)
    data = lgb.Dataset(absence[:, None], happened, feature_name=["absence_rate_year"])
    parameters = {"objective": "binary", "verbosity": -1, "min_data_in_leaf": 5}
    manifest = Manifest(
        outcome="suspension",
        features={"absence_rate_year": 1},
        calibration=Calibration(slope=1.0, intercept=0.0),
        trained_on=(date(2025, 9, 8),),
        usual={"absence_rate_year": 0.05},
        peers=(),
        lake_digest=lake_digest,
        code_digest="code",
        catalogue_digest="catalogue",
    )
    return Bundle(booster=lgb.train(parameters, data, 5), manifest=manifest)
