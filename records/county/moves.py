"""Where each pupil is on roll on each school day, and what the registers say of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.calendar import Calendar, academic_year
from records.county.people import FIRST_SECONDARY, GRADES, People
from records.county.schools import PRIMARY, SECONDARY, Schools

OFF_ROLL = -1
# Shares of the roll a year, spread by hardship: about 5 % move or leave (estimate:
# FFT Education Datalab puts outward mobility at 4 to 5 % a year).
MOVES_A_YEAR, LEAVES_A_YEAR, ARRIVES_A_YEAR = 0.035, 0.012, 0.014
LEAVING_REASONS = ("AWAY", "EHE", "OTH")
DUAL_SHARE = 0.002


@dataclass(frozen=True, eq=False)
class Placement:
    """The school of each pupil on each day.

    Attributes
    ----------
    school : ndarray of shape (n_days, n_pupils), int16
        Index of the school; ``OFF_ROLL`` when on no roll.
    reason : dict from (pupil, last day's index) to a leaving reason
        For moves and leavings; the end of a school's last year needs none.
    dual : ndarray of shape (n_pupils,), bool
        Registered elsewhere too, and there two days a week.
    """

    school: NDArray[np.int16]
    reason: dict[tuple[int, int], str]
    dual: NDArray[np.bool_]


def placement(
    people: People, schools: Schools, days: Calendar, rng: np.random.Generator
) -> Placement:
    """Send every pupil to school, then let some move, leave and arrive."""
    school = np.full((len(days.dates), len(people)), OFF_ROLL, dtype=np.int16)
    for year in range(days.years):
        first, last = days.first_day(year), days.last_day(year)
        school[first : last + 1] = _school_in(people, days.start_year + year)
        grade_11 = days.start_year + year - people.cohort == GRADES - 1
        school[_end_of_june(days, year) + 1 : last + 1, grade_11] = OFF_ROLL
    reason: dict[tuple[int, int], str] = {}
    for year in range(days.years):
        _move(school, reason, year, people, schools, days, rng)
        _leave(school, reason, year, people, days, rng)
        _arrive(school, year, people, days, rng)
    dual = rng.random(len(people)) < DUAL_SHARE * (1 + 9 * people.special)
    return Placement(school=school, reason=reason, dual=dual)


def _school_in(people: People, start_year: int) -> NDArray[np.int64]:
    grade = start_year - people.cohort
    school = np.where(grade < FIRST_SECONDARY, people.primary, people.secondary)
    away = (grade < 0) | (grade >= GRADES)
    away |= people.external & (grade < FIRST_SECONDARY)
    return np.where(away, OFF_ROLL, school)


def _end_of_june(days: Calendar, year: int) -> int:
    """Index of the last school day of June, when Year 11 goes off roll."""
    july = np.datetime64(f"{days.start_year + year + 1}-07-01")
    return int(np.searchsorted(days.dates, july)) - 1


def _someone(
    share: float, people: People, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Draw pupils, the hard-pressed more often."""
    weight = np.exp(0.5 * people.hardship - 0.125)
    return np.flatnonzero(rng.random(len(people)) < share * weight)


def _days_of(
    days: Calendar, year: int, count: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Draw days of the year; a third of moves fall on its first day."""
    drawn = rng.integers(days.first_day(year) + 1, days.last_day(year) - 4, count)
    return np.where(rng.random(count) < 0.33, days.first_day(year), drawn)


def _move(
    school: NDArray[np.int16],
    reason: dict[tuple[int, int], str],
    year: int,
    people: People,
    schools: Schools,
    days: Calendar,
    rng: np.random.Generator,
) -> None:
    movers = _someone(MOVES_A_YEAR, people, rng)
    when = _days_of(days, year, len(movers), rng)
    managed = rng.random(len(movers)) < 0.15
    spot = rng.random(len(movers))
    for pupil, day, is_managed, where in zip(movers, when, managed, spot, strict=True):
        old = school[day, pupil]
        if old == OFF_ROLL or people.special[pupil] or schools.selective[old]:
            continue
        others = schools.of(int(schools.phase[old]))
        others = others[~schools.selective[others] & (others != old)]
        stays = school[day:, pupil] == old
        school[day:, pupil][stays] = others[int(where * len(others))]
        secondary = schools.phase[old] == SECONDARY
        if day:
            reason[pupil, day - 1] = "MM" if is_managed and secondary else "MOVE"


def _leave(
    school: NDArray[np.int16],
    reason: dict[tuple[int, int], str],
    year: int,
    people: People,
    days: Calendar,
    rng: np.random.Generator,
) -> None:
    leavers = _someone(LEAVES_A_YEAR, people, rng)
    why = rng.choice(LEAVING_REASONS, len(leavers), p=(0.7, 0.22, 0.08))
    when = _days_of(days, year, len(leavers), rng)
    for pupil, day, because in zip(leavers, when, why, strict=True):
        if day and school[day, pupil] != OFF_ROLL:
            reason[pupil, day - 1] = str(because)
            school[day:, pupil] = OFF_ROLL


def _arrive(
    school: NDArray[np.int16],
    year: int,
    people: People,
    days: Calendar,
    rng: np.random.Generator,
) -> None:
    """Keep some pupils off every roll until the day on which they come."""
    arrivals = _someone(ARRIVES_A_YEAR, people, rng)
    when = _days_of(days, year, len(arrivals), rng)
    for pupil, day in zip(arrivals, when, strict=True):
        # Somebody whom the records know already cannot arrive for the first time.
        if year == 0 or not (school[: days.first_day(year), pupil] != OFF_ROLL).any():
            school[:day, pupil] = OFF_ROLL


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


def spells(school: NDArray[np.int16], last_day: NDArray[np.int64]) -> Spells:
    """Cut the days into spells.

    Parameters
    ----------
    school : ndarray of shape (n_days, n_pupils)
    last_day : ndarray of shape (n_pupils,)
        Day after which an excluded pupil is on no roll.
    """
    parts: list[tuple[NDArray[np.int64], ...]] = []
    # Blocks of pupils bound the memory of a whole county.
    for start in range(0, school.shape[1], 4096):
        block = school[:, start : start + 4096].T.copy()
        gone = np.arange(block.shape[1]) > last_day[start : start + 4096, None]
        block[gone] = OFF_ROLL
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
    excluded: NDArray[np.bool_],
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
    why = _reasons(found, ended, placed, people, schools, days, excluded)
    # Leaving is often recorded late: a few days, sometimes weeks.
    late = 1 + np.minimum(rng.exponential(7, len(ended)), 45).astype(np.int64)
    closing = opening[ended].with_columns(
        leaving_date=pl.Series(left),
        leaving_reason=pl.Series(why),
        recorded_on=pl.Series(left + late.astype("m8[D]")),
    )
    closing = closing.with_columns(
        pl.max_horizontal(
            "recorded_on", pl.col("entry_date") + pl.duration(days=4)
        ).alias("recorded_on")
    )
    return pl.concat([opening, closing])


def _earlier_entry(
    found: Spells, people: People, schools: Schools, days: Calendar
) -> NDArray[np.datetime64]:
    """September in which those already there had come to their school."""
    cohort = people.cohort[found.pupil]
    moved_up = days.start_year - cohort >= FIRST_SECONDARY
    year = cohort + FIRST_SECONDARY * (moved_up & (schools.phase[found.school] == 1))
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
    excluded: NDArray[np.bool_],
) -> list[str]:
    reasons = []
    gone = {int(p) for p in np.flatnonzero(excluded)}
    final = {int(p): int(s) for s, p in enumerate(found.pupil)}
    for spell in ended:
        pupil, last = int(found.pupil[spell]), int(found.last[spell])
        if pupil in gone and final[pupil] == spell:
            reasons.append("PEX")
            continue
        grade = days.start_year + int(days.year[last]) - int(people.cohort[pupil])
        finished = grade == GRADES - 1 or (
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
