"""All that does not change from day to day, and what the days bring to everybody."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from records.county.bias import Bias, doubted, strictness, written_down
from records.county.calendar import Calendar
from records.county.levels import Floats, Levels
from records.county.people import People
from records.county.placement import Placement
from records.county.roll import GRADES
from records.county.schools import Schools
from records.county.streams import HOUSEHOLDS, key_of

OBSERVING = ("APKN", "ABAN")
TRAVELLING = ("WIRT", "WROM")
CLOSED_A_DAY = 0.0006  # a school by itself
SNOW_A_YEAR = 0.7  # days on which a third of the county's schools stay closed
UNMARKED = 0.002  # registers of a form and session not taken on the day
# Illness through the school weeks of a year, relative to the usual; set by hand beside
# the weekly rates published for 2024/25 (published/seasonality.csv).
SEASON_WEEKS = (0, 1, 3, 6, 8, 10, 12, 14, 15, 18, 20, 21, 25, 30, 34, 38)
SEASON = (
    *(0.30, 0.42, 0.58, 0.72, 0.74, 1.00, 1.32, 1.80),
    *(1.20, 1.28, 1.32, 1.12, 1.28, 1.10, 1.05, 1.10),
)
EVENLY = 0.618034  # golden ratio: its multiples fall evenly into [0, 1)
OUTBREAK_WEEKS = (13, 20)
# Factors on odd days, and on holidays begun, in the last school week before a holiday
# that ends a term, before a half term, and in the week before either.
LAST_OF_TERM, LAST_OF_HALF, BEFORE_LAST = (1.65, 5.0), (1.15, 3.5), (1.05, 1.6)


@dataclass(frozen=True, eq=False)
class World:
    """What is fixed before the days begin.

    Attributes
    ----------
    bias : Bias
    strict : ndarray of shape (2, n_pupils), factors on the chance of suspension
        For a first one, and a further factor for who was suspended lately.
    doubted, observes, travels : ndarray of shape (n_pupils,), bool
    apart : ndarray of shape (n_pupils,)
        In [0, 1): the lowest are educated off site, the highest by arrangement.
    noted : ndarray of shape (n_schools,), share of minor incidents written down
    season : ndarray of shape (n_days,), factor on illness
    eager, leaves : ndarray of shape (n_days,), factors on odd days and on holidays
    closed : ndarray of shape (n_days, n_schools), bool, unexpected closures
    trips : ndarray of shape (n_days, n_forms), bool
    missed : ndarray of shape (n_days, 2, n_forms), bool, registers not taken in time
    key : ndarray of shape (2,), of the stream of the households
    """

    days: Calendar
    schools: Schools
    people: People
    placed: Placement
    levels: Levels
    bias: Bias
    strict: Floats
    doubted: NDArray[np.bool_]
    observes: NDArray[np.bool_]
    travels: NDArray[np.bool_]
    apart: Floats
    noted: Floats
    season: Floats
    eager: Floats
    leaves: Floats
    closed: NDArray[np.bool_]
    trips: NDArray[np.bool_]
    missed: NDArray[np.bool_]
    key: NDArray[np.uint64]

    def part(self, start: int, stop: int) -> World:
        """Return the same world with the pupils from ``start`` up to ``stop`` only."""
        return replace(
            self,
            people=self.people.part(start, stop),
            placed=self.placed.part(start, stop),
            strict=self.strict[:, start:stop],
            doubted=self.doubted[start:stop],
            observes=self.observes[start:stop],
            travels=self.travels[start:stop],
            apart=self.apart[start:stop],
        )


def make_world(
    days: Calendar,
    schools: Schools,
    people: People,
    placed: Placement,
    *,
    levels: Levels,
    bias: Bias,
    seed: int,
    rng: np.random.Generator,
) -> World:
    """Fix what the days will bring to everybody."""
    count, forms = len(days.dates), len(schools.phase) * GRADES
    eager, leaves = _before_holidays(days)
    outings = np.exp(levels.of("code_V"))[np.repeat(schools.phase, GRADES)]
    return World(
        days=days,
        schools=schools,
        people=people,
        placed=placed,
        levels=levels,
        bias=bias,
        strict=strictness(bias, people, levels),
        doubted=doubted(bias, people),
        observes=np.isin(people.ethnicity, OBSERVING),
        travels=np.isin(people.ethnicity, TRAVELLING),
        apart=_apart(people, rng),
        noted=written_down(bias, schools.recording, schools.quiet),
        season=_season(days, rng),
        eager=eager,
        leaves=leaves,
        closed=_closed(days, len(schools.phase), rng),
        trips=_trips(outings, count, rng),
        missed=rng.random((count, 2, forms), dtype=np.float32) < UNMARKED,
        key=key_of(seed, HOUSEHOLDS),
    )


def _apart(people: People, rng: np.random.Generator) -> Floats:
    """Deal each pupil a place in [0, 1), evenly in special schools and outside them."""
    rank = np.where(people.special, np.cumsum(people.special), np.arange(len(people)))
    return ((rank * EVENLY + rng.random()) % 1).astype(np.float32)


def _trips(outings: Floats, count: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Choose the days out of each form, which come round at even distances.

    Parameters
    ----------
    outings : ndarray of shape (n_forms,), days out a day
    """
    begun = (np.arange(len(outings)) * EVENLY + rng.random()) % 1
    gone = np.floor(begun + np.arange(count + 1)[:, None] * outings.astype(np.float64))
    return np.asarray(gone[1:] > gone[:-1])


def weeks_in(days: Calendar) -> NDArray[np.int64]:
    """Return the school weeks gone by since September, by day."""
    first = np.searchsorted(days.year, days.year)
    return days.week - days.week[first]


def _season(days: Calendar, rng: np.random.Generator) -> Floats:
    """Illness by day: the usual course of a year and two outbreaks of chance."""
    week = weeks_in(days).astype(np.float64)
    factor = np.interp(week, SEASON_WEEKS, SEASON)
    for peak in OUTBREAK_WEEKS:
        shift = rng.normal(0, 1.2, days.years)[days.year]
        height = rng.uniform(0, 0.16, days.years)[days.year]
        factor += height * np.exp(-(((week - peak - shift) / 2) ** 2))
    return factor.astype(np.float32)


def _before_holidays(days: Calendar) -> tuple[Floats, Floats]:
    """Return what the coming holiday does to odd days, and to holidays begun early."""
    ends_term = days.table["half_term"].to_numpy() % 2 == 0
    cases = [(days.to_break == 0) & ends_term, days.to_break == 0, days.to_break == 1]
    factors = (LAST_OF_TERM, LAST_OF_HALF, BEFORE_LAST)
    odd, leaves = (
        np.select(cases, list(kind), 1.0).astype(np.float32)
        for kind in zip(*factors, strict=True)
    )
    return odd, leaves


def _closed(
    days: Calendar, schools: int, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Draw closures: boilers by school, snow (December to March) by day."""
    count = len(days.dates)
    closed = rng.random((count, schools)) < CLOSED_A_DAY
    month = days.dates.astype("datetime64[M]").astype(np.int64) % 12 + 1
    winter = np.isin(month, (12, 1, 2, 3))
    snow = winter & (rng.random(count) < SNOW_A_YEAR * days.years / winter.sum())
    return np.asarray(closed | (snow[:, None] & (rng.random((count, schools)) < 1 / 3)))
