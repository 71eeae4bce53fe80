"""Align a county of full size with the published year: pilot runs correct its levels.

The published totals are facts about the county, and one seed's own schools and pupils
miss them by chance. So the whole county is lived in advance with the same luck, counted
after DfE's definitions, and its levels moved by what was missing: alignment, as dynamic
microsimulation knows it (Li and O'Donoghue, 2014, "Evaluating binary alignment methods
in microsimulation models", JASSS 17(1)), of the chances and not of what is drawn from
them, so that the truth's futures follow the same levels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from records.county.bias import strictness
from records.county.blocks import live
from records.county.history import History
from records.county.levels import Levels
from records.county.measures import full_years, notices
from records.county.published import LARGEST_SHARE
from records.county.raking import BIASED, raked
from records.county.schools import PHASES, UNIT
from records.county.world import World

# Smaller counties are models of the published one, in which one school may weigh more
# than a whole margin: they keep the fitted levels.
ALIGNED_FROM = 40_000
STEPS = (1.2, 1.0, 1.0, 1.0)
DOUBT = 2  # the same luck is drawn again: a few events tell nearly all
STRICTER = 0.7  # power of what the largest school lacks: incidents follow suspensions
FURTHEST = 1.5  # a knob goes from its fitted value, as a logarithm


@dataclass(frozen=True, eq=False)
class Pilot:
    """A county lived only to be counted."""

    world: World
    history: History


def aligned(world: World, seed: int, *, processes: int = 1) -> World:
    """Return a large world with levels at which it meets the published rates.

    Parameters
    ----------
    processes : int, default=1
        How many blocks are lived at a time; the levels do not depend on it.

    Returns
    -------
    World
        As it was where it has fewer than ALIGNED_FROM pupils or no full year. Where
        suspension bias is off, the margins that it makes are left alone: nothing but
        the bias may answer them.
    """
    if len(world.people) < ALIGNED_FROM or not full_years(world.days):
        return world
    fitted, left_alone = world.levels, () if world.bias.suspension else BIASED
    for step in STEPS:
        pilot = Pilot(world, live(world, seed, processes=processes))
        found = raked(
            world.levels,
            pilot,
            world.schools.area.name,
            step=step,
            doubt=DOUBT,
            left_alone=left_alone,
        )
        world = _with_levels(
            _with_largest(world, pilot), found.within(FURTHEST, fitted)
        )
    return world


def _with_largest(world: World, pilot: Pilot) -> World:
    """Make the school that suspends most about as strict as the published one."""
    schools, given = world.schools, notices(pilot)
    wanted = LARGEST_SHARE.get(schools.area.name)
    mainstream = given.filter(~pl.col("excluded"), pl.col("phase") != PHASES[UNIT])
    if wanted is None or mainstream.is_empty():
        return world
    counts = np.bincount(mainstream["school"], minlength=len(schools.phase))
    most = int(counts.argmax())
    policy = schools.policy.copy()
    policy[most] *= (wanted * counts.sum() / counts[most]) ** STRICTER
    return replace(world, schools=replace(schools, policy=policy))


def _with_levels(world: World, found: Levels) -> World:
    strict = strictness(world.bias, world.people, found)
    return replace(world, levels=found, strict=strict)
