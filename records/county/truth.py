"""The truth: each pupil's real probability of both outcomes, by living on many times.

From the hidden state on the eve of ``as_of`` the next twelve school weeks are lived
again and again with fresh luck. *Persistent absence*: the share of futures in which it
happened. *Suspension* is not counted: futures are lived in which nobody is suspended,
and the chance of getting through one unsuspended is the product of the days' chances,
which each future knows exactly. That leaves only what the future itself brings (needs,
shocks, incidents), so that a few futures say more than hundreds of counted events.
No pipeline code may read any of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.attendance import ABSENT, POSSIBLE, Register
from records.county.behaviour import LUNCHTIME, Records
from records.county.blocks import BLOCK, starts
from records.county.days import Day, State, first_state, run
from records.county.needs import Floats
from records.county.placement import OFF_ROLL
from records.county.simulate import County
from records.county.streams import DAYS, EVE, FUTURES, key_of
from records.county.support import HELPS, PLAN_SHARES, Starts
from records.county.world import World
from records.errors import InputRejected

HORIZON = 12  # school weeks
FEWEST_SESSIONS = 40
EPISODE = 16  # school weeks of support, when its effect is asked
LEAST_FUTURES = 2
COLUMNS = (
    *("suspension", "suspension_error"),
    *("persistent_absence", "persistent_absence_error"),
)


@dataclass(frozen=True, eq=False)
class Window:
    """School days of a horizon, from ``first`` up to ``stop``."""

    first: int
    stop: int


@dataclass(eq=False)
class Future:
    """What one future brings; arrays of shape (n_pupils,).

    A suspension begins on the day after it is decided, so that the last day's does
    not count.
    """

    window: Window
    possible: NDArray[np.int32]
    absent: NDArray[np.int32]
    unsuspended: Floats

    def watch(
        self, day: Day, register: Register, records: Records, starts: Starts | None
    ) -> None:
        """Count one day."""
        self.possible += POSSIBLE[register.settled].sum(axis=0, dtype=np.int32)
        self.absent += ABSENT[register.settled].sum(axis=0, dtype=np.int32)
        if day.index < self.window.stop - 1:
            self.unsuspended *= 1 - records.chance


def truth(
    county: County, as_ofs: Sequence[date], *, futures: int = 40, processes: int = 1
) -> pl.DataFrame:
    """Return the real probabilities of both outcomes on some Mondays.

    Parameters
    ----------
    county : County
    as_ofs : sequence of date
        Mondays within the records, or their end.
    futures : int, default=40
        How many times the horizon is lived for persistent absence; for suspension a
        quarter of that, which leaves smaller errors still.
    processes : int, default=1
        How many blocks of pupils are lived at a time.

    Returns
    -------
    polars.DataFrame
        ``upn, as_of, suspension, suspension_error, persistent_absence,
        persistent_absence_error`` for each pupil on roll: probabilities in [0, 1] and
        their standard errors. Persistent absence is null with under 40 sessions in
        every future.

    Raises
    ------
    InputRejected
        When the calendar does not hold the horizon of an ``as_of``.
    """
    windows = [_window(county, as_of) for as_of in sorted(as_ofs)]
    ask = partial(_block_truth, county.seed, windows, futures)
    blocks = list(_each_block(county.world, ask, processes))
    upns = pl.Series(county.world.people.upn)
    parts = []
    for place, as_of in enumerate(sorted(as_ofs)):
        joined = np.concatenate([block[place] for block in blocks], axis=1)
        on_roll = np.flatnonzero(
            county.history.school[windows[place].first] != OFF_ROLL
        )
        columns = dict(zip(COLUMNS, joined[:, on_roll], strict=True))
        frame = pl.DataFrame({"upn": upns.gather(on_roll), **columns})
        parts.append(frame.insert_column(1, pl.lit(as_of).alias("as_of")))
    return pl.concat(parts).with_columns(pl.selectors.float().fill_nan(None))


def effect_of_support(
    county: County, as_of: date, *, futures: int = 40, processes: int = 1
) -> pl.DataFrame:
    """Return what support offered on ``as_of`` does to each pupil's probabilities.

    Two sets of futures with the same luck: in one every pupil begins an episode of
    sixteen weeks, in the other nobody is offered any. Whether it helps a pupil is left
    to chance, as it is in the county.

    Returns
    -------
    polars.DataFrame
        ``upn, suspension, suspension_error, persistent_absence,
        persistent_absence_error``: differences, negative where support helps.
    """
    window = _window(county, as_of)
    ask = partial(_block_effect, county.seed, window, futures)
    joined = np.concatenate(list(_each_block(county.world, ask, processes)), axis=1)
    on_roll = np.flatnonzero(county.history.school[window.first] != OFF_ROLL)
    columns = dict(zip(COLUMNS, joined[:, on_roll], strict=True))
    upns = pl.Series(county.world.people.upn).gather(on_roll)
    return pl.DataFrame({"upn": upns, **columns}).fill_nan(None)


def write_truth(
    county: County,
    folder: Path,
    as_ofs: Sequence[date],
    *,
    futures: int = 40,
    processes: int = 1,
) -> None:
    """Write ``truth/probabilities.csv`` under ``folder``, apart from the deliveries."""
    found = truth(county, as_ofs, futures=futures, processes=processes)
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    found.write_csv(folder / "truth" / "probabilities.csv")


Asked = NDArray[np.float64] | list[NDArray[np.float64]]


def _each_block(
    world: World, ask: Callable[[World, int], Asked], processes: int
) -> list[Asked]:
    parts = [world.part(first, first + BLOCK) for first in starts(world)]
    if processes == 1 or len(parts) == 1:
        return [
            ask(part, first) for part, first in zip(parts, starts(world), strict=True)
        ]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return list(pool.map(ask, parts, starts(world)))


def _window(county: County, as_of: date) -> Window:
    """Return the days of the horizon."""
    days = county.world.days
    first = int(np.searchsorted(days.dates, np.datetime64(as_of)))
    if first > days.taught or days.week[-1] < days.week[first] + HORIZON - 1:
        raise InputRejected(
            f"the county's calendar does not hold {HORIZON} school weeks from {as_of}"
        )
    return Window(first, int(np.searchsorted(days.week, days.week[first] + HORIZON)))


def _block_truth(
    seed: int, windows: list[Window], futures: int, world: World, first_pupil: int
) -> list[NDArray[np.float64]]:
    """Return the four COLUMNS of one block of pupils for each window."""
    state = first_state(world, key_of(seed, EVE, first_pupil))
    key = key_of(seed, DAYS, first_pupil)
    begun = np.zeros(len(world.people), dtype=bool)

    def note(
        day: Day, register: Register, records: Records, new: Starts | None
    ) -> None:
        notices = records.notices
        begun[:] = False
        begun[notices.pupil[notices.category != LUNCHTIME]] = True

    lived, found = 0, []
    for window in windows:
        run(state, lived, window.first, key=key, watch=note)
        lived = window.first
        keys = _fresh(seed, first_pupil, window, futures)
        spared = keys[: _fewer(futures)]
        suspended = np.array([_suspended(state, window, one) for one in spared])
        suspended[:, begun] = 1
        persistent = np.array([_persistent(state, window, one) for one in keys])
        found.append(_with_errors(suspended, persistent))
    return found


def _block_effect(
    seed: int, window: Window, futures: int, world: World, first_pupil: int
) -> NDArray[np.float64]:
    """Return the four COLUMNS of differences of one block of pupils."""
    state = first_state(world, key_of(seed, EVE, first_pupil))
    key = key_of(seed, DAYS, first_pupil)
    run(state, 0, window.first, key=key, watch=lambda *_: None)
    keys = _fresh(seed, first_pupil, window, futures)
    without = _without_support(state)
    differences = []
    for live, some in ((_suspended, keys[: _fewer(futures)]), (_persistent, keys)):
        given = (_with_support(state, one) for one in some)
        differences.append(
            np.array(
                [
                    live(helped, window, one) - live(without, window, one)
                    for helped, one in zip(given, some, strict=True)
                ]
            )
        )
    return _with_errors(*differences)


def _fresh(
    seed: int, first_pupil: int, window: Window, futures: int
) -> list[NDArray[np.uint64]]:
    return [
        key_of(seed, FUTURES, first_pupil, window.first, number)
        for number in range(futures)
    ]


def _fewer(futures: int) -> int:
    """How many futures are lived for suspension, which each of them nearly knows."""
    return max(LEAST_FUTURES, futures // 4)


def _with_support(state: State, key: NDArray[np.uint64]) -> State:
    """Begin an episode for everybody."""
    rng = np.random.Generator(np.random.Philox(key=key))
    helped = state.copy()
    count = len(helped.help.left)
    helped.help.left[:] = EPISODE
    plan = rng.choice(len(HELPS), count, p=PLAN_SHARES)
    helped.help.helps = rng.random(count) < np.array(HELPS)[plan]
    return helped


def _without_support(state: State) -> State:
    """End every episode, and let none begin within the horizon."""
    alone = state.copy()
    alone.help.left[:] = 0
    return alone


def _suspended(state: State, window: Window, key: NDArray[np.uint64]) -> Floats:
    """Return each pupil's chance of suspension in one future without any."""
    future = _future(state, window)
    first, stop = window.first, window.stop
    run(state.copy(), first, stop, key=key, watch=future.watch, spared=True)
    return 1 - future.unsuspended


