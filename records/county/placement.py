"""Where each pupil is meant to be on each school day: planned before the days begin.

Managed moves and exclusions are not planned: the days themselves bring them about.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from records.county.calendar import Calendar
from records.county.people import People
from records.county.roll import FIRST_SECONDARY, FIRST_SIXTH, GRADES
from records.county.schools import Schools

OFF_ROLL = -1
# Shares of the roll a year, spread by hardship: about 5 % move or leave (estimate:
# FFT Education Datalab puts outward mobility at 4 to 5 % a year).
MOVES_A_YEAR, LEAVES_A_YEAR, ARRIVES_A_YEAR = 0.033, 0.014, 0.014
# Of movers, those who are on no roll in between; of leavers, those who come back.
GAP_SHARE, RETURN_SHARE = 0.3, 0.2
# Of those who go in September, and later, those who are gone before the school strikes
# them off: such short enrolments of little but absence weigh in every count of pupils.
GONE_AT_FIRST, GONE_LATER = 0.3, 0.35
GONE_DAYS = (5, 25)
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
        For leavings; plain moves and the end of a school's last year need none.
    dual : ndarray of shape (n_pupils,), bool
        Registered elsewhere too, and there two days a week.
    gone : ndarray of shape (n_gone, 3)
        Pupil, first day and day after the last of being on roll and gone already.
    """

    school: NDArray[np.int16]
    reason: dict[tuple[int, int], str]
    dual: NDArray[np.bool_]
    gone: NDArray[np.int64]

    def part(self, start: int, stop: int) -> Placement:
        """Return the pupils from ``start`` up to ``stop``, without reasons."""
        here = (self.gone[:, 0] >= start) & (self.gone[:, 0] < stop)
        return Placement(
            school=np.ascontiguousarray(self.school[:, start:stop]),
            reason={},
            dual=self.dual[start:stop],
            gone=self.gone[here] - np.array([start, 0, 0]),
        )


@dataclass(frozen=True, eq=False)
class Leaving:
    """One pupil's going: on the roll until the day before ``struck_off``."""

    pupil: int
    gone: int
    struck_off: int


def placement(
    people: People, schools: Schools, days: Calendar, rng: np.random.Generator
) -> Placement:
    """Send every pupil to school, then let some move, leave, return and arrive."""
    school = np.full((len(days.dates), len(people)), OFF_ROLL, dtype=np.int16)
    for year in range(days.years):
        first, last = days.first_day(year), days.last_day(year)
        school[first : last + 1] = _school_in(people, days.start_year + year)
        grade_11 = days.start_year + year - people.cohort == FIRST_SIXTH - 1
        school[end_of_june(days, year) + 1 : last + 1, grade_11] = OFF_ROLL
    reason: dict[tuple[int, int], str] = {}
    gone: list[tuple[int, int, int]] = []
    for year in range(days.years):
        for some in (
            _move(school, year, people, schools, days, rng),
            _leave(school, reason, year, people, days, rng),
        ):
            gone += [(g.pupil, g.gone, g.struck_off) for g in some]
        _arrive(school, year, people, days, rng)
    dual = rng.random(len(people)) < DUAL_SHARE * (1 + 9 * people.special)
    rows = np.array(gone, dtype=np.int64).reshape(-1, 3)
    return Placement(school=school, reason=reason, dual=dual, gone=rows)


def _school_in(people: People, start_year: int) -> NDArray[np.int64]:
    grade = start_year - people.cohort
    school = np.where(grade < FIRST_SECONDARY, people.primary, people.secondary)
    away = (grade < 0) | (grade >= GRADES)
    away |= (grade >= FIRST_SIXTH) & ~people.sixth
    return np.where(away, OFF_ROLL, school)


def end_of_june(days: Calendar, year: int) -> int:
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


def _goings(
    who: NDArray[np.int64], days: Calendar, year: int, rng: np.random.Generator
) -> list[Leaving]:
    """Draw when each pupil goes, and when that is noticed."""
    when = _days_of(days, year, len(who), rng)
    at_first = when == days.first_day(year)
    unseen = rng.random(len(who)) < np.where(at_first, GONE_AT_FIRST, GONE_LATER)
    length = np.where(unseen, rng.integers(*GONE_DAYS, len(who)), 0)
    until = np.minimum(when + length, days.last_day(year) - 3)
    return [
        Leaving(int(pupil), int(gone), int(off))
        for pupil, gone, off in zip(who, when, until, strict=True)
    ]


def _move(
    school: NDArray[np.int16],
    year: int,
    people: People,
    schools: Schools,
    days: Calendar,
    rng: np.random.Generator,
) -> list[Leaving]:
    goings = _goings(_someone(MOVES_A_YEAR, people, rng), days, year, rng)
    count = len(goings)
    gaps = np.where(rng.random(count) < GAP_SHARE, rng.integers(2, 21, count), 0)
    moved = []
    for going, gap, where in zip(goings, gaps, rng.random(count), strict=True):
        pupil, day = going.pupil, going.struck_off
        old = school[day, pupil]
        if old == OFF_ROLL or people.special[pupil] or schools.selective[old]:
            continue
        others = schools.of(int(schools.phase[old]))
        others = others[~schools.selective[others] & (others != old)]
        stays = school[day:, pupil] == old
        school[day:, pupil][stays] = others[int(where * len(others))]
        school[day : min(day + gap, days.last_day(year)), pupil] = OFF_ROLL
        moved.append(going)
    return moved


def _leave(
    school: NDArray[np.int16],
    reason: dict[tuple[int, int], str],
    year: int,
    people: People,
    days: Calendar,
    rng: np.random.Generator,
) -> list[Leaving]:
    """Take some off every roll, for good or for some months."""
    goings = _goings(_someone(LEAVES_A_YEAR, people, rng), days, year, rng)
    count = len(goings)
    why = rng.choice(LEAVING_REASONS, count, p=(0.66, 0.26, 0.08))
    returns = rng.random(count) < RETURN_SHARE
    away = np.where(returns, rng.integers(30, 200, count), len(days.dates))
    left = []
    for going, because, length in zip(goings, why, away, strict=True):
        pupil, day = going.pupil, going.struck_off
        if day and school[day, pupil] != OFF_ROLL:
            reason[pupil, day - 1] = str(because)
            school[day : day + length, pupil] = OFF_ROLL
            left.append(going)
    return left


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
