"""Incidents, achievements and suspensions of one day.

Incidents excite further incidents for some weeks. Whether a serious one becomes a
suspension depends on the school's own policy and, when bias is planted, on who the
pupil is: for the same behaviour some groups are suspended more often.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from records.county.needs import BEHAVIOUR, HEALTH, SCHOOL, Floats, press
from records.county.people import SEMH, People

if TYPE_CHECKING:
    from records.county.days import Day, Levels, State

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
KIND_SHARES = (
    (38, 16, 4, 3, 2, 1, 1, 10, 5, 2, 14, 4),
    (24, 22, 18, 12, 5, 4, 5, 0, 6, 4, 0, 0),
    (12, 14, 24, 30, 4, 5, 11, 0, 0, 0, 0, 0),
)
REASON = {
    "verbal": ("VA", "VP"),
    "physical": ("PP", "PA"),
    "bullying": ("BU", "MT"),
    "damage": ("DM", "DM"),
    "prohibited": ("DA", "OW"),
}
PERSISTENT = ("DB", "DB")
INCIDENTS_A_DAY = (-6.6, -4.85, -5.6)
GRADE_INCIDENTS = (-0.5, -0.4, -0.3, -0.2, 0, 0.1, 0.2, -0.1, 0.1, 0.25, 0.15, -0.2)
SUSPENDED_FOR = (0.0012, 0.045, 0.4)  # by severity, before level, policy and bias
COOLING = 0.93  # share of the excitation left after a school day
EXCITATION = 0.28
LENGTHS = (1, 2, 3, 4, 6, 10)  # sessions; 45 % are a day or less (DfE, 2024/25 term)
LENGTH_SHARES = (0.08, 0.37, 0.06, 0.22, 0.15, 0.12)
EXCLUDED_FOR = (0.025, 0.009, 0.004)  # by phase
BIAS = {"BCRB": 1.8, "MWBC": 1.7, "WROM": 2.0, "WIRT": 1.8}
SEMH_BIAS = 1.4
MOST_SESSIONS = 90  # 45 school days in an academic year
DAYS_BEFORE_REMOVAL = 10
NEVER = np.iinfo(np.int64).max


@dataclass(eq=False)
class Conduct:
    """What carries over from one day to the next.

    Attributes
    ----------
    heat : ndarray of shape (n_pupils,), excitation left from recent incidents
    suspended : ndarray of shape (n_pupils,), sessions of suspension still to come
    count, served : ndarray of shape (n_pupils,)
        Suspensions, and their sessions, so far this academic year.
    last_day : ndarray of shape (n_pupils,)
        Index of the last day on roll of an excluded pupil; NEVER for the others.
    """

    heat: Floats
    suspended: NDArray[np.int16]
    count: NDArray[np.int16]
    served: NDArray[np.int16]
    last_day: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Records:
    """One day's behaviour records and decisions, sparse.

    Attributes
    ----------
    pupil, kind, severity : ndarray of shape (n_records,)
        Incidents as recorded; ``kind`` is an index into KINDS.
    suspended, sessions, reason_kind : ndarray of shape (n_suspensions,)
        Pupils suspended from the next school day, for how long, for what kind.
    excluded, excluded_kind : ndarray of shape (n_exclusions,)
        Pupils permanently excluded, and for what kind.
    """

    pupil: NDArray[np.int64]
    kind: NDArray[np.int64]
    severity: NDArray[np.int64]
    suspended: NDArray[np.int64]
    sessions: NDArray[np.int16]
    reason_kind: NDArray[np.int64]
    excluded: NDArray[np.int64]
    excluded_kind: NDArray[np.int64]


def planted_bias(people: People) -> Floats:
    """Factor on the chance of suspension for the same behaviour."""
    factor = np.ones(len(people), dtype=np.float32)
    for ethnicity, times in BIAS.items():
        factor[people.ethnicity == ethnicity] *= times
    factor[people.need == SEMH] *= SEMH_BIAS
    return factor


def conduct(
    state: State,
    day: Day,
    levels: Levels,
    present: NDArray[np.bool_],
    rng: np.random.Generator,
) -> Records:
    """Live through one day's behaviour and move the state on, in place."""
    count = len(day.school)
    spot = rng.random((8, count), dtype=np.float32)
    severity = _severities(state, day, present, spot[:2])
    kind = _kinds(severity, spot[2])
    suspended, sessions = _suspend(state, day, levels, severity, spot[[3, 5]])
    excluded = suspended & (spot[6] < _exclusion_chance(state, day, severity))
    _consequences(state, day, severity, suspended, excluded, sessions)
    recorded = (severity > 1) | (
        (severity == 1)
        & (spot[4] < np.minimum(0.5 * state.world.schools.recording[day.school], 1))
    )
    praised = present & (spot[7] < _praise_chance(state, day)) & ~recorded
    kind[praised] = ACHIEVEMENT
    noted = np.flatnonzero(recorded | praised)
    only = suspended & ~excluded
    return Records(
        pupil=noted,
        kind=kind[noted],
        severity=np.where(praised, 0, severity)[noted],
        suspended=np.flatnonzero(only),
        sessions=sessions[only],
        reason_kind=kind[only],
        excluded=np.flatnonzero(excluded),
        excluded_kind=kind[excluded],
    )


