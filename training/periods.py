"""Periods inside the training: learnt before, judged after, as it would be in use.

The newest period judges the candidates that the one before it brought forth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from training.horizon import SchoolWeeks
from training.splits import Split, settled_before

# Judged at a time: a fifth of the training lists, so that most are left to learn from.
JUDGED_SHARE = 5
FEWEST_LEARNT = 2


@dataclass(frozen=True)
class Period:
    """Training lists of two times: a model learns from some and is judged on others.

    Parameters
    ----------
    learnt, judged : tuple of date
        Every label of ``learnt`` is settled before the first day of ``judged``.
    """

    learnt: tuple[date, ...]
    judged: tuple[date, ...]

    def parts(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the rows learnt from and the rows judged on."""
        as_of = pl.col("as_of")
        return rows.filter(as_of.is_in(self.learnt)), rows.filter(
            as_of.is_in(self.judged)
        )


def rolling_periods(
    split: Split, weeks: SchoolWeeks, horizon: int, *, count: int = 2
) -> tuple[Period, ...]:
    """Lay periods out over the training lists, back from the last, oldest first.

    Each judges lists that the next learns from or leaves as a gap; labels of neighbours
    overlap, as records of two years leave no room for more gaps.

    Returns
    -------
    tuple of Period
        ``count`` of them, or none when the training is too short.
    """
    block = max(1, len(split.train) // JUDGED_SHARE)
    periods = []
    for number in range(count, 0, -1):
        end = len(split.train) - (number - 1) * block
        judged = split.train[max(0, end - block) : end]
        learnt = settled_before(split.train, judged, weeks, horizon)
        periods.append(Period(learnt, judged))
    enough = all(len(one.learnt) >= FEWEST_LEARNT and one.judged for one in periods)
    return tuple(periods) if enough else ()
