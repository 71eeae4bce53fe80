"""Incidents and suspensions as tables, from what the days brought."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.behaviour import ACHIEVEMENT, CATEGORIES, KINDS
from records.county.history import History
from records.county.world import World

LOCATIONS = ("lesson", "corridor", "outside", "canteen", "transport", "online", "other")
LOCATION_SHARES = (0.46, 0.14, 0.16, 0.06, 0.03, 0.05, 0.1)
UNPLACED = 0.25
# Either of two reasons of the census, after the kind of incident.
REASON = {
    "verbal": ("VA", "VP"),
    "physical": ("PP", "PA"),
    "bullying": ("BU", "MT"),
    "damage": ("DM", "DM"),
    "prohibited": ("DA", "OW"),
}
PERSISTENT = ("DB", "DB")
# Shares of suspensions with a second and with a third reason: estimates.
SECOND_SHARE, THIRD_SHARE = 0.2, 0.04


def incidents_table(
    world: World, history: History, rng: np.random.Generator
) -> pl.DataFrame:
    """Return the delivered ``incidents``; numbers run within each school."""
    rows = history.incidents
    day, pupil = rows["day"].to_numpy(), rows["pupil"].to_numpy()
    place = rng.choice(len(LOCATIONS), len(day), p=LOCATION_SHARES)
    placed = rng.random(len(day)) > UNPLACED
    placed &= rows["kind"].to_numpy() != ACHIEVEMENT
    date = world.days.dates[day]
    late = rng.choice(3, len(day), p=(0.75, 0.2, 0.05)).astype("m8[D]")
    frame = pl.DataFrame(
        {
            "urn": world.schools.urn[history.school[day, pupil]],
            "upn": pl.Series(world.people.upn).gather(pupil),
            "date": date,
            "kind": pl.Series(KINDS).gather(rows["kind"]),
            "severity": rows["severity"].cast(pl.Int64),
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
    rows = history.notices
    day, pupil = rows["day"].to_numpy(), rows["pupil"].to_numpy()
    start = world.days.dates[np.minimum(day + 1, len(world.days.dates) - 1)]
    late = np.minimum(rng.exponential(2.5, rows.height), 20).astype(np.int64)
    which = rng.integers(0, 2, rows.height)
    reasons = np.array([REASON.get(kind, PERSISTENT) for kind in KINDS])
    first = reasons[rows["kind"].to_numpy(), which]
    second, third = _more_reasons(first, rng)
    return pl.DataFrame(
        {
            "upn": pl.Series(world.people.upn).gather(pupil),
            "urn": world.schools.urn[history.school[day, pupil]],
            "start_date": start,
            "category": pl.Series(CATEGORIES).gather(rows["category"]),
            "sessions": rows["sessions"].cast(pl.Int64),
            "reason": first.tolist(),
            "second_reason": second,
            "third_reason": third,
            "recorded_on": start + late.astype("m8[D]"),
        }
    )


def _more_reasons(
    first: NDArray[np.str_], rng: np.random.Generator
) -> tuple[pl.Series, pl.Series]:
    """Give some suspensions a second reason, and some of those a third."""
    codes = np.unique([code for pair in REASON.values() for code in pair])
    codes = np.union1d(codes, PERSISTENT)
    place = np.searchsorted(codes, first)
    steps = rng.permuted(np.tile(np.arange(1, len(codes)), (len(first), 1)), axis=1)
    luck = rng.random(len(first))
    more = []
    for step, share in zip(steps.T, (SECOND_SHARE, THIRD_SHARE), strict=False):
        code = pl.Series(codes[(place + step) % len(codes)].tolist(), dtype=pl.String)
        more.append(code.set(pl.Series(luck >= share), None))
    return more[0], more[1]