def _severities(
    state: State, day: Day, present: NDArray[np.bool_], spot: Floats
) -> NDArray[np.int64]:
    """Severity of each pupil's worst incident of the day; 0 for none."""
    behaviour = state.needs.level[BEHAVIOUR]
    state.conduct.heat *= COOLING
    rate = np.exp(
        np.array(INCIDENTS_A_DAY, dtype=np.float32)[day.phase]
        + np.array(GRADE_INCIDENTS, dtype=np.float32)[day.grade]
        + 1.5 * behaviour
        + state.world.schools.climate[day.school]
        - 1.6 * state.world.schools.selective[day.school]
    )
    rate = rate * (1 + np.minimum(state.conduct.heat, 2.5))
    happened = present & (spot[0] < 1 - np.exp(-rate))
    serious = 0.012 * np.exp(0.5 * behaviour)
    grave = spot[1] < np.minimum(serious, 0.1)
    middling = spot[1] < np.minimum(serious, 0.1) + 0.13
    return np.where(happened, 1 + middling + grave, 0)


def _kinds(severity: NDArray[np.int64], spot: Floats) -> NDArray[np.int64]:
    shares = np.array(KIND_SHARES, dtype=np.float64)
    edges = np.cumsum(shares, axis=1) / shares.sum(axis=1, keepdims=True)
    kind = np.zeros(len(severity), dtype=np.int64)
    for level in (1, 2, 3):
        at = severity == level
        kind[at] = np.searchsorted(edges[level - 1], spot[at])
    return np.minimum(kind, ACHIEVEMENT - 1)


def _suspend(
    state: State,
    day: Day,
    levels: Levels,
    severity: NDArray[np.int64],
    spot: Floats,
) -> tuple[NDArray[np.bool_], NDArray[np.int16]]:
    """Decide who is suspended, and for how many sessions."""
    world, done = state.world, state.conduct
    chance = (
        np.array((0, *SUSPENDED_FOR), dtype=np.float32)[severity]
        * np.exp(levels.suspension[day.phase])
        * world.schools.policy[day.school]
        * world.bias
        * (1 + 1.0 * np.minimum(done.count, 5))
    )
    sessions = np.array(LENGTHS, dtype=np.int16)[
        np.searchsorted(np.cumsum(LENGTH_SHARES[:-1]), spot[1])
    ]
    sessions = np.minimum(sessions, MOST_SESSIONS - done.served).astype(np.int16)
    # None is begun that the same school could not see through.
    stays = world.placed.school[day.settled_by] == day.school
    able = (severity > 0) & (sessions > 0) & stays
    return able & (spot[0] < np.minimum(chance, 0.95)), sessions


def _exclusion_chance(state: State, day: Day, severity: NDArray[np.int64]) -> Floats:
    """Chance that the decision is permanent: rare, and mostly after others."""
    before = np.minimum(state.conduct.count, 8)
    grave = np.maximum(severity - 1, 0.2)
    rare = np.array(EXCLUDED_FOR)[day.phase]
    return (rare * (0.15 + 0.35 * before) * grave).astype(np.float32)


def _consequences(
    state: State,
    day: Day,
    severity: NDArray[np.int64],
    suspended: NDArray[np.bool_],
    excluded: NDArray[np.bool_],
    sessions: NDArray[np.int16],
) -> None:
    done = state.conduct
    done.heat += EXCITATION * severity
    done.suspended[suspended] = sessions[suspended]
    done.suspended[excluded] = 2 * DAYS_BEFORE_REMOVAL
    done.count += suspended
    done.served[suspended] += sessions[suspended]
    done.last_day[excluded] = day.index + DAYS_BEFORE_REMOVAL
    # Being sent away makes coming back harder.
    press(state.needs, SCHOOL, suspended, 0.35)
    press(state.needs, BEHAVIOUR, suspended, 0.15)
    press(state.needs, HEALTH, suspended, 0.1)


def _praise_chance(state: State, day: Day) -> Floats:
    needs = state.needs.level
    chance: Floats = (
        0.035
        * state.world.schools.praise[day.school]
        * np.exp(-0.4 * needs[BEHAVIOUR] - 0.3 * needs[SCHOOL])
    )
    return np.minimum(chance, 0.5)
