"""The truth: each pupil's real probability of both outcomes, by living on many times.

From the hidden state on the eve of ``as_of`` the next twelve school weeks are lived
again and again with fresh luck; a probability is the share of futures in which the
outcome happened. Moves to come are the same in all futures. With 50 futures a
probability of 0.1 is known to about 0.04; the mean over a group is much better known.
No pipeline code may read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.attendance import ABSENT, POSSIBLE, Register
from records.county.behaviour import Records
from records.county.days import Day, State, copy_state, first_state, run
from records.county.simulate import County
from records.county.support import Starts
from records.errors import InputRejected

HORIZON = 12  # school weeks
FEWEST_SESSIONS = 40


@dataclass(eq=False)
class Future:
    """What one future brings: sessions and suspensions of each pupil."""

    possible: NDArray[np.int32]
    absent: NDArray[np.int32]
    suspended: NDArray[np.bool_]

    def watch(
        self, day: Day, register: Register, records: Records, starts: Starts | None
    ) -> None:
        """Count one day."""
        code = np.where(register.settled > 0, register.settled, register.first)
        self.possible += POSSIBLE[code].sum(axis=0, dtype=np.int32)
        self.absent += ABSENT[code].sum(axis=0, dtype=np.int32)
        self.suspended[records.suspended] = True
        self.suspended[records.excluded] = True


def truth(county: County, as_ofs: Sequence[date], *, futures: int = 50) -> pl.DataFrame:
    """Return the real probabilities of both outcomes on some Mondays.

    Parameters
    ----------
    county : County
    as_ofs : sequence of date
        Mondays within the records, or their end.
    futures : int, default=50
        How many times the horizon is lived.

    Returns
    -------
    polars.DataFrame
        ``upn``, ``as_of``, ``suspension``, ``persistent_absence`` (probabilities in
        [0, 1]; the latter null with under 40 sessions in every future) for each
        pupil on roll.

    Raises
    ------
    InputRejected
        When the calendar does not hold the horizon of an ``as_of``.
    """
    state = first_state(county.world, np.random.default_rng([county.seed, 1]))
    parts, lived = [], 0
    for as_of in sorted(as_ofs):
        first, stop = _horizon(county, as_of)
        seed = [county.seed, 2]
        run(state, county.levels, lived, first, seed=seed, watch=lambda *_: None)
        lived = first
        parts.append(_shares(county, state, as_of, first, stop, futures))
    return pl.concat(parts)


def write_truth(
    county: County, folder: Path, as_ofs: Sequence[date], *, futures: int = 50
) -> None:
    """Write ``truth/probabilities.csv`` under ``folder``, apart from the deliveries."""
    found = truth(county, as_ofs, futures=futures)
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    found.write_csv(folder / "truth" / "probabilities.csv")


def _horizon(county: County, as_of: date) -> tuple[int, int]:
    """Return the first day of the horizon and the day after its last."""
    days = county.world.days
    first = int(np.searchsorted(days.dates, np.datetime64(as_of)))
    if first > days.taught or days.week[-1] < days.week[first] + HORIZON - 1:
        raise InputRejected(
            f"the county's calendar does not hold {HORIZON} school weeks from {as_of}"
        )
    return first, int(np.searchsorted(days.week, days.week[first] + HORIZON))


def _shares(
    county: County, state: State, as_of: date, first: int, stop: int, futures: int
) -> pl.DataFrame:
    count = len(county.world.people)
    suspended, missed, seen = np.zeros((3, count))
    for number in range(futures):
        future = Future(
            possible=np.zeros(count, dtype=np.int32),
            absent=np.zeros(count, dtype=np.int32),
            suspended=np.zeros(count, dtype=bool),
        )
        seed = [county.seed, 4, first, number]
        run(
            copy_state(state), county.levels, first, stop, seed=seed, watch=future.watch
        )
        enough = future.possible >= FEWEST_SESSIONS
        suspended += future.suspended
        missed += enough & (future.absent >= 0.1 * future.possible)
        seen += enough
    here = np.flatnonzero(county.world.placed.school[first] >= 0)
    here = here[state.conduct.last_day[here] >= first]
    persistent = np.where(seen > 0, missed / np.maximum(seen, 1), np.nan)
    return pl.DataFrame(
        {
            "upn": pl.Series(county.world.people.upn).gather(here),
            "as_of": [as_of] * len(here),
            "suspension": suspended[here] / futures,
            "persistent_absence": pl.Series(persistent[here]).fill_nan(None),
        }
    )
