"""Marks as table rows, made block by block so that a county fits in memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.attendance import CODES
from records.county.days import World
from records.county.history import Amendments, History

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
    amended = history.amendments()
    order = np.argsort(amended.pupil, kind="stable")
    edges = np.searchsorted(
        amended.pupil[order], np.arange(0, len(world.people) + BLOCK, BLOCK)
    )
    for number, start in enumerate(range(0, len(world.people), BLOCK)):
        some = order[edges[number] : edges[number + 1]]
        inside = (amended.day[some] >= first) & (amended.day[some] < stop)
        yield pl.concat(
            [
                _first(world, history, first, stop, schools, start),
                _later(world, amended, np.sort(some[inside]), schools),
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
    at = world.placed.school[first:stop, start : start + BLOCK]
    taken = (block > 0) & schools[at][:, None, :]
    day, session, pupil = np.nonzero(taken)
    code = block[day, session, pupil]
    date = world.days.dates[day + first]
    school = at[day, pupil]
    lag = world.schools.lag[school].astype("m8[D]")
    return _rows(world, pupil + start, school, date, session, code, date + lag)


def _later(
    world: World,
    amended: Amendments,
    which: NDArray[np.int64],
    schools: NDArray[np.bool_],
) -> pl.DataFrame:
    day, pupil = amended.day[which], amended.pupil[which]
    school = world.placed.school[day, pupil]
    date = world.days.dates[day]
    known = date + amended.delay[which].astype("m8[D]")
    until = world.days.until
    kept = schools[school] & (known < until)
    which = which[kept]
    return _rows(
        world,
        pupil[kept],
        school[kept],
        date[kept],
        amended.session[which],
        amended.code[which],
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
