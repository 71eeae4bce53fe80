"""Incidents, achievements and suspensions of one day.

Incidents excite further incidents for some weeks. Whether one becomes a suspension
depends on how grave it is, on earlier suspensions, on the school's own policy and,
when bias is planted, on who the pupil is. The chance of suspension is worked out
before it is drawn, so that a future can be lived without it (see ``truth``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from records.county.needs import ANXIETY, BELONGING, HEALTH, Floats, press
from records.county.placement import OFF_ROLL
from records.county.risks import MILD, Risks
from records.county.schools import PRIMARY, SECONDARY, SPECIAL, UNIT

if TYPE_CHECKING:
    from records.county.days import Day, State

KINDS = (
    "disruption",
    "defiance",
    "verbal",
    "physical",
    "bullying",
    "damage",
    "prohibited",
    "phone",
    "truancy",
    "internal",
    "work",
    "other",
    "achievement",
)
ACHIEVEMENT = KINDS.index("achievement")
# Shares of the kinds by severity 1, 2, 3: estimates after the reasons published.
KIND_SHARES = np.array(
    (
        (38, 16, 4, 3, 2, 1, 1, 10, 5, 2, 14, 4),
        (24, 22, 18, 12, 5, 4, 5, 0, 6, 4, 0, 0),
        (12, 14, 24, 30, 4, 5, 11, 0, 0, 0, 0, 0),
    )
)
KIND_EDGES = np.cumsum(KIND_SHARES, axis=1) / KIND_SHARES.sum(axis=1, keepdims=True)
SUSPENDED_FOR = (0.0008, 0.04, 0.5)  # by severity, before all else
COOLING = 0.95  # share of the excitation left after a school day
EXCITATION = 0.28
RESENTMENT = 1.0  # excitation that a suspension leaves
HOTTEST = 3.5
MOST_REMEMBERED = 0.6  # so that many suspensions hardly weigh more than one
WEARY = 70  # sessions served after which schools look for other ways
REMEMBERED = 0.965  # share of a suspension's weight left after a school day
# Lengths in sessions, in pairs that make one, two, ... days, and their shares: the days
# after DfE (2015/16; fewer of five, because fewer sessions are lost now), the half days
# an estimate: who is sent home at noon loses a session less than there are days.
LENGTHS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 30)
LENGTH_SHARES = (
    *(0.155, 0.315, 0.08, 0.16, 0.045, 0.092, 0.011, 0.024, 0.03, 0.062),
    *(0.007, 0.004, 0.008, 0.005),
)
LONGER_IN_SPECIAL = 2.5
LUNCHTIMES = 0.012  # of a primary school's middling incidents cost the lunchtimes
OFTEN = 1.0  # weight of earlier suspensions from which a managed move is thought of
MANAGED = 0.06  # chance that a suspension after others brings a managed move
MOST_SESSIONS = 90  # 45 school days in an academic year
DAYS_BEFORE_REMOVAL = 10
NEVER = -1
SUSPENSION, EXCLUSION, LUNCHTIME = range(3)
CATEGORIES = ("SUSP", "PERM", "LNCH")
SEASON = (0.3, 0.42, 0.5, 0.55, 0.55, 0.6, 0.6, 0.65, 0.8)  # in the first school weeks


@dataclass(eq=False)
class Conduct:
    """What carries over from one day to the next.

    Attributes
    ----------
    heat : ndarray of shape (n_pupils,), excitation left from recent incidents
    memory : ndarray of shape (n_pupils,), weight of earlier suspensions
    suspended : ndarray of shape (n_pupils,), sessions of suspension still to come
    served : ndarray of shape (n_pupils,), sessions suspended this academic year
    leaves_on : ndarray of shape (n_pupils,)
        Index of the last day at the school of an excluded pupil; else NEVER.
    """

    heat: Floats
    memory: Floats
    suspended: NDArray[np.int16]
    served: NDArray[np.int16]
    leaves_on: NDArray[np.int64]

    def copy(self) -> Conduct:
        """Return an independent copy."""
        return Conduct(**{name: own.copy() for name, own in vars(self).items()})


@dataclass(frozen=True, eq=False)
class Notices:
    """One day's suspensions and exclusions, from the next school day on.

    Attributes
    ----------
    pupil : ndarray of shape (n_notices,)
    sessions : ndarray of shape (n_notices,), 0 for an exclusion
    kind, category : ndarray of shape (n_notices,), index into KINDS, CATEGORIES
    moved : ndarray of shape (n_moves,), those of them who leave on a managed move
    """

    pupil: NDArray[np.int64]
    sessions: NDArray[np.int64]
    kind: NDArray[np.int64]
    category: NDArray[np.int64]
    moved: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Records:
    """One day's behaviour records and decisions.

    Attributes
    ----------
    pupil, kind, severity : ndarray of shape (n_records,)
        Incidents and achievements as recorded; ``kind`` is an index into KINDS.
    notices : Notices
    chance : ndarray of shape (n_pupils,)
        Chance that day of a suspension or exclusion, lunchtimes aside.
    """

    pupil: NDArray[np.int64]
    kind: NDArray[np.int64]
    severity: NDArray[np.int64]
    notices: Notices
    chance: Floats


def no_conduct(count: int) -> Conduct:
    """Return the conduct of pupils of whom nothing is known."""
    return Conduct(
        heat=np.zeros(count, dtype=np.float32),
        memory=np.zeros(count, dtype=np.float32),
        suspended=np.zeros(count, dtype=np.int16),
        served=np.zeros(count, dtype=np.int16),
        leaves_on=np.full(count, NEVER),
    )


def conduct(
    state: State,
    day: Day,
    risks: Risks,
    present: NDArray[np.bool_],
    rng: np.random.Generator,
    *,
    spared: bool,
) -> Records:
    """Live through one day's behaviour and move the state on, in place.

    Parameters
    ----------
    spared : bool
        Whether all are spared suspension that day; what else happens is then as it
        is on a day without one.
    """
    spot = rng.random((8, len(day.school)), dtype=np.float32)
    state.conduct.heat *= COOLING
    state.conduct.memory *= REMEMBERED
    rates, happens = _incidents(state, day, risks, present)
    decided = _decisions(state, day)
    share = rates / np.maximum(rates.sum(axis=0), 1e-9)
    chance = happens * (share * decided).sum(axis=0)
    ends = _exclusion(state, day)
    hit = (spot[0] < chance) & (not spared)
    left = np.where(hit, share * decided, share * (1 - decided))
    total = left.sum(axis=0)
    another = spot[1] * (1 - chance) < happens * total
    threshold = spot[2] * total
    severity = 1 + (threshold > left[0]) + (threshold > left[0] + left[1])
    severity = np.where(hit | another, severity, 0).astype(np.int64)
    state.conduct.heat += EXCITATION * severity
    praised = present & (severity == 0) & (spot[3] < risks.praise)
    lunch = (severity == 2) & ~hit & (day.phase == PRIMARY) & (spot[3] < LUNCHTIMES)
    minor = (severity == 1) & (spot[4] < state.world.noted[day.school])
    noted = np.flatnonzero((severity > 1) | minor | praised)
    return Records(
        pupil=noted,
        kind=_kinds(severity[noted], rng),
        severity=severity[noted],
        notices=_suspend(state, day, hit, lunch, severity, ends, spot[5:], rng),
        chance=chance,
    )


def _incidents(
    state: State, day: Day, risks: Risks, present: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Return the rates of the three severities, and the chance of any.

    Who was suspended not long ago is sooner in trouble again, whoever it is.
    """
    rate = risks.incident * (1 + np.minimum(state.conduct.heat, HOTTEST))
    again = risks.again * np.minimum(state.conduct.memory, MOST_REMEMBERED)
    grave = rate * risks.grave + risks.flash * (1 + again)
    rates = np.stack([rate * (1 - MILD - risks.grave), MILD * rate, grave])
    return rates, present * -np.expm1(-rates.sum(axis=0))


