"""Meet the number of pupils asked for, on the day on which they are counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from records.county.calendar import Calendar
from records.county.placement import OFF_ROLL, Placement
from records.county.schools import Schools

JULY = 7


def day_of_count(days: Calendar) -> int:
    """Index of the last taught day on which Year 11 is on roll: none of July."""
    month = days.dates[: days.taught].astype("datetime64[M]").astype(np.int64) % 12 + 1
    return int(np.flatnonzero(month != JULY)[-1])


def counted(
    placed: Placement,
    schools: Schools,
    days: Calendar,
    heads: tuple[int, ...],
    rng: np.random.Generator,
) -> Placement:
    """Keep as many pupils of each phase as are wanted, and the others off every roll.

    Parameters
    ----------
    placed : Placement
        Of somewhat more pupils than are wanted.
    heads : tuple of int
        By phase, those on roll on the day of the count.
    """
    where = placed.school[day_of_count(days)]
    phases = np.where(where == OFF_ROLL, OFF_ROLL, schools.phase[where])
    surplus = np.zeros(len(where), dtype=bool)
    lacking = 0
    # What a small phase lacks, as it may in a small county, a larger one makes up for.
    for wanted, phase in sorted((count, phase) for phase, count in enumerate(heads)):
        present = np.flatnonzero(phases == phase)
        left_out = max(0, len(present) - wanted - lacking)
        surplus[rng.choice(present, left_out, replace=False)] = True
        lacking += wanted - (len(present) - left_out)
    school = placed.school
    school[:, surplus] = OFF_ROLL
    return replace(placed, school=school, gone=placed.gone[~surplus[placed.gone[:, 0]]])
