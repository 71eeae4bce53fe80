"""The loop over school days: all pupils at once, one day after another."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from records.county.attendance import IN_SCHOOL, Absences, Register, register
from records.county.behaviour import NEVER, Conduct, Records, conduct, planted_bias
from records.county.calendar import Calendar
from records.county.moves import OFF_ROLL, Placement
from records.county.needs import SCHOOL, Floats, Needs, initial_needs, pass_week, press
from records.county.people import GRADES, People
from records.county.schools import SECONDARY, Schools
from records.county.support import REST_WEEKS, Help, Starts, support

MOVE_PRESSURE = 0.9
JANUARY_TO_PEAK = (58, 95)  # school days at which illness peaks, in December and March
OBSERVING = ("APKN", "ABAN")
TRAVELLING = ("WIRT", "WROM")


@dataclass(frozen=True, eq=False)
class Levels:
    """What calibration sets, by phase: log levels and the weight of the needs.

    Attributes
    ----------
    absence, spread, suspension : ndarray of shape (3,)
    """

    absence: Floats
    spread: Floats
    suspension: Floats


@dataclass(frozen=True, eq=False)
class World:
    """All that does not change from day to day, or is fixed beforehand.

    Attributes
    ----------
    bias : ndarray of shape (n_pupils,), factor on the chance of suspension
    observes, travels : ndarray of shape (n_pupils,), bool
    unauthorised : ndarray of shape (3,), odds that an odd day is unauthorised
    outbreak : ndarray of shape (n_days,), factor on illness
    closed : ndarray of shape (n_days, n_schools), bool, unexpected closures
    """

    days: Calendar
    schools: Schools
    people: People
    placed: Placement
    bias: Floats
    observes: NDArray[np.bool_]
    travels: NDArray[np.bool_]
    unauthorised: Floats
    outbreak: Floats
    closed: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Day:
    """One school day as every pupil meets it; arrays are of shape (n_pupils,)."""

    index: int
    school: NDArray[np.int64]
    on_roll: NDArray[np.bool_]
    phase: NDArray[np.int64]
    grade: NDArray[np.int64]
    form: NDArray[np.int64]
    closed: NDArray[np.bool_]
    weekday: int
    month: int
    to_break: int
    outbreak: float
    festival: bool
    exams: bool
    work_experience: bool
    new_week: bool
    new_year: bool
    settled_by: int


@dataclass(eq=False)
class State:
    """Everything about the pupils that today hands on to tomorrow."""

    world: World
    needs: Needs
    absences: Absences
    conduct: Conduct
    help: Help
    at: NDArray[np.int64]


Watcher = Callable[[Day, Register, Records, Starts | None], None]


def make_world(
    days: Calendar,
    schools: Schools,
    people: People,
    placed: Placement,
    *,
    unauthorised: Floats,
    bias: bool,
    rng: np.random.Generator,
) -> World:
    """Fix what the days will bring to everybody."""
    count = len(days.dates)
    into_year = np.arange(count) - np.searchsorted(days.year, days.year)
    outbreak = np.ones(count)
    for peak in JANUARY_TO_PEAK:
        shift = rng.normal(0, 7, days.years)[days.year]
        height = rng.uniform(0.1, 0.35, days.years)[days.year]
        outbreak += height * np.exp(-(((into_year - peak - shift) / 11) ** 2))
    factor = planted_bias(people) if bias else np.ones(len(people), dtype=np.float32)
    return World(
        days=days,
        schools=schools,
        people=people,
        placed=placed,
        bias=factor,
        observes=np.isin(people.ethnicity, OBSERVING),
        travels=np.isin(people.ethnicity, TRAVELLING),
        unauthorised=unauthorised,
        outbreak=outbreak.astype(np.float32),
        closed=rng.random((count, len(schools.phase))) < 0.0006,
    )


def first_state(world: World, rng: np.random.Generator) -> State:
    """Return the state on the eve of the first school day."""
    count = len(world.people)
    zeros = np.zeros(count, dtype=np.int16)
    return State(
        world=world,
        needs=initial_needs(world.people, rng),
        absences=Absences(
            ill=zeros.copy(),
            holiday=zeros.copy(),
            reduced=zeros.copy(),
            away=np.zeros(count, dtype=bool),
            recent=np.full(count, 0.05, dtype=np.float32),
        ),
        conduct=Conduct(
            heat=np.zeros(count, dtype=np.float32),
            suspended=zeros.copy(),
            count=zeros.copy(),
            served=zeros.copy(),
            last_day=np.full(count, NEVER),
        ),
        help=Help(
            left=np.full(count, -REST_WEEKS, dtype=np.int16),
            helps=np.zeros(count, dtype=bool),
        ),
        at=np.full(count, OFF_ROLL, dtype=np.int64),
    )


def run(
    state: State,
    levels: Levels,
    first: int,
    stop: int,
    *,
    seed: list[int],
    watch: Watcher,
) -> None:
    """Live through the school days from ``first`` up to ``stop``, in place.

    Every day draws from its own generator, so that two runs with other levels meet
    the same luck on the same day.

    Parameters
    ----------
    seed : list of int
        Prefix of each day's seed.
    watch : callable
        Receives each day with its register, records and (weekly) support starts.
    """
    for index in range(first, stop):
        rng = np.random.default_rng([*seed, index])
        day = _day(state, index)
        _settle(state, day)
        starts = None
        if day.new_week:
            pass_week(state.needs, rng)
            starts = support(state, day, rng)
        marks = register(state, day, levels, rng)
        present = IN_SCHOOL[marks.first[0]]
        watch(day, marks, conduct(state, day, levels, present, rng), starts)


def _day(state: State, index: int) -> Day:
    world, days = state.world, state.world.days
    at = world.placed.school[index].astype(np.int64)
    on_roll = (at != OFF_ROLL) & (index <= state.conduct.last_day)
    school = np.where(on_roll, at, 0)
    grade = days.start_year + days.year[index] - world.people.cohort
    grade = np.clip(grade, 0, GRADES - 1)
    date = days.dates[index]
    month = int(date.astype("datetime64[M]").astype(int)) % 12 + 1
    weeks_in = int(days.week[index] - days.week[days.first_day(days.year[index])])
    return Day(
        index=index,
        school=school,
        on_roll=on_roll,
        phase=world.schools.phase[school],
        grade=grade,
        form=school * GRADES + grade,
        closed=world.closed[index][school],
        weekday=int((date.astype(int) + 3) % 7),
        month=month,
        to_break=int(days.to_break[index]),
        outbreak=float(world.outbreak[index]),
        festival=index > 0
        and weeks_in == 24
        and days.week[index - 1] != days.week[index],
        exams=month == 6,
        work_experience=month == 7 and weeks_in == 36,
        new_week=index == 0 or days.week[index - 1] != days.week[index],
        new_year=index == 0 or days.year[index - 1] != days.year[index],
        settled_by=min(index + 10, len(days.dates) - 1),
    )


def _settle(state: State, day: Day) -> None:
    """Begin the year, or at a new school; both are hard on some."""
    if day.new_year:
        state.conduct.count[:] = 0
        state.conduct.served[:] = 0
        state.absences.recent *= 0.5
        state.absences.away[:] = False
    at = np.where(day.on_roll, day.school, OFF_ROLL)
    moved = day.on_roll & (state.at != OFF_ROLL) & (state.at != at)
    to_secondary = moved & day.new_year & (day.phase == SECONDARY)
    press(state.needs, SCHOOL, moved & ~to_secondary, MOVE_PRESSURE)
    press(state.needs, SCHOOL, to_secondary, 0.5 * MOVE_PRESSURE)
    state.at = np.where(day.on_roll, at, state.at)


def copy_state(state: State) -> State:
    """Return an independent copy; the world, which never changes, is shared."""
    return State(
        world=state.world,
        needs=deepcopy(state.needs),
        absences=deepcopy(state.absences),
        conduct=deepcopy(state.conduct),
        help=deepcopy(state.help),
        at=state.at.copy(),
    )
