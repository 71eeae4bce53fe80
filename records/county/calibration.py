"""Levels at which the simulated rates meet the published ones.

A pilot run measures the full academic years, by phase and after DfE's definitions;
the levels are then moved by what was missing, and the county is lived again with the
same luck. Overall absence and suspensions are solved for; persistent absence follows
from the weight of the needs (SPREAD), which was set by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.attendance import ABSENT, POSSIBLE, Register
from records.county.behaviour import Records
from records.county.days import Day, Levels, World, first_state, run
from records.county.people import GRADES
from records.county.schools import PHASES
from records.county.support import Starts

# Where the search begins, and how strongly a rate answers its level.
ABSENCE = np.array([-0.9, -0.7, -1.2], dtype=np.float32)
SPREAD = np.array([0.74, 0.84, 1.08], dtype=np.float32)
SUSPENSION = np.array([-0.65, -0.5, -0.5], dtype=np.float32)
PILOTS = 4
ABSENCE_ANSWERS = 1.25


def targets(area: str) -> pl.DataFrame:
    """Return the published rates of one area: phase, metric, year, value, source."""
    source = files(__package__).joinpath("targets.csv").read_bytes()
    return pl.read_csv(source).filter(pl.col("area") == area).drop("area")


def target(published: pl.DataFrame, metric: str) -> NDArray[np.float64]:
    """Return one metric in the order of PHASES; nan where none is published."""
    values = dict(
        published.filter(pl.col("metric") == metric)
        .select("phase", "value")
        .iter_rows()
    )
    return np.array([values.get(phase, np.nan) for phase in PHASES])


@dataclass(eq=False)
class Tally:
    """Sessions and suspensions of the full academic years, by pupil and year.

    Attributes
    ----------
    possible, absent : ndarray of shape (n_years, n_pupils), sessions
    phase : ndarray of shape (n_years, n_pupils), index into PHASES, -1 off roll
    suspensions, headcount : ndarray of shape (3,)
    """

    world: World
    possible: NDArray[np.int32]
    absent: NDArray[np.int32]
    phase: NDArray[np.int64]
    suspensions: NDArray[np.int64]
    headcount: NDArray[np.int64]

    def watch(
        self, day: Day, register: Register, records: Records, starts: Starts | None
    ) -> None:
        """Count one day. Age 4 and the exam weeks of Year 11 are not counted."""
        year = int(self.world.days.year[day.index])
        code = np.where(register.settled > 0, register.settled, register.first)
        counted = (day.grade > 0) & ~((day.grade == GRADES - 1) & day.exams)
        self.possible[year] += POSSIBLE[code].sum(axis=0, dtype=np.int32) * counted
        self.absent[year] += ABSENT[code].sum(axis=0, dtype=np.int32) * counted
        self.phase[year] = np.where(day.on_roll, day.phase, self.phase[year])
        self.suspensions += np.bincount(day.phase[records.suspended], minlength=3)
        if day.month == 1 and day.new_week:
            self.headcount[:] += np.bincount(day.phase[day.on_roll], minlength=3)


def measure(world: World, levels: Levels, seed: int) -> dict[str, NDArray[np.float64]]:
    """Live the full academic years and return their rates by phase, in percent."""
    years = int(
        np.searchsorted(world.days.year, world.days.year[world.days.taught - 1])
    )
    full = world.days.year[years - 1] + 1
    shape = (int(full), len(world.people))
    tally = Tally(
        world=world,
        possible=np.zeros(shape, dtype=np.int32),
        absent=np.zeros(shape, dtype=np.int32),
        phase=np.full(shape, -1),
        suspensions=np.zeros(3, dtype=np.int64),
        headcount=np.zeros(3, dtype=np.int64),
    )
    state = first_state(world, np.random.default_rng([seed, 1]))
    run(state, levels, 0, years, seed=[seed, 2], watch=tally.watch)
    return _rates(tally)


def _rates(tally: Tally) -> dict[str, NDArray[np.float64]]:
    rates = {name: np.zeros(3) for name in ("absence", "persistent", "severe")}
    for phase in range(3):
        here = (tally.phase == phase) & (tally.possible > 0)
        possible, absent = tally.possible[here], tally.absent[here]
        rates["absence"][phase] = 100 * absent.sum() / possible.sum()
        rates["persistent"][phase] = 100 * (absent >= 0.1 * possible).mean()
        rates["severe"][phase] = 100 * (absent >= 0.5 * possible).mean()
    weeks = 4 * tally.possible.shape[0]
    rates["suspension"] = (
        100 * tally.suspensions / (tally.headcount / weeks) / (weeks / 4)
    )
    return rates


def calibrate(world: World, area: str, seed: int) -> Levels:
    """Find the levels at which the county's rates meet those of ``area``.

    Of all pilots the nearest is kept, by phase: a small phase does not settle, because
    one more suspension brings on others.
    """
    published = targets(area)
    absence = target(published, "overall_absence_rate")
    suspension = target(published, "suspension_rate")
    away, sent = ABSENCE, SUSPENSION
    best = Levels(away, SPREAD, sent)
    nearest = np.full((2, len(PHASES)), np.inf)
    for _ in range(PILOTS):
        found = measure(world, Levels(away, SPREAD, sent), seed)
        missing = np.log([absence / found["absence"], suspension / _some(found)])
        nearer = np.abs(missing) < nearest
        best = Levels(
            absence=np.where(nearer[0], away, best.absence),
            spread=SPREAD,
            suspension=np.where(nearer[1], sent, best.suspension),
        )
        nearest = np.minimum(nearest, np.abs(missing))
        away = (away + missing[0] / ABSENCE_ANSWERS).astype(np.float32)
        sent = (sent + missing[1]).astype(np.float32)
    return best


def _some(found: dict[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return the suspension rates, a county too small to have any given a trace."""
    return np.maximum(found["suspension"], 1.0)
