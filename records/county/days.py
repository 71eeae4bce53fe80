"""The loop over school days: a block of pupils at once, one day after another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from records.county.attendance import (
    IN_SCHOOL,
    Absences,
    Register,
    no_absences,
    register,
    withdraw,
)
from records.county.behaviour import Conduct, Records, conduct, no_conduct
from records.county.needs import (
    ANXIETY,
    BELONGING,
    Floats,
    Needs,
    initial_needs,
    pass_week,
    press,
)
from records.county.placement import OFF_ROLL
from records.county.risks import Risks, weigh
from records.county.roll import GRADES
from records.county.schools import SECONDARY
from records.county.streams import SHOCK, shared, stream_of_day
from records.county.support import Help, Starts, no_help, support
from records.county.world import World

DAYS_BEFORE = 110  # school days lived before the first one
MOVE_PRESSURE = 0.7
CHANGED, TO_SECONDARY = 1.0, 0.5  # of that pressure
SEEN_THROUGH = 16  # school days: the longest suspension and a day
FESTIVAL_WEEK = 24
EXAM_MONTH, WORK_EXPERIENCE_MONTH = 6, 7


@dataclass(frozen=True, eq=False)
class Day:
    """One school day as some pupils meet it; arrays are of shape (n_pupils,).

    Attributes
    ----------
    stays : ndarray, bool
        Whether the pupil is meant to be at the same school three weeks on: a school
        begins no suspension that it could not see through.
    """

    index: int
    school: NDArray[np.int64]
    on_roll: NDArray[np.bool_]
    phase: NDArray[np.int64]
    selective: NDArray[np.bool_]
    query: Floats
    grade: NDArray[np.int64]
    form: NDArray[np.int64]
    closed: NDArray[np.bool_]
    stays: NDArray[np.bool_]
    weekday: int
    month: int
    week_of_year: int
    festival: bool
    exams: bool
    work_experience: bool
    new_week: bool
    new_year: bool


@dataclass(eq=False)
class State:
    """Everything about some pupils that today hands on to tomorrow.

    Attributes
    ----------
    school : ndarray of shape (n_days, n_pupils), int16
        Where they were, are and are now meant to be.
    at : ndarray of shape (n_pupils,), school they were last seen at
    risks : Risks or None
        This week's.
    """

    world: World
    needs: Needs
    absences: Absences
    conduct: Conduct
    help: Help
    school: NDArray[np.int16]
    at: NDArray[np.int64]
    risks: Risks | None = None

    def copy(self) -> State:
        """Return an independent copy; the world, which never changes, is shared."""
        return replace(
            self,
            needs=self.needs.copy(),
            absences=self.absences.copy(),
            conduct=self.conduct.copy(),
            help=self.help.copy(),
            school=self.school.copy(),
            at=self.at.copy(),
        )


Watcher = Callable[[Day, Register, Records, Starts | None], None]


def first_state(world: World, key: NDArray[np.uint64]) -> State:
    """Return the state on the eve of the first school day.

    Some months are lived before it, unseen, so that as many are ill, withdrawn, in
    support or in trouble on the first day as on any later one.

    Parameters
    ----------
    key : ndarray of shape (2,)
        Of the stream of these pupils' past.
    """
    count = len(world.people)
    rng = stream_of_day(key, len(world.days.dates))
    state = State(
        world=world,
        needs=initial_needs(world.people, world.key, rng),
        absences=no_absences(count),
        conduct=no_conduct(count),
        help=no_help(count),
        school=world.placed.school.copy(),
        at=np.full(count, OFF_ROLL, dtype=np.int64),
    )
    risks = weigh(state, day_of(state, 0))
    share = risks.withdraw / (risks.withdraw + risks.back)
    state.absences.withdrawn = rng.random(count, dtype=np.float32) < share
    run(state, 0, DAYS_BEFORE, key=key, watch=lambda *_: None)
    state.conduct = replace(
        no_conduct(count), heat=state.conduct.heat, memory=state.conduct.memory
    )
    return replace(
        state,
        school=world.placed.school.copy(),
        at=np.full(count, OFF_ROLL, dtype=np.int64),
        risks=None,
    )


def run(
    state: State,
    first: int,
    stop: int,
    *,
    key: NDArray[np.uint64],
    watch: Watcher,
    spared: bool = False,
) -> None:
    """Live through the school days from ``first`` up to ``stop``, in place.

    Parameters
    ----------
    key : ndarray of shape (2,)
        Of the stream that these pupils draw from.
    watch : callable
        Receives each day with its register, records and (weekly) support starts.
    spared : bool, default=False
        Whether all are spared suspension: what would have come is then known by its
        chance alone.
    """
    world = state.world
    for index in range(first, stop):
        rng = stream_of_day(key, index)
        day = day_of(state, index)
        _settle(state, day)
        starts = None
        if day.new_week or state.risks is None:
            home = shared(world.key, SHOCK, index, world.people.household)
            pass_week(state.needs, home, rng)
            starts = support(state, day, rng)
            state.risks = weigh(state, day)
            withdraw(state.absences, state.risks, rng)
        marks = register(state, day, state.risks, rng)
        present = IN_SCHOOL[marks.first[0]]
        done = conduct(state, day, state.risks, present, rng, spared=spared)
        watch(day, marks, done, starts)


def day_of(state: State, index: int) -> Day:
    """Return one school day as these pupils meet it."""
    world, days = state.world, state.world.days
    at = state.school[index].astype(np.int64)
    on_roll = at != OFF_ROLL
    school = np.where(on_roll, at, 0)
    grade = days.start_year + days.year[index] - world.people.cohort
    grade = np.clip(grade, 0, GRADES - 1)
    date = days.dates[index]
    month = int(date.astype("datetime64[M]").astype(int)) % 12 + 1
    week = int(days.week[index] - days.week[days.first_day(int(days.year[index]))])
    new_week = index == 0 or bool(days.week[index - 1] != days.week[index])
    later = min(index + SEEN_THROUGH, len(days.dates) - 1)
    return Day(
        index=index,
        school=school,
        on_roll=on_roll,
        phase=world.schools.phase[school],
        selective=world.schools.selective[school],
        query=world.schools.query[school],
        grade=grade,
        form=school * GRADES + grade,
        closed=world.closed[index][school],
        stays=on_roll & (state.school[later] == at),
        weekday=int((date.astype(int) + 3) % 7),
        month=month,
        week_of_year=week,
        festival=week == FESTIVAL_WEEK and new_week,
        exams=month == EXAM_MONTH,
        work_experience=month == WORK_EXPERIENCE_MONTH and week == 36,
        new_week=new_week,
        new_year=index == 0 or bool(days.year[index - 1] != days.year[index]),
    )


def _settle(state: State, day: Day) -> None:
    """Begin the year, or at a new school; both are hard on some."""
    if day.new_year:
        state.conduct.served[:] = 0
        state.absences.recent *= 0.5
        state.absences.away[:] = False
    at = np.where(day.on_roll, day.school, state.at)
    moved = (state.at != OFF_ROLL) & (state.at != at)
    to_secondary = moved & day.new_year & (day.phase == SECONDARY)
    for need in (ANXIETY, BELONGING):
        press(state.needs, need, moved & ~to_secondary, CHANGED * MOVE_PRESSURE)
        press(state.needs, need, to_secondary, TO_SECONDARY * MOVE_PRESSURE)
    state.at = at