def _decisions(state: State, day: Day) -> Floats:
    """Return the chance that each severity brings a suspension."""
    world, done = state.world, state.conduct
    readily = (
        np.exp(world.levels.of("suspend"))[day.phase]
        * world.schools.policy[day.school]
        * world.strict[0]
        * world.strict[1] ** np.minimum(done.memory, 1)
    )
    if day.week_of_year < len(SEASON):
        readily *= SEASON[day.week_of_year]
    readily *= np.exp(-done.served / np.float32(WEARY))
    readily *= day.stays & (done.served < MOST_SESSIONS) & (done.suspended == 0)
    chance: Floats = np.minimum(
        np.array(SUSPENDED_FOR, dtype=np.float32)[:, None] * readily, 0.95
    )
    return chance


def _exclusion(state: State, day: Day) -> Floats:
    """Chance that a decision is permanent: rare, and mostly after others."""
    fitted = state.world.levels.sum("exclude", state.world.people, day.grade, day.phase)
    chance = np.exp(fitted) * (0.2 + 0.4 * np.minimum(state.conduct.memory, 6))
    chance *= day.phase != UNIT
    return np.minimum(chance, 0.5).astype(np.float32)


def _suspend(
    state: State,
    day: Day,
    hit: NDArray[np.bool_],
    lunch: NDArray[np.bool_],
    severity: NDArray[np.int64],
    ends: Floats,
    luck: Floats,
    rng: np.random.Generator,
) -> Notices:
    """Settle the suspensions of those hit, and bear the consequences, in place."""
    who = np.flatnonzero(hit)
    spot = luck[:, who]
    excluded = spot[0] < ends[who]
    often = state.conduct.memory[who] > OFTEN
    moves = often & ~excluded & (day.phase[who] == SECONDARY) & ~day.selective[who]
    sessions = _lengths(state, day, who, spot[1])
    moves &= (spot[2] < MANAGED) & (sessions <= 2 * DAYS_BEFORE_REMOVAL)
    _send_away(state, who, np.where(excluded, 2 * DAYS_BEFORE_REMOVAL, sessions))
    state.conduct.leaves_on[who[excluded]] = day.index + DAYS_BEFORE_REMOVAL
    for place in np.flatnonzero(excluded | moves):
        kind = UNIT if excluded[place] else SECONDARY
        _transfer(state, day, int(who[place]), kind, rng)
    kept_in = np.flatnonzero(lunch)
    every = np.concatenate([who, kept_in])
    category = np.where(excluded, EXCLUSION, SUSPENSION)
    return Notices(
        pupil=every,
        sessions=np.concatenate([np.where(excluded, 0, sessions), kept_in * 0 + 1]),
        kind=_kinds(severity[every], rng),
        category=np.concatenate([category, np.full(len(kept_in), LUNCHTIME)]),
        moved=who[moves],
    )


