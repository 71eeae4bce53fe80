"""The causal core: four hidden needs of each pupil, which move slowly.

Each need relaxes towards its own base plus the pressure on it. A dated shock (a
bereavement, a falling-out, a separation) adds pressure at once, the need itself
climbs over about six weeks, and the pressure fades over a term: so signs come
before events. Suspension adds pressure; support that helps takes it away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from records.county.people import ASD, SEMH, People

HEALTH, SCHOOL, HOME, BEHAVIOUR = range(4)
Floats = NDArray[np.float32]

WEEKS_BEFORE = 40  # lived unseen, so that shocks are as common at first as later
RELAX = 0.22  # share of the gap closed a week
FADE = 0.93  # share of the pressure left after a week
WANDER = np.array([0.10, 0.14, 0.12, 0.14], dtype=np.float32)
SHOCKS_A_WEEK = 0.011
SHOCK = np.array([0.9, 1.9, 1.5, 1.5], dtype=np.float32)


@dataclass(eq=False)
class Needs:
    """Hidden state of all pupils, in standard deviations of a usual pupil.

    Attributes
    ----------
    base, level, pressure : ndarray of shape (4, n_pupils)
        Where a need tends to, where it is, and what pushes on it now.
    """

    base: Floats
    level: Floats
    pressure: Floats


def initial_needs(people: People, rng: np.random.Generator) -> Needs:
    """Draw every pupil's needs from what the pupil lives with."""
    own = rng.standard_normal((4, len(people)), dtype=np.float32)
    has = people.need
    plan, fsm = people.sen == 2, people.fsm
    home = 0.75 * people.hardship + 0.55 * own[HOME] + 0.35 * fsm
    base = np.stack(
        [
            0.9 * own[HEALTH] + 0.1 * home + 0.4 * plan,
            0.9 * own[SCHOOL]
            + 0.2 * home
            + 0.15 * ~people.male
            + 0.5 * (has == ASD)
            + 0.6 * (has == SEMH),
            home,
            0.85 * own[BEHAVIOUR]
            + 0.55 * home
            + 1.1 * (has == SEMH)
            + 0.25 * (people.sen > 0)
            + 0.3 * people.male,
        ]
    ).astype(np.float32)
    wander = 0.4 * rng.standard_normal(base.shape, dtype=np.float32)
    needs = Needs(base=base, level=base + wander, pressure=np.zeros_like(base))
    for _ in range(WEEKS_BEFORE):
        pass_week(needs, rng)
    return needs


def pass_week(needs: Needs, rng: np.random.Generator) -> None:
    """Let one school week pass over the needs, in place."""
    count = len(needs.base[0])
    noise = rng.standard_normal((4, count), dtype=np.float32)
    struck = rng.random((count,), dtype=np.float32)
    which = rng.integers(1, 4, (count,))
    force = rng.standard_exponential((count,), dtype=np.float32)
    hit = struck < SHOCKS_A_WEEK * np.exp(0.35 * needs.base[HOME])
    needs.pressure *= FADE
    needs.pressure[which[hit], hit] += SHOCK[which[hit]] * (0.5 + 0.5 * force[hit])
    needs.pressure[HEALTH, hit] += SHOCK[HEALTH] * (which[hit] == SCHOOL)
    gap = needs.base + needs.pressure - needs.level
    needs.level += RELAX * gap + WANDER[:, None] * noise


def press(needs: Needs, need: int, pupils: NDArray[np.bool_], by: float) -> None:
    """Add pressure on one need of the pupils marked, in place."""
    needs.pressure[need, pupils] += by
