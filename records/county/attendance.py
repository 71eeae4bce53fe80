"""One school day's register: who is absent, and with which code.

Absence has five sources. *Illness spells* follow the season and run in households; *odd
days* follow the hidden needs, Fridays and the ends of terms, and feed on themselves (a
day away makes the next harder); *withdrawal* keeps a few away for months; *holidays*
fall near breaks, for whole households; *skipped sessions* follow behaviour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from records.county.behaviour import DAYS_BEFORE_REMOVAL
from records.county.needs import Floats
from records.county.risks import Risks
from records.county.schools import SECONDARY
from records.county.streams import HOLIDAY, ILLNESS, shared

if TYPE_CHECKING:
    from records.county.days import Day, State

CODES = ("", "/", "\\", *"LIMOUNGCEBKVPWSDRT", "C2", "Y4", "-")
CODE = {code: np.uint8(number) for number, code in enumerate(CODES)}
ABSENT = np.isin(CODES, [*"IMOUNGCESRT", "C2"])
IN_SCHOOL = np.isin(CODES, ["/", "L", "U", "-"])
POSSIBLE = ABSENT | np.isin(CODES, [*"/\\LBKVPW"])
ASKED = np.isin(CODES, [*"IOC"])

# Factors on odd days; half as strong, as a power, on illness and skipping.
WEEKDAY = np.array([1.03, 0.89, 0.84, 0.93, 1.36], dtype=np.float32)
SEASONAL = 0.5  # power of the season of illness that odd days follow
AFTER_A_DAY_AWAY, AFTER_MANY = 2.6, 1.2
AWAY_WITHDRAWN = 0.58  # share of days on which the withdrawn are away
KINDRED = 0.5  # share of illness that goes round a household
SHORT = 0.40  # chance that an illness goes on for another day
LONG = 0.004  # share of illnesses that last for weeks
DOUBTED_SHARE = 0.12
ASK, NEVER_ANSWERED, SLOW = 0.10, 0.12, 0.12
SKIPS_TO_MORNING = 0.35


@dataclass(eq=False)
class Absences:
    """What carries over from one day to the next.

    Attributes
    ----------
    ill, holiday, reduced : ndarray of shape (n_pupils,), school days still to come
        Illness, holiday, and mornings-only timetable.
    withdrawn, away : ndarray of shape (n_pupils,), bool
        Kept away for months; absent on the last day.
    recent : ndarray of shape (n_pupils,), absence of about four weeks, in [0, 1]
    """

    ill: NDArray[np.int16]
    holiday: NDArray[np.int16]
    reduced: NDArray[np.int16]
    withdrawn: NDArray[np.bool_]
    away: NDArray[np.bool_]
    recent: Floats

    def copy(self) -> Absences:
        """Return an independent copy."""
        return Absences(**{name: own.copy() for name, own in vars(self).items()})


@dataclass(frozen=True, eq=False)
class Register:
    """One day's marks.

    Attributes
    ----------
    first, settled : ndarray of shape (2, n_pupils), index into CODES
        Marks as first recorded and as they will be known, morning and afternoon; 0
        where there is none.
    delay : ndarray of shape (n_pupils,), days until an amendment
    """

    first: NDArray[np.uint8]
    settled: NDArray[np.uint8]
    delay: NDArray[np.int64]


def no_absences(count: int) -> Absences:
    """Return the absences of pupils who have always been there."""
    return Absences(
        ill=np.zeros(count, dtype=np.int16),
        holiday=np.zeros(count, dtype=np.int16),
        reduced=np.zeros(count, dtype=np.int16),
        withdrawn=np.zeros(count, dtype=bool),
        away=np.zeros(count, dtype=bool),
        recent=np.full(count, 0.05, dtype=np.float32),
    )


def withdraw(absences: Absences, risks: Risks, rng: np.random.Generator) -> None:
    """Let a week of withdrawing and coming back pass, in place."""
    spot = rng.random(len(absences.away), dtype=np.float32)
    back = absences.withdrawn & (spot < risks.back)
    absences.withdrawn |= spot > 1 - np.minimum(risks.withdraw, 0.2)
    absences.withdrawn &= ~back


def register(
    state: State, day: Day, risks: Risks, rng: np.random.Generator
) -> Register:
    """Take the register of one day and move the absences on, in place."""
    world = state.world
    spot = rng.random((11, len(day.school)), dtype=np.float32)
    code = _usual(state, day, risks, spot[:3])
    _short_absences(state, code, day, risks, spot[3:5])
    _whole_days(state, code, day, risks, spot[4:9])
    if day.weekday < 2:
        code[:, world.placed.dual] = CODE["D"]
    code[:, day.closed] = CODE["Y4"]
    _serve_suspensions(state, code, day)
    code[:, ~day.on_roll] = CODE[""]
    absent = ABSENT[code]
    state.absences.away = absent[0] & day.on_roll
    state.absences.recent *= 0.95
    state.absences.recent += 0.025 * (absent[0] + absent[1].astype(np.float32))
    return _as_first_recorded(code, world.missed[day.index][:, day.form], day, spot[9:])


def _usual(state: State, day: Day, risks: Risks, spot: Floats) -> NDArray[np.uint8]:
    """Present, late, or at an activity."""
    world, count = state.world, len(day.school)
    code = np.empty((2, count), dtype=np.uint8)
    code[0], code[1] = CODE["/"], CODE["\\"]
    code[0][spot[0] < risks.late] = CODE["L"]
    code[1][spot[1] < 0.3 * risks.late] = CODE["L"]
    closes = np.exp(world.levels.of("code_U"))[day.phase]
    code[0][spot[0] < closes * risks.late] = CODE["U"]
    code[:, world.trips[day.index][day.form]] = CODE["V"]
    code[:, spot[2] < np.exp(world.levels.of("code_P"))[day.phase]] = CODE["P"]
    if day.weekday == 3:
        off_site = 5 * np.exp(world.levels.of("code_B"))[day.phase]
        code[:, world.apart < off_site] = CODE["B"]
    if day.weekday == 4:
        arranged = 5 * np.exp(world.levels.of("code_K"))[day.phase]
        code[:, world.apart > 1 - arranged] = CODE["K"]
    if day.work_experience:
        code[:, (day.grade == 10) & (day.phase == SECONDARY)] = CODE["W"]
    return code


def _short_absences(
    state: State, code: NDArray[np.uint8], day: Day, risks: Risks, spot: Floats
) -> None:
    """Appointments, mornings only, skipped sessions, observance and study leave."""
    world, reduced = state.world, state.absences.reduced
    starts = (reduced == 0) & (spot[0] > 1 - np.minimum(risks.reduced, 0.01))
    reduced[starts] = 20
    code[1, reduced > 0] = CODE["C2"]
    reduced[(reduced > 0) & day.on_roll] -= 1
    code[0][spot[0] < risks.visit] = CODE["M"]
    skips = risks.skip * WEEKDAY[day.weekday]
    code[1][spot[1] < skips] = CODE["O"]
    code[0][spot[1] < SKIPS_TO_MORNING * skips] = CODE["O"]
    if day.festival:
        code[:, world.observes & (spot[1] > 0.3)] = CODE["R"]
    code[:, world.travels & (spot[1] > 0.96)] = CODE["T"]
    if day.exams:
        code[:, (day.grade == 11) & (spot[1] > 0.85)] = CODE["S"]


def _whole_days(
    state: State, code: NDArray[np.uint8], day: Day, risks: Risks, spot: Floats
) -> None:
    """Odd days, withdrawal, illness and holidays; the last of them given wins."""
    absences, world = state.absences, state.world
    odds = risks.odd * np.exp(AFTER_MANY * absences.recent)
    odds *= WEEKDAY[day.weekday] * world.season[day.index] ** SEASONAL
    odds *= world.eager[day.index]
    odds[absences.away] *= AFTER_A_DAY_AWAY
    away = spot[1] * (1 + odds) < odds
    away |= absences.withdrawn & (spot[1] < AWAY_WITHDRAWN)
    reason = spot[2, away]
    code[:, away] = np.where(
        reason < risks.unauthorised[away],
        CODE["O"],
        np.where(reason > 1 - risks.other[away], CODE["C"], CODE["I"]),
    )
    _illness(state, code, day, risks, spot[2:5])
    planned = np.exp(world.levels.of("code_G"))[day.phase]
    planned = planned * world.leaves[day.index]
    at_home = shared(world.key, HOLIDAY, day.index, world.people.household)
    starts = (absences.holiday == 0) & (at_home < planned)
    longer = at_home < 0.3 * planned
    absences.holiday[starts] = 5 - day.weekday + 5 * longer[starts]
    code[:, absences.holiday > 0] = CODE["G"]
    absences.holiday[absences.holiday > 0] -= 1
    gone = world.placed.gone
    now = (gone[:, 1] <= day.index) & (day.index < gone[:, 2])
    code[:, gone[now, 0]] = CODE["O"]


def _illness(
    state: State, code: NDArray[np.uint8], day: Day, risks: Risks, spot: Floats
) -> None:
    """Begin illnesses, some of them with a brother's or sister's, and pass a day."""
    world, left = state.world, state.absences.ill
    rate = risks.ill * (world.season[day.index] * np.sqrt(WEEKDAY[day.weekday]))
    with_kin = spot[0] < KINDRED
    at_home = shared(world.key, ILLNESS, day.index, world.people.household)
    drawn = np.where(with_kin, at_home, spot[1])
    starts = np.flatnonzero((left == 0) & (drawn < rate))
    spell = spot[2, starts]
    length = 1 + np.floor(np.log(np.maximum(spell, 1e-6)) / np.log(SHORT))
    long = spell > 1 - LONG
    length[long] = 15 + 25 * (spell[long] - (1 - LONG)) / LONG
    left[starts] = length.astype(np.int16)
    ill = left > 0
    taken_for = world.doubted[ill] & (world.apart[ill] < DOUBTED_SHARE)
    code[:, ill] = np.where(taken_for, CODE["O"], CODE["I"])
    # Arranged provision follows fifteen school days of illness (section 19).
    code[0, (left > 15) & (spot[0] < 0.4)] = CODE["K"]
    left[ill] -= 1


def _serve_suspensions(state: State, code: NDArray[np.uint8], day: Day) -> None:
    """E while suspended; from the sixth day of an exclusion, arranged provision."""
    conduct = state.conduct
    left = conduct.suspended
    code[0, left > 0] = CODE["E"]
    code[1, left > 1] = CODE["E"]
    going = (conduct.leaves_on >= day.index) & (left <= DAYS_BEFORE_REMOVAL)
    code[:, going] = CODE["K"]
    np.maximum(left - 2, 0, out=left)


def _as_first_recorded(
    code: NDArray[np.uint8], missed: NDArray[np.bool_], day: Day, spot: Floats
) -> Register:
    """Put N where the reason was not known on the day, - where no register was taken.

    Most reasons are known within days, some after weeks, and a few never.
    """
    share = np.minimum(ASK * day.query, 0.6)
    asked = (spot[0] < share) & ASKED[code]
    first = np.where(asked, CODE["N"], code)
    late = missed & (code != CODE[""]) & (code != CODE["Y4"])
    first[late] = CODE["-"]
    settled = np.where(asked & (spot[0] < NEVER_ANSWERED * share), CODE["N"], code)
    wait = -4.0 * np.log(np.maximum(spot[1], 1e-6))
    delay = 2 + np.minimum(np.where(spot[1] > 1 - SLOW, 20 + 4 * wait, wait), 60)
    delay[late.any(axis=0)] = 3
    return Register(first=first, settled=settled, delay=delay.astype(np.int64))
