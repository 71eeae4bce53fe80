"""Special needs, free meals and social care over time, as recorded."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.people import NEEDS, People

DAY = np.timedelta64(1, "D")
# Shares of those with support, and with a plan, who come by it in the years simulated.
NEW_SUPPORT, NEW_PLAN = 0.2, 0.12
FSM_ENDS = 0.12
# At any time: 311, 45 and 57 per 10,000 (DfE LAIT; plans from memory, verify). Ever in
# the years simulated is about twice that, at a mean of one year each.
CARE_EVER = {"CIN": 0.060, "CPP": 0.010, "CLA": 0.008}
CARE_DAYS = {"CIN": 330, "CPP": 300, "CLA": 800}


def sen_table(
    people: People,
    known: NDArray[np.datetime64],
    end: np.datetime64,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """Return the delivered ``sen``: every pupil has a row, N where nothing is needed.

    Parameters
    ----------
    known : ndarray of shape (n_pupils,), datetime64[D]
        Day on which each pupil became known.
    end : datetime64[D]
        Day on which the records end.
    """
    count = len(people)
    change = known + (rng.random(count) * (end - known).astype(int)).astype("m8[D]")
    share = np.array([0, NEW_SUPPORT, NEW_PLAN])[people.sen]
    comes = (rng.random(count) < share) & ~people.special & (change > known)
    late = rng.integers(1, 30, count).astype("m8[D]")
    final = np.array(["N", "K", "E"])[people.sen]
    before = np.where(comes, np.array(["N", "N", "K"])[people.sen], final)
    started = known - np.timedelta64(30, "D")
    need = pl.Series([NEEDS[i] if i >= 0 else None for i in people.need])
    rows = pl.DataFrame(
        {
            "upn": people.upn,
            "start_date": started,
            "end_date": pl.Series([None] * count, dtype=pl.Date),
            "provision": before.tolist(),
            "primary_need": need,
            "recorded_on": known,
        }
    ).with_columns(primary_need=_need_of("provision"))
    at = np.flatnonzero(comes)
    closed = rows[at].with_columns(
        end_date=pl.Series(change[at] - DAY), recorded_on=pl.Series((change + late)[at])
    )
    begun = rows[at].with_columns(
        start_date=pl.Series(change[at]),
        provision=pl.Series(final[at].tolist()),
        primary_need=need.gather(at),
        recorded_on=pl.Series((change + late)[at]),
    )
    return pl.concat(
        [rows, closed, begun.with_columns(primary_need=_need_of("provision"))]
    )


def _need_of(provision: str) -> pl.Expr:
    """No need without provision; NSA only with support."""
    need = pl.col("primary_need")
    return (
        pl.when(pl.col(provision) == "N")
        .then(None)
        .when((pl.col(provision) == "E") & (need == "NSA"))
        .then(pl.lit("OTH"))
        .otherwise(need)
        .alias("primary_need")
    )


def free_school_meals_table(
    people: People, known: NDArray[np.datetime64], rng: np.random.Generator
) -> pl.DataFrame:
    """Return the delivered ``free_school_meals``: a period for each eligible pupil."""
    who = np.flatnonzero(people.fsm)
    start = known[who] - rng.integers(10, 200, len(who)).astype("m8[D]")
    stops = rng.random(len(who)) < FSM_ENDS
    last = known[who] + rng.integers(60, 600, len(who)).astype("m8[D]")
    return _periods(people, who, start, last, stops, known[who], rng)


def care_periods_table(
    people: People,
    known: NDArray[np.datetime64],
    end: np.datetime64,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """Return the delivered ``care_periods``; hardship makes them likelier."""
    parts = []
    for kind, ever in CARE_EVER.items():
        weight = np.exp(1.1 * people.hardship - 0.605)
        who = np.flatnonzero(rng.random(len(people)) < ever * weight)
        span = (end - known[who]).astype(int) + 300
        start = known[who] - np.timedelta64(300, "D")
        start = start + (rng.random(len(who)) * np.maximum(span, 1)).astype("m8[D]")
        length = 30 + rng.exponential(CARE_DAYS[kind], len(who)).astype(np.int64)
        learnt = np.maximum(start + 7 * DAY, known[who])
        rows = _periods(
            people, who, start, start + length.astype("m8[D]"), length > 0, learnt, rng
        )
        parts.append(rows.insert_column(1, pl.lit(kind).alias("kind")))
    return pl.concat(parts)


def _periods(
    people: People,
    who: NDArray[np.int64],
    start: NDArray[np.datetime64],
    last: NDArray[np.datetime64],
    stops: NDArray[np.bool_],
    known: NDArray[np.datetime64],
    rng: np.random.Generator,
) -> pl.DataFrame:
    """Open each period when known; close those that stop some days after."""
    opening = pl.DataFrame(
        {
            "upn": pl.Series(people.upn).gather(who),
            "start_date": start,
            "end_date": pl.Series([None] * len(who), dtype=pl.Date),
            "recorded_on": known,
        }
    )
    at = np.flatnonzero(stops)
    late = rng.integers(1, 15, len(at)).astype("m8[D]")
    closing = opening[at].with_columns(
        end_date=pl.Series(last[at]),
        recorded_on=pl.Series(np.maximum(last[at], known[at]) + late),
    )
    return pl.concat([opening, closing])