def _persistent(state: State, window: Window, key: NDArray[np.uint64]) -> Floats:
    """Return whose absence is persistent in one future; nan with too few sessions."""
    future = _future(state, window)
    run(state.copy(), window.first, window.stop, key=key, watch=future.watch)
    persistent = (10 * future.absent >= future.possible).astype(np.float32)
    persistent[future.possible < FEWEST_SESSIONS] = np.nan
    return persistent


def _future(state: State, window: Window) -> Future:
    count = len(state.at)
    return Future(
        window=window,
        possible=np.zeros(count, dtype=np.int32),
        absent=np.zeros(count, dtype=np.int32),
        unsuspended=np.ones(count, dtype=np.float32),
    )


def _with_errors(
    suspended: NDArray[np.float32], persistent: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Return mean and standard error over the futures, in the order of COLUMNS."""
    rows = []
    for values in (suspended.astype(np.float64), persistent.astype(np.float64)):
        known = np.isfinite(values)
        count = np.maximum(known.sum(axis=0), 1)
        mean = np.where(known, values, 0).sum(axis=0) / count
        spread = (np.where(known, values - mean, 0) ** 2).sum(axis=0)
        error = np.sqrt(spread / np.maximum(count - 1, 1) / count)
        seen = known.any(axis=0)
        rows += [np.where(seen, mean, np.nan), np.where(seen, error, np.nan)]
    return np.array(rows)
