"""The causal core: five hidden needs of each pupil, which move slowly.

Each need relaxes towards its own base plus the pressure on it. A dated shock (a
bereavement, a falling-out, a separation) adds pressure at once, the need itself
climbs over about six weeks, and the pressure fades over a term: so signs come
before events. Suspension adds pressure; support that helps takes it away. What
strikes a home strikes all the brothers and sisters in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from records.county.people import ASD, SEMH, People
from records.county.streams import EARLIER_SHOCK, shared

HEALTH, ANXIETY, HOME, LEARNING, BELONGING = range(5)
Floats = NDArray[np.float32]

WEEKS_BEFORE = 40  # lived unseen, so that shocks are as common at first as later
RELAX = 0.22  # share of the gap closed a week
FADE = 0.93  # share of the pressure left after a week
WANDER = np.array([0.10, 0.14, 0.12, 0.06, 0.14], dtype=np.float32)
HOME_SHOCKS, OWN_SHOCKS = 0.006, 0.009  # a week, to a home and to one pupil
SHOCK = np.array([0.9, 1.9, 1.5, 0.5, 1.5], dtype=np.float32)
OWN = np.array([ANXIETY, ANXIETY, BELONGING, BELONGING, LEARNING])


@dataclass(eq=False)
class Needs:
    """Hidden state of some pupils, in standard deviations of a usual pupil.

    Attributes
    ----------
    base, level, pressure : ndarray of shape (5, n_pupils)
        Where a need tends to, where it is, and what pushes on it now.
    temper : ndarray of shape (n_pupils,)
        What a pupil tends to do when pressed; it does not change.
    """

    base: Floats
    level: Floats
    pressure: Floats
    temper: Floats

    def copy(self) -> Needs:
        """Return an independent copy of what changes."""
        return Needs(self.base, self.level.copy(), self.pressure.copy(), self.temper)


def initial_needs(
    people: People, key: NDArray[np.uint64], rng: np.random.Generator
) -> Needs:
    """Draw every pupil's needs from what the pupil lives with.

    Parameters
    ----------
    key : ndarray of shape (2,)
        Of the stream of the households.
    """
    own = rng.standard_normal((6, len(people)), dtype=np.float32)
    has = people.need
    home = 0.8 * people.hardship + 0.6 * own[HOME]
    base = np.stack(
        [
            0.95 * own[HEALTH] + 0.1 * home + 0.3 * (people.sen == 2),
            0.9 * own[ANXIETY] + 0.2 * home + 0.4 * (has == ASD) + 0.4 * (has == SEMH),
            home,
            0.9 * own[LEARNING] + 0.2 * home + 0.6 * (people.sen > 0),
            0.85 * own[BELONGING] + 0.35 * home + 0.4 * (has == SEMH),
        ]
    ).astype(np.float32)
    wander = 0.4 * rng.standard_normal(base.shape, dtype=np.float32)
    needs = Needs(
        base=base,
        level=base + wander,
        pressure=np.zeros_like(base),
        temper=(0.9 * own[5] + 0.2 * home + 0.6 * (has == SEMH)).astype(np.float32),
    )
    for week in range(WEEKS_BEFORE):
        at_home = shared(key, EARLIER_SHOCK, week, people.household)
        pass_week(needs, at_home, rng)
    return needs


def pass_week(needs: Needs, at_home: Floats, rng: np.random.Generator) -> None:
    """Let one school week pass over the needs, in place.

    Parameters
    ----------
    at_home : ndarray of shape (n_pupils,)
        Draws in [0, 1), equal within a household.
    """
    count = len(needs.temper)
    noise = rng.standard_normal((5, count), dtype=np.float32)
    spot = rng.random((2, count), dtype=np.float32)
    force = rng.standard_exponential(count, dtype=np.float32)
    needs.pressure *= FADE
    troubled = np.exp(0.35 * needs.base[HOME])
    home = at_home < HOME_SHOCKS * troubled
    needs.pressure[HOME, home] += SHOCK[HOME] * (0.5 + 0.5 * force[home])
    own = np.flatnonzero(spot[0] < OWN_SHOCKS * troubled)
    which = OWN[(spot[1, own] * len(OWN)).astype(np.int64)]
    needs.pressure[which, own] += SHOCK[which] * (0.5 + 0.5 * force[own])
    needs.pressure[HEALTH, own] += SHOCK[HEALTH] * (which == ANXIETY)
    needs.level += RELAX * (needs.base + needs.pressure - needs.level)
    needs.level += WANDER[:, None] * noise


def press(needs: Needs, need: int, pupils: NDArray[np.generic], by: float) -> None:
    """Add pressure on one need of the pupils given (a mask or indices), in place."""
    needs.pressure[need, pupils] += by
