"""Simulate a county: who lives in it, what the days bring, what is delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.contracts import completed
from records.county.calendar import calendar
from records.county.calibration import calibrate, target, targets
from records.county.days import Levels, World, first_state, make_world, run
from records.county.events import incidents_table, suspensions_table
from records.county.history import History
from records.county.links import pupil_links_table, school_links_table
from records.county.moves import (
    enrolments_table,
    placement,
    spells,
    year_groups_table,
)
from records.county.needs import Floats
from records.county.people import identities_table, people, pupils_table
from records.county.provision import (
    care_periods_table,
    free_school_meals_table,
    sen_table,
)
from records.county.registers import marks
from records.county.schools import schools
from records.county.support import support_table
from records.errors import InputRejected
from records.readers.layout import as_supplied
from records.tables import TABLES

AREAS = ("gloucestershire", "england")
FEWEST_PUPILS = 500


@dataclass(frozen=True, eq=False)
class County:
    """A simulated county.

    Attributes
    ----------
    world : World
        Schools, pupils and all that was fixed beforehand.
    levels : Levels
        The calibrated levels.
    history : History
        What happened, compactly.
    seed : int
    until : date
        The Monday on which the records end.
    register_tables : dict of str to polars.DataFrame
        Every delivered table but the marks.
    """

    world: World
    levels: Levels
    history: History
    seed: int
    until: date
    register_tables: dict[str, pl.DataFrame]

    @cached_property
    def tables(self) -> dict[str, pl.DataFrame]:
        """Every delivered table, ``upn`` standing where the lake has ``pupil_id``.

        The marks of a whole county take several gigabytes in this form; ``write``
        never makes them all at once.
        """
        everywhere = np.ones(len(self.world.schools.phase), dtype=bool)
        taught = self.world.days.taught
        blocks = marks(self.world, self.history, 0, taught, everywhere)
        return self.register_tables | {"marks": pl.concat(list(blocks))}


def simulate(
    *,
    pupils: int,
    seed: int,
    until: date,
    area: str = "gloucestershire",
    bias: bool = True,
) -> County:
    """Simulate a county whose rates meet the published ones of ``area``.

    Parameters
    ----------
    pupils : int
        Pupils on roll at the end, within a few percent; at least 500.
    seed : int
        The same arguments give the same county, to the byte.
    until : date
        The Monday on which the records end; marks run to the Friday before.
    area : {"gloucestershire", "england"}, default="gloucestershire"
        Whose published rates are met.
    bias : bool, default=True
        Whether the same behaviour is punished more for some groups.

    Returns
    -------
    County

    Raises
    ------
    InputRejected
        When an argument is out of its range.
    """
    _check(pupils, until, area)
    world = _found(pupils, seed, until, area, bias)
    levels = calibrate(world, area, seed)
    state = first_state(world, np.random.default_rng([seed, 1]))
    shape = (world.days.taught, 2, len(world.people))
    history = History(marks=np.zeros(shape, dtype=np.uint8))
    run(state, levels, 0, world.days.taught, seed=[seed, 2], watch=history.watch)
    found = _tables(world, history, state.conduct.last_day, seed)
    return County(world, levels, history, seed, until, found)


def _check(pupils: int, until: date, area: str) -> None:
    if pupils < FEWEST_PUPILS:
        raise InputRejected(
            f"a county of {pupils} pupils is too small to hold a school of each kind; "
            f"ask for at least {FEWEST_PUPILS}"
        )
    if until.weekday() != 0:
        raise InputRejected(f"the records must end on a Monday, and {until} is none")
    if area not in AREAS:
        raise InputRejected(f"no rates are held for {area!r}; use {' or '.join(AREAS)}")


def _found(pupils: int, seed: int, until: date, area: str, bias: bool) -> World:
    rng = np.random.default_rng([seed, 0])
    days = calendar(until)
    built = schools(pupils, rng)
    born = people(pupils, area, built, days, rng)
    placed = placement(born, built, days, rng)
    return make_world(
        days,
        built,
        born,
        placed,
        unauthorised=_unauthorised_odds(area),
        bias=bias,
        rng=rng,
    )


def _unauthorised_odds(area: str) -> Floats:
    """Odds by phase that an odd day is unauthorised, from the published shares.

    Odd days are about two thirds of absence and the only kind, beside holidays, that
    is left unauthorised. Special schools have no published share: a quarter is used.
    """
    published = targets(area)
    share = target(published, "unauthorised_absence_rate")
    share = np.nan_to_num(share / target(published, "overall_absence_rate"), nan=0.25)
    odds: Floats = (0.5 * share / (1 - share)).astype(np.float32)
    return odds


def _tables(
    world: World, history: History, last_day: NDArray[np.int64], seed: int
) -> dict[str, pl.DataFrame]:
    rng = np.random.default_rng([seed, 3])
    days, born = world.days, world.people
    found = spells(world.placed.school, last_day)
    excluded = last_day < len(days.dates)
    seen, first_spell = np.unique(found.pupil, return_index=True)
    # Those who never come to a school here are pupils of no one; they get no row.
    known = np.full(len(born), days.until)
    known[seen] = days.dates[found.first[first_spell]] - np.timedelta64(3, "D")
    starts = [(days.dates[day], some) for day, some in history.starts]
    opened = days.dates[0].item().replace(day=1)
    links = np.random.default_rng([seed, 4])
    versioned = {
        "schools": world.schools.table(opened),
        "school_links": school_links_table(world.schools, opened),
        "pupils": pupils_table(born, pl.Series(known), rng),
        "pupil_links": pupil_links_table(born, known, links),
        "enrolments": enrolments_table(
            found, world.placed, born, world.schools, days, excluded, rng
        ),
        "year_groups": year_groups_table(found, born, days),
        "sen": sen_table(born, known, days.until, rng),
        "free_school_meals": free_school_meals_table(born, known, rng),
        "care_periods": care_periods_table(born, known, days.until, rng),
        "incidents": incidents_table(world, history, rng),
        "suspensions": suspensions_table(world, history, rng),
        "support": support_table(starts, born, rng),
    }
    told = {
        name: completed(rows, as_supplied(TABLES[name])).filter(
            pl.col("recorded_on") < days.until.item()
        )
        for name, rows in versioned.items()
    }
    identities = identities_table(born, rng)
    told["identities"] = identities.join(told["pupils"], on="upn", how="semi")
    return told | {"calendar": days.table}
