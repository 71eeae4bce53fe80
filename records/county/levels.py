"""Fitted levels: the numbers at which the county's rates meet the published ones.

``levels.csv`` holds them with the command that fits them; some were set by hand between
its rounds, as docs/county.md says. A *knob* is one number of the process; a *margin* is
what it may differ by. Knobs act on logarithms and add up over their margins.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.people import SEMH, People
from records.county.schools import PHASES, PRIMARY, SECONDARY

Floats = NDArray[np.float32]

ETHNICITIES = (
    *("WBRI", "WIRI", "WIRT", "WROM", "WOTH", "MWBC", "MWBA", "MWAS", "MOTH", "AIND"),
    *("APKN", "ABAN", "AOTH", "BCRB", "BAFR", "BOTH", "CHNE", "OOTH", "REFU", "NOBT"),
)
SEXES = ("F", "M")
MEALS = ("no", "yes")
PROVISIONS = ("N", "K", "E")
GROUPS: dict[str, tuple[str, ...]] = {
    "phase": PHASES,
    "meals": tuple(f"{phase} {meals}" for phase in PHASES for meals in MEALS),
    "sex": tuple(f"{phase} {sex}" for phase in PHASES for sex in SEXES),
    "provision": tuple(f"{phase} {sen}" for phase in PHASES for sen in PROVISIONS),
    "year": (*("R", *map(str, range(1, 14))), "other"),
    "need": ("other", "SEMH"),
    "ethnicity": ETHNICITIES,
}


@dataclass(frozen=True, eq=False)
class Levels:
    """Values of the knobs.

    Attributes
    ----------
    values : dict from (knob, margin) to ndarray of shape (n_groups of the margin,)
    """

    values: dict[tuple[str, str], Floats]

    def of(self, knob: str, margin: str = "phase") -> Floats:
        """Return one knob's values along one margin, zeros where none were fitted."""
        blank = np.zeros(len(GROUPS[margin]), dtype=np.float32)
        return self.values.get((knob, margin), blank)

    def within(self, furthest: float, of: Levels) -> Levels:
        """Return these values, none further than so much from those of ``of``."""
        return Levels(
            {
                key: np.clip(own, of.of(*key) - furthest, of.of(*key) + furthest)
                for key, own in self.values.items()
            }
        )

    def sum(self, knob: str, people: People, grade: Ints, phase: Ints) -> Floats:
        """Add up a knob over all its margins for each pupil.

        Parameters
        ----------
        grade, phase : ndarray of shape (n_pupils,)
        """
        total = np.zeros(len(people), dtype=np.float32)
        for (name, margin), values in self.values.items():
            if name == knob:
                total += values[group_of(margin, people, grade, phase)]
        return total


Ints = NDArray[np.int64]


def group_of(margin: str, people: People, grade: Ints, phase: Ints) -> Ints:
    """Return each pupil's position among the groups of a margin."""
    if margin == "phase":
        return phase
    if margin == "year":
        mainstream = (phase == PRIMARY) | (phase == SECONDARY)
        return np.where(mainstream, grade, len(GROUPS["year"]) - 1)
    if margin == "need":
        return np.asarray(people.need == SEMH, dtype=np.int64)
    if margin == "ethnicity":
        order = np.argsort(ETHNICITIES)
        found = np.searchsorted(np.array(ETHNICITIES)[order], people.ethnicity)
        return np.asarray(order[found])
    of_pupil = {"meals": people.fsm, "sex": people.male, "provision": people.sen}
    width = len(GROUPS[margin]) // len(PHASES)
    return phase * width + np.asarray(of_pupil[margin], dtype=np.int64)


@cache
def levels(area: str) -> Levels:
    """Return the fitted levels of one area."""
    source = files(__package__).joinpath("levels.csv").read_bytes()
    rows = pl.read_csv(source, schema_overrides={"group": pl.String})
    return from_rows(rows.filter(pl.col("area") == area))


def from_rows(rows: pl.DataFrame) -> Levels:
    """Make levels of rows ``knob, margin, group, value``; groups not named are 0."""
    values: dict[tuple[str, str], Floats] = {}
    for knob, margin, group, value in rows.select(
        "knob", "margin", "group", "value"
    ).iter_rows():
        blank = np.zeros(len(GROUPS[margin]), dtype=np.float32)
        values.setdefault((knob, margin), blank)[GROUPS[margin].index(group)] = value
    return Levels(values)


def to_rows(found: Levels) -> pl.DataFrame:
    """Return the rows that ``from_rows`` reads, groups that are 0 left out."""
    rows = [
        (knob, margin, group, round(float(value), 4))
        for (knob, margin), values in found.values.items()
        for group, value in zip(GROUPS[margin], values, strict=True)
        if round(float(value), 4) != 0
    ]
    return pl.DataFrame(rows, ["knob", "margin", "group", "value"], orient="row")
