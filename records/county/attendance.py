"""One school day's register: who is absent, and with which code.

Absence has four sources. *Illness spells* follow the season; *odd days* follow the
hidden needs, Fridays and the ends of terms, and feed on themselves (a day away makes
the next harder); *holidays* fall near breaks; *skipped sessions* follow behaviour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from records.county.behaviour import DAYS_BEFORE_REMOVAL, NEVER
from records.county.needs import BEHAVIOUR, HEALTH, HOME, SCHOOL, Floats
from records.county.schools import SECONDARY, SPECIAL

if TYPE_CHECKING:
    from records.county.days import Day, Levels, State

CODES = ("", "/", "\\", *"LIMOUNGCEBKVPWSDRT", "C2", "Y4", "-")
CODE = {code: np.uint8(number) for number, code in enumerate(CODES)}
ABSENT = np.isin(CODES, [*"IMOUNGCESRT", "C2"])
IN_SCHOOL = np.isin(CODES, ["/", "L", "U", "-"])
POSSIBLE = ABSENT | np.isin(CODES, [*"/\\LBKVPW"])

WEEKDAY = np.log([1.03, 0.88, 0.80, 0.94, 1.5]).astype(np.float32)
MONTH = {9: 0.62, 10: 0.95, 11: 1.1, 12: 1.5, 1: 1.1, 2: 1.1, 3: 1.1, 4: 0.9}
SUMMER = 0.85
LAST_WEEKS = (1.35, 1.12)
ILL_A_DAY = (0.021, 0.021, 0.03)
ODD_A_DAY = (-5.0, -4.35, -4.1)
# Further weight of the needs beyond STRAIN, by phase: few pupils are rarely there.
STEEP = (2.0, 2.1, 1.4)
STRAIN = 1.3
LATE_A_DAY = (-5.1, -3.9, -5.6)
GRADE_ODD = (0.25, 0.15, 0, 0, 0, 0, 0, -0.3, -0.05, 0.15, 0.25, 0.35)


@dataclass(eq=False)
class Absences:
    """What carries over from one day to the next.

    Attributes
    ----------
    ill, holiday, reduced : ndarray of shape (n_pupils,), school days still to come
        Illness, holiday, and mornings-only timetable.
    away, recent : ndarray of shape (n_pupils,)
        Absent on the last day; absence of about the last four weeks, in [0, 1].
    """

    ill: NDArray[np.int16]
    holiday: NDArray[np.int16]
    reduced: NDArray[np.int16]
    away: NDArray[np.bool_]
    recent: Floats


@dataclass(frozen=True, eq=False)
class Register:
    """One day's marks.

    Attributes
    ----------
    first : ndarray of shape (2, n_pupils), index into CODES
        Marks as first recorded, morning and afternoon; 0 where there is none.
    settled : ndarray of shape (2, n_pupils), index into CODES
        What they became when amended; 0 where they stayed.
    delay : ndarray of shape (n_pupils,), days until the amendment
    """

    first: NDArray[np.uint8]
    settled: NDArray[np.uint8]
    delay: NDArray[np.int64]


def register(
    state: State, day: Day, levels: Levels, rng: np.random.Generator
) -> Register:
    """Take the register of one day and move the absences on, in place."""
    code = _usual(state, day, rng)
    _reduced_timetables(state, code, day, rng)
    _short_absences(state, code, day, rng)
    _whole_days(state, code, day, levels, rng)
    if day.weekday < 2:
        code[:, state.world.placed.dual] = CODE["D"]
    code[:, day.closed] = CODE["Y4"]
    _serve_suspensions(state, code)
    code[:, ~day.on_roll] = CODE[""]
    absent = ABSENT[code]
    state.absences.away = absent[0] & day.on_roll
    state.absences.recent *= 0.95
    state.absences.recent += 0.025 * absent.sum(axis=0, dtype=np.float32)
    query = state.world.schools.query[day.school]
    return _as_first_recorded(code, query, rng)


def _usual(state: State, day: Day, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Present, late, or at an activity."""
    count = len(day.school)
    needs = state.needs.level
    code = np.empty((2, count), dtype=np.uint8)
    code[0], code[1] = CODE["/"], CODE["\\"]
    lateness = np.exp(
        np.array(LATE_A_DAY, dtype=np.float32)[day.phase]
        + 0.5 * needs[HOME]
        + 0.4 * needs[SCHOOL]
        + 0.25 * needs[BEHAVIOUR]
    )
    spot = rng.random((2, count), dtype=np.float32)
    code[spot < lateness * np.array([[1.0], [0.4]], dtype=np.float32)] = CODE["L"]
    code[0][spot[0] < 0.22 * lateness] = CODE["U"]
    trip = rng.random(len(state.world.schools.phase) * 12)[day.form] < 0.0065
    code[:, trip] = CODE["V"]
    code[:, rng.random(count, dtype=np.float32) < 0.0009] = CODE["P"]
    off_site = (needs[BEHAVIOUR] > 3.2) & (day.weekday == 3)
    code[:, off_site] = CODE["B"]
    if day.work_experience:
        code[:, (day.grade == 10) & (day.phase == SECONDARY)] = CODE["W"]
    missed = rng.random(len(state.world.schools.phase) * 24).reshape(2, -1) < 0.002
    code[missed[:, day.form]] = CODE["-"]
    return code


