"""Support: who is offered some, what it does to the hidden needs, and its record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.calendar import Calendar
from records.county.needs import ANXIETY, BELONGING, HOME, LEARNING
from records.county.people import People

if TYPE_CHECKING:
    from records.county.days import Day, State

PLANS = ("school_support", "my_plan", "my_assessment", "my_plan_plus")
PLAN_SHARES = (0.45, 0.30, 0.10, 0.15)
OFFERED_A_WEEK = 0.0006
HELPS = (0.35, 0.5, 0.4, 0.6)  # chance that a plan of this kind helps: an estimate
RELIEF_A_WEEK = 0.09
REST_WEEKS = 10
# Week in which a stage is reached, as a share of the episode.
STAGES = (
    ("assess", 0.0),
    ("plan", 0.15),
    ("do", 0.3),
    ("review", 0.8),
    ("closed", 1.0),
)


@dataclass(eq=False)
class Help:
    """What carries over from week to week.

    Attributes
    ----------
    left : ndarray of shape (n_pupils,), weeks of the episode still to come;
        negative while none is offered again
    helps : ndarray of shape (n_pupils,), bool
    """

    left: NDArray[np.int16]
    helps: NDArray[np.bool_]

    def copy(self) -> Help:
        """Return an independent copy."""
        return Help(self.left.copy(), self.helps.copy())


@dataclass(frozen=True, eq=False)
class Starts:
    """Episodes that begin on one day: pupils, index into PLANS, length in weeks."""

    pupil: NDArray[np.int64]
    plan: NDArray[np.int64]
    weeks: NDArray[np.int64]


def no_help(count: int) -> Help:
    """Return the help of pupils who may be offered some at once."""
    return Help(
        left=np.full(count, -REST_WEEKS, dtype=np.int16),
        helps=np.zeros(count, dtype=bool),
    )


def support(state: State, day: Day, rng: np.random.Generator) -> Starts:
    """Let a week of support pass and begin new episodes, in place.

    Schools offer it on what they see (absence, incidents, known needs), never on
    the hidden needs themselves.
    """
    help_, count = state.help, len(day.school)
    help_.left -= np.sign(help_.left + REST_WEEKS).astype(np.int16)
    relieved = (help_.left > 0) & help_.helps
    for need in (ANXIETY, HOME, LEARNING, BELONGING):
        state.needs.pressure[need, relieved] -= RELIEF_A_WEEK
    seen = 7.0 * state.absences.recent + 0.9 * np.minimum(state.conduct.heat, 3)
    seen = seen + 0.5 * state.world.people.sen
    spot = rng.random((4, count), dtype=np.float32)
    offered = day.on_roll & (help_.left == -REST_WEEKS)
    offered &= spot[0] < np.minimum(OFFERED_A_WEEK * np.exp(seen), 0.06)
    plan = np.searchsorted(np.cumsum(PLAN_SHARES[:-1]), spot[1])
    weeks = (8 + 16 * spot[2]).astype(np.int64)
    help_.left[offered] = weeks[offered]
    help_.helps = np.where(offered, spot[3] < np.array(HELPS)[plan], help_.helps)
    return Starts(np.flatnonzero(offered), plan[offered], weeks[offered])


def support_table(
    started: pl.DataFrame,
    people: People,
    days: Calendar,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """Return the delivered ``support``: one row for each stage an episode reached.

    Parameters
    ----------
    started : polars.DataFrame
        ``day``, ``pupil``, ``plan`` and ``weeks`` of each episode.
    """
    start = days.dates[started["day"].to_numpy()]
    length = started["weeks"].to_numpy().astype(np.int64) * 7
    late = rng.integers(0, 6, started.height)
    nothing = pl.Series([None] * started.height, dtype=pl.Date)
    parts = []
    for stage, share in STAGES:
        reached = (share * length).astype(np.int64)
        closed = stage == "closed"
        review = pl.Series(start + (0.8 * length).astype("m8[D]"))
        parts.append(
            pl.DataFrame(
                {
                    "upn": pl.Series(people.upn).gather(started["pupil"]),
                    "plan": np.array(PLANS)[started["plan"].to_numpy()].tolist(),
                    "start_date": start,
                    "end_date": pl.Series(start + reached.astype("m8[D]"))
                    if closed
                    else nothing,
                    "stage": [stage] * started.height,
                    "review_due": nothing if closed else review,
                    "recorded_on": start + (reached + late).astype("m8[D]"),
                }
            )
        )
    return pl.concat(parts)
