"""Simulate a county: who lives in it, what the days bring, what is delivered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl

from records.contracts import completed
from records.county.alignment import aligned
from records.county.areas import Area, area_called
from records.county.behaviour import DAYS_BEFORE_REMOVAL
from records.county.bias import NO_BIAS, Bias
from records.county.blocks import live
from records.county.calendar import Calendar, calendar
from records.county.events import incidents_table, suspensions_table
from records.county.headcount import counted
from records.county.history import History
from records.county.levels import Levels, levels
from records.county.links import pupil_links_table, school_links_table
from records.county.moves import enrolments_table, spells, year_groups_table
from records.county.people import identities_table, people, pupils_table
from records.county.placement import placement
from records.county.provision import (
    care_periods_table,
    free_school_meals_table,
    sen_table,
)
from records.county.registers import marks
from records.county.schools import schools
from records.county.streams import FOUNDING, PAPERS, stream
from records.county.support import support_table
from records.county.world import World, make_world
from records.errors import InputRejected
from records.readers.layout import as_supplied
from records.tables import TABLES

FEWEST_PUPILS = 500
MOST_YEARS = 10


@dataclass(frozen=True, eq=False)
class County:
    """A simulated county.

    Attributes
    ----------
    world : World
        Schools, pupils and all that was fixed beforehand.
    history : History
        What happened, compactly.
    seed : int
    until : date
        The Monday on which the records end.
    register_tables : dict of str to polars.DataFrame
        Every delivered table but the marks.
    """

    world: World
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
    years: int = 3,
    area: str = "gloucestershire",
    bias: Bias | bool = True,
    processes: int = 1,
    fitted: Levels | None = None,
) -> County:
    """Simulate a county whose rates meet the published ones of ``area``.

    One of 40,000 pupils or more is aligned with them by pilot runs (``alignment.py``).

    Parameters
    ----------
    pupils : int
        Pupils on roll at the end, to the head (``headcount.py``); at least 500.
    seed : int
        The same arguments give the same county, to the byte.
    until : date
        The Monday on which the records end; marks run to the Friday before.
    years : int, default=3
        Academic years, the one that ``until`` is in among them; at most 10.
    area : {"gloucestershire", "england"}, default="gloucestershire"
        Whose published rates are met, by schools and districts to scale.
    bias : Bias or bool, default=True
        What is done differently to some; True plants all of it and False nothing.
    processes : int, default=1
        How many processes live the days; it changes nothing but the time taken.
    fitted : Levels, optional
        Other levels than those fitted for ``area``; nothing is then aligned.

    Returns
    -------
    County

    Raises
    ------
    InputRejected
        When an argument is out of its range.
    """
    place, days = area_called(area), _days(pupils, until, years)
    planted = bias if isinstance(bias, Bias) else Bias() if bias else NO_BIAS
    world = _found(pupils, seed, days, place, planted, fitted or levels(area))
    if fitted is None:
        world = aligned(world, seed, processes=processes)
    history = live(world, seed, processes=processes)
    return County(world, history, seed, until, _tables(world, history, seed))


def _days(pupils: int, until: date, years: int) -> Calendar:
    if pupils < FEWEST_PUPILS:
        raise InputRejected(
            f"a county of {pupils} pupils is too small to hold a school of each kind; "
            f"ask for at least {FEWEST_PUPILS}"
        )
    if until.weekday() != 0:
        raise InputRejected(f"the records must end on a Monday, and {until} is none")
    if not 1 <= years <= MOST_YEARS:
        raise InputRejected(
            f"{years} years cannot be simulated, only 1 to {MOST_YEARS}"
        )
    days = calendar(until, years)
    if not days.taught:
        raise InputRejected(
            f"no school day of {years} years comes before {until}; ask for more years"
        )
    return days


def _found(
    pupils: int, seed: int, days: Calendar, area: Area, bias: Bias, fitted: Levels
) -> World:
    rng = stream(seed, FOUNDING)
    built = schools(pupils, area, rng)
    born = people(pupils, area, built, days, rng)
    planned = placement(born, built, days, rng)
    placed = counted(planned, built, days, area.scaled(pupils), rng)
    return make_world(
        days, built, born, placed, levels=fitted, bias=bias, seed=seed, rng=rng
    )


def _tables(world: World, history: History, seed: int) -> dict[str, pl.DataFrame]:
    rng = stream(seed, PAPERS)
    days, born = world.days, world.people
    found = spells(history.school)
    seen, first_spell = np.unique(found.pupil, return_index=True)
    # Those who never come to a school here are pupils of no one; they get no row.
    known = np.full(len(born), days.until)
    known[seen] = days.dates[found.first[first_spell]] - np.timedelta64(3, "D")
    placed = replace(world.placed, reason=_reasons(world, history))
    opened = days.dates[0].item().replace(day=1)
    versioned = {
        "schools": world.schools.table(opened),
        "school_links": school_links_table(world.schools, opened),
        "pupils": pupils_table(born, pl.Series(known), rng),
        "pupil_links": pupil_links_table(born, known, rng),
        "enrolments": enrolments_table(found, placed, born, world.schools, days, rng),
        "year_groups": year_groups_table(found, born, days),
        "sen": sen_table(born, known, days.until, rng),
        "free_school_meals": free_school_meals_table(born, known, rng),
        "care_periods": care_periods_table(born, known, days.until, rng),
        "incidents": incidents_table(world, history, rng),
        "suspensions": suspensions_table(world, history, rng),
        "support": support_table(history.support, born, days, rng),
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


def _reasons(world: World, history: History) -> dict[tuple[int, int], str]:
    """Return why pupils left: as planned, on a managed move, or excluded."""
    left = history.left.select("pupil", pl.col("day") + DAYS_BEFORE_REMOVAL, "excluded")
    happened = {
        (pupil, day): "PEX" if excluded else "MM"
        for pupil, day, excluded in left.iter_rows()
    }
    return world.placed.reason | happened