def _reduced_timetables(
    state: State, code: NDArray[np.uint8], day: Day, rng: np.random.Generator
) -> None:
    """Keep to mornings some for whom school has become too much."""
    reduced, needs = state.absences.reduced, state.needs.level
    strain = np.maximum(needs[SCHOOL], needs[BEHAVIOUR] - 0.6)
    chance = 0.00016 * np.exp(0.75 * strain) * np.where(day.phase == SPECIAL, 2.5, 1)
    starts = (reduced == 0) & (rng.random(len(reduced)) < np.minimum(chance, 0.01))
    reduced[starts] = 20
    code[1, reduced > 0] = CODE["C2"]
    reduced[(reduced > 0) & day.on_roll] -= 1


def _short_absences(
    state: State, code: NDArray[np.uint8], day: Day, rng: np.random.Generator
) -> None:
    """Appointments, skipped afternoons, religious observance and study leave."""
    count, needs = len(day.school), state.needs.level
    spot = rng.random((3, count), dtype=np.float32)
    visits = np.array([0.0048, 0.0072, 0.02])[day.phase]
    code[0][spot[0] < visits * np.exp(0.2 * needs[HEALTH])] = CODE["M"]
    skips = np.exp(-7.0 + 0.65 * needs[BEHAVIOUR] + 0.45 * needs[HOME])
    skips *= (day.phase == SECONDARY) * np.exp(0.35 * WEEKDAY[day.weekday] * 4)
    code[1][spot[1] < skips] = CODE["O"]
    if day.festival:
        code[:, state.world.observes & (spot[2] < 0.7)] = CODE["R"]
    code[:, state.world.travels & (spot[2] < 0.04)] = CODE["T"]
    if day.exams:
        code[:, (day.grade == 11) & (spot[2] < 0.15)] = CODE["S"]


def _whole_days(
    state: State,
    code: NDArray[np.uint8],
    day: Day,
    levels: Levels,
    rng: np.random.Generator,
) -> None:
    """Illness, odd days and holidays; the last of them given wins."""
    absences, count = state.absences, len(day.school)
    spot = rng.random((5, count), dtype=np.float32)
    odd = spot[0] < _odd_chance(state, day, levels)
    unauthorised = spot[1] < _unauthorised(state, day)
    code[:, odd] = np.where(unauthorised[odd], CODE["O"], CODE["I"])
    code[:, odd & ~unauthorised & (spot[1] > 0.8)] = CODE["C"]
    ill = _ill(state, day, levels, spot[2:4])
    code[:, ill] = CODE["I"]
    # Arranged provision follows fifteen school days of illness (section 19).
    code[0, ill & (absences.ill > 15) & (spot[4] < 0.4)] = CODE["K"]
    leaves = np.array([0.0004, 0.0002, 0.00015])[day.phase]
    leaves = leaves * (7.0 if day.to_break == 0 else 2.0 if day.to_break == 1 else 1.0)
    starts = (absences.holiday == 0) & (spot[4] > 1 - leaves)
    absences.holiday[starts] = 5 - day.weekday + 5 * (spot[0][starts] < 0.3)
    code[:, absences.holiday > 0] = CODE["G"]
    for left in (absences.ill, absences.holiday):
        left[(left > 0)] -= 1