def _send_away(
    state: State, who: NDArray[np.int64], sessions: NDArray[np.int64]
) -> None:
    """Being sent away is remembered, and makes coming back harder."""
    done = state.conduct
    done.suspended[who] = sessions
    done.memory[who] += 1
    done.heat[who] += RESENTMENT
    done.served[who] += sessions
    press(state.needs, ANXIETY, who, 0.3)
    press(state.needs, BELONGING, who, 0.35)
    press(state.needs, HEALTH, who, 0.1)


def _transfer(
    state: State, day: Day, pupil: int, phase: int, rng: np.random.Generator
) -> None:
    """Put a pupil on another school's roll for as long as the old one was meant."""
    schools, old = state.world.schools, day.school[pupil]
    others = schools.of(phase)
    others = others[(others != old) & ~schools.selective[others]]
    rest = state.school[day.index + DAYS_BEFORE_REMOVAL + 1 :, pupil]
    new = rng.choice(others) if len(others) else OFF_ROLL
    rest[rest == old] = new


def _kinds(severity: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    edges = KIND_EDGES[np.maximum(severity - 1, 0)]
    kind = (rng.random(len(severity))[:, None] > edges).sum(axis=1)
    return np.where(severity > 0, np.minimum(kind, ACHIEVEMENT - 1), ACHIEVEMENT)


def _lengths(
    state: State, day: Day, who: NDArray[np.int64], spot: Floats
) -> NDArray[np.int64]:
    edges = np.cumsum(LENGTH_SHARES[:-1])
    sessions = np.array(LENGTHS)[np.searchsorted(edges, spot)]
    longer = np.where(day.phase[who] == SPECIAL, LONGER_IN_SPECIAL, 1)
    sessions = np.minimum(np.rint(sessions * longer), LENGTHS[-1])
    left = MOST_SESSIONS - state.conduct.served[who]
    return np.asarray(np.minimum(sessions, left), dtype=np.int64)
