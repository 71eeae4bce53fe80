"""What the registers of the schools say of where each pupil was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.calendar import Calendar, academic_year
from records.county.people import People
from records.county.placement import OFF_ROLL, Placement
from records.county.roll import FIRST_SECONDARY
from records.county.schools import SECONDARY, SPECIAL, UNIT, Schools

# As the census says them.
PREVIOUS, SUBSIDIARY = "P", "S"


@dataclass(frozen=True, eq=False)
class Spells:
    """Unbroken spells at one school, sorted by pupil and day.

    Attributes
    ----------
    pupil, school, first, last : ndarray of shape (n_spells,)
        Indices; ``first`` and ``last`` are days.
    """

    pupil: NDArray[np.int64]
    school: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]


def spells(school: NDArray[np.int16]) -> Spells:
    """Cut the days into spells.

    Parameters
    ----------
    school : ndarray of shape (n_days, n_pupils)
    """
    parts: list[tuple[NDArray[np.int64], ...]] = []
    # Blocks of pupils bound the memory of a whole county.
    for start in range(0, school.shape[1], 4096):
        block = school[:, start : start + 4096].T.copy()
        padded = np.pad(block, ((0, 0), (1, 1)), constant_values=OFF_ROLL)
        change = padded[:, 1:] != padded[:, :-1]
        begins = change[:, :-1] & (block != OFF_ROLL)
        ends = change[:, 1:] & (block != OFF_ROLL)
        pupil, first = np.nonzero(begins)
        last = np.nonzero(ends)[1]
        parts.append((pupil + start, block[pupil, first].astype(np.int64), first, last))
    joined = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return Spells(*joined)


def enrolments_table(
    found: Spells,
    placed: Placement,
    people: People,
    schools: Schools,
    days: Calendar,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """Return the delivered ``enrolments``: one row on entry, another on leaving.

    Those registered at two schools have a main registration at their own, and a
    subsidiary one at a unit or special school for as long.
    """
    entered = days.dates[found.first].copy()
    before = found.first == 0
    entered[before] = _earlier_entry(found, people, schools, days)[before]
    lateness = rng.integers(0, 4, len(entered))
    known = days.dates[found.first] + np.where(before, -3, lateness).astype("m8[D]")
    opening = pl.DataFrame(
        {
            "upn": pl.Series(people.upn).gather(found.pupil),
            "urn": schools.urn[found.school],
            "status": np.where(placed.dual[found.pupil], "M", "C").tolist(),
            "entry_date": entered,
            "leaving_date": pl.Series([None] * len(entered), dtype=pl.Date),
            "leaving_reason": pl.Series([None] * len(entered), dtype=pl.String),
            "recorded_on": known,
        }
    )
    ended = np.flatnonzero(found.last < len(days.dates) - 1)
    left = days.dates[found.last[ended]]
    left_by = zip(found.pupil[ended].tolist(), found.last[ended].tolist(), strict=True)
    why = [placed.reason.get(leaving) for leaving in left_by]
    # Leaving is often recorded late: a few days, sometimes weeks.
    late = 1 + np.minimum(rng.exponential(7, len(ended)), 45).astype(np.int64)
    closing = opening[ended].with_columns(
        status=pl.lit(PREVIOUS),
        leaving_date=pl.Series(left),
        leaving_reason=pl.Series(why, dtype=pl.String),
        recorded_on=pl.Series(left + late.astype("m8[D]")),
    )
    after_entry = pl.col("entry_date") + pl.duration(days=4)
    told = pl.max_horizontal("recorded_on", after_entry).alias("recorded_on")
    told_rows = [opening, closing.with_columns(told)]
    subsidiary = [_subsidiary(rows, placed, people, schools) for rows in told_rows]
    return pl.concat([*told_rows, *subsidiary])


def _subsidiary(
    rows: pl.DataFrame, placed: Placement, people: People, schools: Schools
) -> pl.DataFrame:
    """Return the same of the other school of those who are registered at two."""
    where = {
        people.upn[pupil]: int(schools.urn[other])
        for pupil, other in _other_schools(placed, schools)
    }
    other = pl.col("upn").replace_strict(where, default=None, return_dtype=pl.Int64)
    at_two = rows.filter(pl.col("upn").is_in(list(where))).with_columns(_other=other)
    return at_two.filter(pl.col("urn") != pl.col("_other")).select(
        "upn",
        pl.col("_other").alias("urn"),
        pl.lit(SUBSIDIARY).alias("status"),
        pl.exclude("upn", "urn", "status", "_other"),
    )


def _other_schools(
    placed: Placement, schools: Schools
) -> Iterator[tuple[int, np.int64]]:
    """Yield those registered at two schools, and the second: units, then special."""
    second = np.concatenate([schools.of(UNIT), schools.of(SPECIAL)])
    for number, pupil in enumerate(np.flatnonzero(placed.dual)):
        yield int(pupil), second[number % len(second)]


def _earlier_entry(
    found: Spells, people: People, schools: Schools, days: Calendar
) -> NDArray[np.datetime64]:
    """September in which those already there had come to their school."""
    cohort = people.cohort[found.pupil]
    moved_up = days.start_year - cohort >= FIRST_SECONDARY
    year = cohort + FIRST_SECONDARY * (
        moved_up & (schools.phase[found.school] == SECONDARY)
    )
    septembers = (year - 1970).astype("datetime64[Y]") + np.timedelta64(8, "M")
    entered: NDArray[np.datetime64] = septembers.astype("datetime64[D]")
    return entered + np.timedelta64(3, "D")


def year_groups_table(found: Spells, people: People, days: Calendar) -> pl.DataFrame:
    """Return the delivered ``year_groups``, known when the year or the pupil starts."""
    parts = []
    for year in range(days.years):
        start, end = days.first_day(year), days.last_day(year)
        here = (found.first <= end) & (found.last >= start)
        pupil, where = np.unique(found.pupil[here], return_index=True)
        known = days.dates[np.maximum(found.first[here][where], start)]
        grade = days.start_year + year - people.cohort[pupil]
        parts.append(
            pl.DataFrame(
                {
                    "upn": pl.Series(people.upn).gather(pupil),
                    "academic_year": [academic_year(days.start_year + year)]
                    * len(pupil),
                    "year_group": ["R" if g == 0 else str(g) for g in grade],
                    "recorded_on": known - np.timedelta64(2, "D"),
                }
            )
        )
    return pl.concat(parts)
