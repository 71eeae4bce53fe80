"""Numbers that changed: pupils who first had a temporary UPN, and an academy."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.people import People
from records.county.schools import SECONDARY, Schools
from records.county.upn import LETTERS, check_letter

# A guess: so many had a temporary number before the school learnt their own.
TEMPORARY_SHARE = 0.01
WEEKS_UNTIL_LEARNT = 3
FIRST_CLOSED_URN = 990_001


def pupil_links_table(
    people: People, known: NDArray[np.datetime64], rng: np.random.Generator
) -> pl.DataFrame:
    """Return the delivered ``pupil_links``; nothing else bears the former numbers.

    Parameters
    ----------
    known : ndarray of shape (n_pupils,), datetime64[D]
        Day on which each pupil became known.
    """
    count = max(1, round(TEMPORARY_SHARE * len(people)))
    some = np.sort(rng.choice(len(people), count, replace=False))
    present = [people.upn[pupil] for pupil in some]
    return pl.DataFrame(
        {
            "upn": present,
            "former_upn": [temporary(upn) for upn in present],
            "recorded_on": known[some] + np.timedelta64(7 * WEEKS_UNTIL_LEARNT, "D"),
        }
    )


def temporary(upn: str) -> str:
    """Return a temporary number of the same school and year: it ends in a letter.

    Examples
    --------
    >>> temporary("Y999900124001")
    'L99990012400B'
    """
    rest = upn[1:-1] + LETTERS[int(upn[-1])]
    return check_letter(rest) + rest


def school_links_table(schools: Schools, opened: date) -> pl.DataFrame:
    """Return the delivered ``school_links``: a secondary that became an academy."""
    return pl.DataFrame(
        {
            "urn": schools.urn[schools.of(SECONDARY)[:1]],
            "predecessor_urn": [FIRST_CLOSED_URN],
            "start_date": [opened],
            "recorded_on": [opened],
        }
    )
