"""Incidents and suspensions as tables, from what the days brought."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.behaviour import ACHIEVEMENT, KINDS, PERSISTENT, REASON
from records.county.days import World
from records.county.history import History

LOCATIONS = ("lesson", "corridor", "outside", "canteen", "transport", "online", "other")
LOCATION_SHARES = (0.46, 0.14, 0.16, 0.06, 0.03, 0.05, 0.1)
UNPLACED = 0.25


def incidents_table(
    world: World, history: History, rng: np.random.Generator
) -> pl.DataFrame:
    """Return the delivered ``incidents``; numbers run within each school."""
    day = _days_of([len(r.pupil) for r in history.records])
    pupil = np.concatenate([r.pupil for r in history.records])
    kind = np.concatenate([r.kind for r in history.records])
    severity = np.concatenate([r.severity for r in history.records])
    school = world.placed.school[day, pupil]
    place = rng.choice(len(LOCATIONS), len(day), p=LOCATION_SHARES)
    placed = (rng.random(len(day)) > UNPLACED) & (kind != ACHIEVEMENT)
    date = world.days.dates[day]
    late = rng.choice(3, len(day), p=(0.75, 0.2, 0.05)).astype("m8[D]")
    frame = pl.DataFrame(
        {
            "urn": world.schools.urn[school],
            "upn": pl.Series(world.people.upn).gather(pupil),
            "date": date,
            "kind": pl.Series(KINDS).gather(kind),
            "severity": severity,
            "location": pl.Series(LOCATIONS).gather(place),
            "recorded_on": date + late,
        }
    )
    number = pl.int_range(1, pl.len() + 1).over("urn").cast(pl.String)
    return frame.select(
        "urn",
        (pl.lit("B") + number.str.zfill(7)).alias("incident_id"),
        "upn",
        "date",
        "kind",
        "severity",
        pl.when(pl.lit(pl.Series(placed))).then("location").alias("location"),
        "recorded_on",
    )


def suspensions_table(
    world: World, history: History, rng: np.random.Generator
) -> pl.DataFrame:
    """Return the delivered ``suspensions``: each starts on the next school day."""
    parts = [
        _notices(world, day, found.suspended, found.reason_kind, found.sessions, "SUSP")
        for day, found in enumerate(history.records)
    ] + [
        _notices(
            world,
            day,
            found.excluded,
            found.excluded_kind,
            np.zeros(len(found.excluded), dtype=np.int16),
            "PERM",
        )
        for day, found in enumerate(history.records)
    ]
    frame = pl.concat([part for part in parts if part.height])
    late = np.minimum(rng.exponential(2.5, frame.height), 20).astype(np.int64)
    which = rng.integers(0, 2, frame.height)
    kinds = frame["kind"].to_list()
    reason = [
        REASON.get(KINDS[k], PERSISTENT)[w] for k, w in zip(kinds, which, strict=True)
    ]
    return frame.select(
        "upn",
        "urn",
        "start_date",
        "category",
        pl.col("sessions").cast(pl.Int64),
        pl.Series("reason", reason),
        recorded_on=pl.Series(frame["start_date"].to_numpy() + late.astype("m8[D]")),
    )


def _notices(
    world: World,
    day: int,
    pupil: NDArray[np.int64],
    kind: NDArray[np.int64],
    sessions: NDArray[np.int16],
    category: str,
) -> pl.DataFrame:
    start = world.days.dates[min(day + 1, len(world.days.dates) - 1)]
    return pl.DataFrame(
        {
            "upn": pl.Series(world.people.upn).gather(pupil),
            "urn": world.schools.urn[world.placed.school[day, pupil]],
            "start_date": np.full(len(pupil), start),
            "category": [category] * len(pupil),
            "sessions": sessions,
            "kind": kind,
        }
    )


def _days_of(counts: list[int]) -> NDArray[np.int64]:
    return np.repeat(np.arange(len(counts)), counts)
