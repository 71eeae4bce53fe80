"""Random numbers found by name: no stream depends on what another has used.

A block of pupils draws from its own stream of each day, a household from its number
alone. So neither the order nor the number of processes shows in what is drawn.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# First names of the streams; what follows is a block, a future, or nothing.
FOUNDING, EVE, DAYS, PAPERS, FUTURES, HOUSEHOLDS = range(6)
# What a household draws for.
EARLIER_SHOCK, SHOCK, ILLNESS, HOLIDAY = range(4)

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def key_of(*name: int) -> NDArray[np.uint64]:
    """Return the 128 bits that stand for a name of non-negative numbers."""
    return np.random.SeedSequence(name).generate_state(2, np.uint64).astype(np.uint64)


def stream(*name: int) -> np.random.Generator:
    """Return the stream of this name, at its start."""
    return np.random.Generator(np.random.Philox(key=key_of(*name)))


def stream_of_day(key: NDArray[np.uint64], day: int) -> np.random.Generator:
    """Return the part of a stream that belongs to one day: the counter starts there."""
    return np.random.Generator(np.random.Philox(key=key, counter=[0, 0, 0, day]))


def shared(
    key: NDArray[np.uint64], what: int, when: int, members: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return a number in [0, 1) for each member: the same wherever it is asked for.

    Parameters
    ----------
    what, when : int
        What the draw is for, and the day or week.
    members : ndarray of shape (n,)
        Numbers of households; equal numbers get equal draws.

    Notes
    -----
    The finaliser of SplitMix64 (Steele, Lea and Flood, 2014) over a counter.
    """
    place = np.array([when << 8 | what], dtype=np.uint64)
    with np.errstate(over="ignore"):
        bits = members.astype(np.uint64) * GOLDEN + key[0] + place * key[1]
        bits = (bits ^ (bits >> np.uint64(30))) * MIX[0]
        bits = (bits ^ (bits >> np.uint64(27))) * MIX[1]
    bits ^= bits >> np.uint64(31)
    drawn: NDArray[np.float32] = (bits >> np.uint64(40)).astype(np.float32)
    drawn *= np.float32(2.0**-24)
    return drawn
