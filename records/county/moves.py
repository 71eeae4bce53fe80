"""What the registers of the schools say of where each pupil was."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.calendar import Calendar, academic_year
from records.county.people import People
from records.county.placement import OFF_ROLL, Placement
from records.county.roll import FIRST_SECONDARY, FIRST_SIXTH, GRADES
from records.county.schools import PRIMARY, SECONDARY, Schools


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
    """Return the delivered ``enrolments``: one row on entry, another on leaving."""
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
    why = _reasons(found, ended, placed, people, schools, days)
    # Leaving is often recorded late: a few days, sometimes weeks.
    late = 1 + np.minimum(rng.exponential(7, len(ended)), 45).astype(np.int64)
    closing = opening[ended].with_columns(
        leaving_date=pl.Series(left),
        leaving_reason=pl.Series(why),
        recorded_on=pl.Series(left + late.astype("m8[D]")),
    )
    after_entry = pl.col("entry_date") + pl.duration(days=4)
    told = pl.max_horizontal("recorded_on", after_entry).alias("recorded_on")
    return pl.concat([opening, closing.with_columns(told)])


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


def _reasons(
    found: Spells,
    ended: NDArray[np.int64],
    placed: Placement,
    people: People,
    schools: Schools,
    days: Calendar,
) -> list[str]:
    reasons = []
    for spell in ended:
        pupil, last = int(found.pupil[spell]), int(found.last[spell])
        grade = days.start_year + int(days.year[last]) - int(people.cohort[pupil])
        finished = grade in (FIRST_SIXTH - 1, GRADES - 1) or (
            grade == FIRST_SECONDARY - 1
            and schools.phase[found.school[spell]] == PRIMARY
        )
        reasons.append(placed.reason.get((pupil, last), "END" if finished else "MOVE"))
    return reasons


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
