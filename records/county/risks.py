"""What each pupil's hidden needs make likely this week, before the day has its say.

Needs move by the week, so all that follows from them is worked out once a week.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from records.county.bias import DOUBTED_ODDS
from records.county.needs import (
    ANXIETY,
    BELONGING,
    HEALTH,
    HOME,
    LEARNING,
    Floats,
    Needs,
)
from records.county.schools import SECONDARY

if TYPE_CHECKING:
    from records.county.days import Day, State

SELECTIVE = 1.6  # how much calmer grammar schools are, in logarithms: an estimate
MILD, GRAVE = 0.13, 0.006  # shares of incidents of severity 2, and 3 of a usual pupil
INCIDENTS = (-5.9, -4.3, -5.0, -4.0)  # logarithm of a usual pupil's rate a day
FLASH = (-9.7, -7.4, -8.2, -7.0)  # of a grave one out of nothing
# Chance a week by phase: slow where most of the severely absent are so all year.
WITHDRAWAL_ENDS = (0.03, 0.015, 0.015, 0.03)


@dataclass(frozen=True, eq=False)
class Risks:
    """One week's risks; arrays of shape (n_pupils,).

    Attributes
    ----------
    ill, visit, late, skip, reduced : chances a day
    withdraw, back : chances a week that withdrawal begins, and that it ends
    odd : odds of an odd day away
    unauthorised, other : shares of odd days left unauthorised, and coded C
    incident, flash : rates a day of incidents, and of grave ones out of nothing
    grave : share of incidents that are grave
    again : how much more grave ones come of those lately suspended
    praise : chance of an achievement a day
    """

    ill: Floats
    visit: Floats
    late: Floats
    skip: Floats
    reduced: Floats
    withdraw: Floats
    back: Floats
    odd: Floats
    unauthorised: Floats
    other: Floats
    incident: Floats
    flash: Floats
    grave: Floats
    again: Floats
    praise: Floats


def absence_load(needs: Needs) -> Floats:
    """How heavily school weighs on each pupil: about standard normal."""
    level = needs.level
    load: Floats = (
        0.5 * level[ANXIETY]
        + 0.3 * level[HOME]
        + 0.25 * level[BELONGING]
        + 0.2 * level[HEALTH]
        + 0.15 * level[LEARNING]
    )
    return load


def drive(needs: Needs) -> Floats:
    """How ready each pupil is to clash: about standard normal."""
    level = needs.level
    found: Floats = (
        0.55 * needs.temper
        + 0.35 * level[BELONGING]
        + 0.3 * level[HOME]
        + 0.25 * level[LEARNING]
    )
    return found


def weigh(state: State, day: Day) -> Risks:
    """Work out the risks of the week that begins on ``day``."""
    world, phase = state.world, day.phase
    levels, people = world.levels, world.people
    level, load = state.needs.level, absence_load(state.needs)
    push = drive(state.needs)

    def fitted(knob: str) -> Floats:
        return levels.sum(knob, people, day.grade, phase)

    own = np.exp(world.schools.absence[day.school])
    odd = np.exp(fitted("odd") + np.exp(levels.of("spread"))[phase] * load) * own
    doubt = np.where(world.doubted, DOUBTED_ODDS, 1).astype(np.float32)
    query = world.schools.query[day.school]
    unauthorised = np.exp(fitted("code_O") + 0.35 * level[HOME]) * query * doubt
    other = np.exp(fitted("code_C"))
    calm = world.schools.climate[day.school] - SELECTIVE * day.selective
    conduct = fitted("conduct") + calm
    return Risks(
        ill=np.exp(fitted("illness") + 0.7 * level[HEALTH]),
        visit=np.exp(fitted("code_M") + 0.2 * level[HEALTH]),
        late=np.exp(fitted("code_L") + 0.45 * level[HOME] + 0.4 * load),
        skip=np.exp(-7.4 + 0.5 * push + 0.4 * level[HOME]) * (phase == SECONDARY),
        reduced=np.exp(fitted("code_C2") + 0.6 * np.maximum(load, push)),
        withdraw=np.exp(fitted("withdraw") + 0.8 * load),
        back=np.array(WITHDRAWAL_ENDS, np.float32)[phase],
        odd=odd,
        unauthorised=unauthorised / (1 + unauthorised + other),
        other=other / (1 + unauthorised + other),
        incident=np.exp(np.array(INCIDENTS, np.float32)[phase] + conduct + 0.85 * push),
        flash=np.exp(np.array(FLASH, np.float32)[phase] + conduct + 0.25 * push),
        grave=np.minimum(GRAVE * np.exp(0.4 * push), 0.06),
        again=np.exp(fitted("repeat")),
        praise=0.03
        * world.schools.praise[day.school]
        * np.exp(-0.35 * push - 0.3 * load),
    )