def _serve_suspensions(state: State, code: NDArray[np.uint8]) -> None:
    """E while suspended; from the sixth day of an exclusion, arranged provision."""
    left = state.conduct.suspended
    code[0, left > 0] = CODE["E"]
    code[1, left > 1] = CODE["E"]
    excluded = state.conduct.last_day < NEVER
    code[:, excluded & (left <= DAYS_BEFORE_REMOVAL)] = CODE["K"]
    np.maximum(left - 2, 0, out=left)


def _odd_chance(state: State, day: Day, levels: Levels) -> Floats:
    needs, world = state.needs.level, state.world
    load = 0.75 * needs[SCHOOL] + 0.25 * needs[HOME] + 0.3 * needs[HEALTH]
    load += 0.15 * needs[BEHAVIOUR]
    load += np.array(STEEP, dtype=np.float32)[day.phase] * np.maximum(load - STRAIN, 0)
    logit = (
        np.array(ODD_A_DAY, dtype=np.float32)[day.phase]
        + levels.absence[day.phase]
        + levels.spread[day.phase] * load
        + world.schools.absence[day.school]
        + np.array(GRADE_ODD, dtype=np.float32)[day.grade]
        + WEEKDAY[day.weekday]
        + 1.3 * state.absences.away
        + 1.2 * state.absences.recent
        + (np.log(LAST_WEEKS[day.to_break]) if day.to_break < 2 else 0)
    )
    chance: Floats = 1 / (1 + np.exp(-logit))
    return chance


def _unauthorised(state: State, day: Day) -> Floats:
    """Chance that an odd day is left unauthorised: the area, the school, the home."""
    odds = state.world.unauthorised[day.phase]
    odds = odds * state.world.schools.query[day.school]
    odds = odds * np.exp(0.35 * state.needs.level[HOME])
    chance: Floats = odds / (1 + odds)
    return chance


def _ill(state: State, day: Day, levels: Levels, spot: Floats) -> NDArray[np.bool_]:
    """Start illnesses; return who is ill today."""
    left, needs = state.absences.ill, state.needs.level
    rate = (
        np.array(ILL_A_DAY, dtype=np.float32)[day.phase]
        * np.float32(MONTH.get(day.month, SUMMER) * day.outbreak)
        * np.exp(levels.absence[day.phase] + 0.92 * needs[HEALTH])
        * np.exp(0.6 * WEEKDAY[day.weekday])
        * np.exp(0.25 * np.array(GRADE_ODD, dtype=np.float32)[day.grade])
    )
    starts = (left == 0) & (spot[0] < rate)
    length = 1 + np.floor(np.log(np.maximum(spot[1], 1e-6)) / np.log(0.48))
    # About one illness in two hundred is long, more for those in poor health.
    long = spot[1] < 0.004 * np.exp(0.6 * needs[HEALTH])
    length = np.where(long, 15 + 25 * spot[0] / np.maximum(rate, 1e-6), length)
    left[starts] = length[starts].astype(np.int16)
    return np.asarray(left > 0)


def _as_first_recorded(
    code: NDArray[np.uint8], query: Floats, rng: np.random.Generator
) -> Register:
    """Put N where the reason was not known on the day, and say when it was."""
    count = code.shape[1]
    unknown = rng.random(count, dtype=np.float32)
    delay = 2 + np.minimum(rng.exponential(4.0, count), 18).astype(np.int64)
    share = np.minimum(0.12 * query, 0.6)
    asked = (unknown < share) & np.isin(code, [CODE[c] for c in "IOC"])
    # A few are never followed up and keep their N.
    stays = asked & (unknown < 0.02 * share)
    first = np.where(asked, CODE["N"], code)
    settled = np.where(asked & ~stays, code, CODE[""]).astype(np.uint8)
    return Register(first=first, settled=settled, delay=delay)
