"""Marks as table rows, made block by block so that a county fits in memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.attendance import CODES
from records.county.history import History
from records.county.world import World

BLOCK = 4096
SESSIONS = ("AM", "PM")


def marks(
    world: World, history: History, first: int, stop: int, schools: NDArray[np.bool_]
) -> Iterator[pl.DataFrame]:
    """Yield the delivered ``marks`` of some days and schools, a block of pupils a time.

    Parameters
    ----------
    first, stop : int
        Days from ``first`` up to ``stop``.
    schools : ndarray of shape (n_schools,), bool
        Schools whose marks are wanted.

    Yields
    ------
    polars.DataFrame
        The marks as first recorded, then those that were amended by the end.
    """
    inside = pl.col("day").is_between(first, stop, closed="left")
    amended = history.amended.filter(inside)
    for start in range(0, len(world.people), BLOCK):
        own = pl.col("pupil").is_between(start, start + BLOCK, closed="left")
        yield pl.concat(
            [
                _first(world, history, first, stop, schools, start),
                _later(world, history, amended.filter(own), schools),
            ]
        )


def _first(
    world: World,
    history: History,
    first: int,
    stop: int,
    schools: NDArray[np.bool_],
    start: int,
) -> pl.DataFrame:
    block = history.marks[first:stop, :, start : start + BLOCK]
    at = history.school[first:stop, start : start + BLOCK]
    taken = (block > 0) & schools[at][:, None, :]
    day, session, pupil = np.nonzero(taken)
    code = block[day, session, pupil]
    date = world.days.dates[day + first]
    school = at[day, pupil]
    lag = world.schools.lag[school].astype("m8[D]")
    return _rows(world, pupil + start, school, date, session, code, date + lag)


def _later(
    world: World,
    history: History,
    amended: pl.DataFrame,
    schools: NDArray[np.bool_],
) -> pl.DataFrame:
    day, pupil = amended["day"].to_numpy(), amended["pupil"].to_numpy()
    school = history.school[day, pupil]
    date = world.days.dates[day]
    # What comes after the marks themselves were told is not told before them.
    delay = np.maximum(amended["delay"].to_numpy(), world.schools.lag[school] + 1)
    known = date + delay.astype("m8[D]")
    kept = schools[school] & (known < world.days.until)
    return _rows(
        world,
        pupil[kept],
        school[kept],
        date[kept],
        amended["session"].to_numpy()[kept],
        amended["code"].to_numpy()[kept],
        known[kept],
    )


def _rows(
    world: World,
    pupil: NDArray[np.int64],
    school: NDArray[np.int16],
    date: NDArray[np.datetime64],
    session: NDArray[np.int64],
    code: NDArray[np.uint8],
    known: NDArray[np.datetime64],
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "upn": pl.Series(world.people.upn).gather(pupil),
            "urn": world.schools.urn[school],
            "date": date,
            "session": pl.Series(SESSIONS).gather(session),
            "code": pl.Series(CODES).gather(code),
            "recorded_on": known,
        }
    )
