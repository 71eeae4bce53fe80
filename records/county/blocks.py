"""Live the days of a whole county, block by block of pupils, on several processors."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import starmap
from multiprocessing import get_context

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.days import first_state, run
from records.county.history import COLUMNS, Diary, History
from records.county.streams import DAYS, EVE, key_of
from records.county.world import World

# Pupils who share a stream: small enough for a processor's cache. Part of what a seed
# means: another number gives another county.
BLOCK = 8192


def starts(world: World) -> range:
    """Return the first pupil of each block."""
    return range(0, len(world.people), BLOCK)


def live(world: World, seed: int, *, processes: int = 1) -> History:
    """Live all taught days.

    Parameters
    ----------
    processes : int, default=1
        How many blocks are lived at a time; what happens does not depend on it.
    """
    days, count = world.days, len(world.people)
    marks = np.zeros((days.taught, 2, count), dtype=np.uint8)
    school = np.empty((len(days.dates), count), dtype=np.int16)
    frames: dict[str, list[pl.DataFrame]] = {name: [] for name in COLUMNS}
    for first, (own, where, rows) in zip(
        starts(world), _each_block(world, seed, processes), strict=True
    ):
        marks[:, :, first : first + BLOCK] = own
        school[:, first : first + BLOCK] = where
        for name, frame in rows.items():
            frames[name].append(frame)
    joined = {
        name: pl.concat(parts).sort("day", "pupil", maintain_order=True)
        for name, parts in frames.items()
    }
    return History(marks=marks, school=school, **joined)


Lived = tuple[NDArray[np.uint8], NDArray[np.int16], dict[str, pl.DataFrame]]


def _each_block(world: World, seed: int, processes: int) -> Iterator[Lived]:
    tasks = [(world.part(first, first + BLOCK), first) for first in starts(world)]
    lived = partial(_live_block, seed)
    if processes == 1 or len(tasks) == 1:
        yield from starmap(lived, tasks)
        return
    # Threads of the data frames do not survive a fork.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(lived, *zip(*tasks, strict=True))


def _live_block(seed: int, world: World, first_pupil: int) -> Lived:
    state = first_state(world, key_of(seed, EVE, first_pupil))
    taught = world.days.taught
    diary = Diary(np.zeros((taught, 2, len(world.people)), dtype=np.uint8))
    run(state, 0, taught, key=key_of(seed, DAYS, first_pupil), watch=diary.watch)
    return diary.marks, state.school, diary.frames(first_pupil)
