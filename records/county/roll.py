"""How many pupils of each cohort there are, and which are brothers and sisters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from records.county.areas import Area
from records.county.calendar import Calendar
from records.county.schools import PRIMARY, SECONDARY, SPECIAL

GRADES = 14  # Reception to Year 13
FIRST_SECONDARY, FIRST_SIXTH = 7, 12
# Of the secondary roll, and of those who could stay on in their own school: estimates.
SIXTH_SHARE, STAYS = 0.12, 0.62
# Rolls lose some to leavers, and chance is not to leave them short: by phase, so many
# more are born than are wanted.
SPARE = (0.06, 0.06, 0.16)
# Chance that the next older child of the household was born 1, 2, 3 or 4 years before.
SIBLING_GAPS = (0.08, 0.17, 0.12, 0.07)


@dataclass(frozen=True, eq=False)
class Roll:
    """Bare pupils, households together, each from the oldest.

    Attributes
    ----------
    cohort, household : ndarray of shape (n_pupils,)
    special, stays, in_sixth : ndarray of shape (n_pupils,), bool
        In a special school; would stay on after Year 11; is beyond Year 11 already
        in the first year simulated.
    """

    cohort: NDArray[np.int64]
    household: NDArray[np.int64]
    special: NDArray[np.bool_]
    stays: NDArray[np.bool_]
    in_sixth: NDArray[np.bool_]


def roll(pupils: int, area: Area, days: Calendar, rng: np.random.Generator) -> Roll:
    """Return all who are in Reception to Year 13 in any year of ``days``."""
    grades = np.arange(GRADES + days.years - 1)[::-1]  # in the last year
    sizes = _sizes(area.scaled(pupils), grades, days.years)
    whole = np.diff(np.rint(np.cumsum(sizes.ravel())), prepend=0).astype(np.int64)
    special = np.repeat(np.tile([False, True], len(grades)), whole)
    last = days.start_year + days.years - 1
    cohort = np.repeat(np.repeat(last - grades, 2), whole)
    household = _households(cohort, rng)
    order = np.lexsort((cohort, household))
    cohort, household = cohort[order], household[order]
    return Roll(
        cohort=cohort,
        household=household,
        special=special[order],
        stays=rng.random(len(cohort)) < STAYS,
        in_sixth=days.start_year - cohort >= FIRST_SIXTH,
    )


def _sizes(
    wanted: tuple[int, ...], grades: NDArray[np.int64], years: int
) -> NDArray[np.float64]:
    """Return the mainstream and special pupils of each cohort, by grade at the end.

    Rolls fall: each cohort is larger than the next younger one by what makes primary
    and secondary schools (without sixth forms) hold their published shares.
    """
    heads = np.array(wanted) * (1 + np.array(SPARE))
    primary = heads[PRIMARY] / FIRST_SECONDARY
    secondary = heads[SECONDARY] * (1 - SIXTH_SHARE) / (FIRST_SIXTH - FIRST_SECONDARY)
    slope = (secondary - primary) / 6  # between the middle grades, Year 3 and Year 9
    mainstream = primary + slope * (np.minimum(grades, FIRST_SIXTH + 1) - 3)
    special = heads[SPECIAL] / FIRST_SIXTH * np.linspace(1.3, 0.7, len(grades))
    beyond = grades - (years - 1) >= FIRST_SIXTH
    mainstream = np.where(
        beyond, heads[SECONDARY] * SIXTH_SHARE / 2, np.maximum(mainstream, 0)
    )
    return np.stack([mainstream, np.where(beyond, 0, special)], axis=1)


def _households(
    cohort: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Link children to the next older one of their household, oldest cohort first."""
    household = np.arange(len(cohort))
    free = np.ones(len(cohort), dtype=bool)
    edges = np.cumsum(SIBLING_GAPS)
    for year in np.unique(cohort)[1:]:
        young = np.flatnonzero(cohort == year)
        gap = 1 + np.searchsorted(edges, rng.random(len(young)))
        for years in range(1, len(SIBLING_GAPS) + 1):
            wanting = young[gap == years]
            older = rng.permutation(np.flatnonzero((cohort == year - years) & free))
            count = min(len(wanting), len(older))
            household[wanting[:count]] = household[older[:count]]
            free[older[:count]] = False
    numbers: NDArray[np.int64] = np.unique(household, return_inverse=True)[1]
    return numbers
