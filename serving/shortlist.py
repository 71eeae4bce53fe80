"""The short list: as many pupils as officers can look at, from every ranking."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

PRIORITIES = ("Review first", "Review", "Keep watching")


@dataclass(frozen=True)
class Place:
    """A place on the list, counted from 1, and what brought the pupil there.

    ``outcomes`` begins with the one whose ranking drafted the pupil.
    """

    position: int
    pupil_id: int
    priority: str
    outcomes: tuple[str, ...]


def ranking(
    pupil_ids: NDArray[np.int64], risk: NDArray[np.float64], as_of: date
) -> list[int]:
    """Order pupils from the highest risk; equals by a hash that changes each week.

    So nobody gains by a low number, and the same week gives the same order.
    """
    ties = [_tie(int(pupil_id), as_of) for pupil_id in pupil_ids]
    order = sorted(range(len(ties)), key=lambda at: (-risk[at], ties[at]))
    return [int(pupil_ids[at]) for at in order]


def shortlist(rankings: Mapping[str, Sequence[int]], capacity: int) -> list[Place]:
    """Draft from each ranking in turn until the list is full.

    Parameters
    ----------
    rankings : mapping of str to sequence of int
        Pupils of each outcome, from the highest risk.
    capacity : int
        How many pupils the officers can look at.

    Returns
    -------
    list of Place
        At most ``capacity``, in order; no pupil twice. A pupil's outcomes are those
        in whose ranking they stand within the capacity.
    """
    drafted = _draft(rankings, capacity)
    near_the_top = {name: set(order[:capacity]) for name, order in rankings.items()}
    return [
        Place(
            position=position,
            pupil_id=pupil_id,
            priority=_priority(position, len(drafted)),
            outcomes=(
                by,
                *(
                    name
                    for name, top in near_the_top.items()
                    if name != by and pupil_id in top
                ),
            ),
        )
        for position, (pupil_id, by) in enumerate(drafted.items(), start=1)
    ]


def _draft(rankings: Mapping[str, Sequence[int]], capacity: int) -> dict[int, str]:
    waiting = {name: iter(order) for name, order in rankings.items()}
    drafted: dict[int, str] = {}
    while waiting and len(drafted) < capacity:
        for name in list(waiting):
            following = (each for each in waiting[name] if each not in drafted)
            pupil_id = next(following, None)
            if pupil_id is None:
                del waiting[name]
            elif len(drafted) < capacity:
                drafted[pupil_id] = name
    return drafted


def _priority(position: int, listed: int) -> str:
    third = math.ceil(listed / len(PRIORITIES))
    return PRIORITIES[(position - 1) // third]


def _tie(pupil_id: int, as_of: date) -> bytes:
    return hashlib.sha256(f"{as_of.isoformat()}:{pupil_id}".encode()).digest()
