"""One measure over the groups of an attribute: value, interval, and its draws."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fairness import intervals
from fairness.inputs import Labels, Rows
from fairness.metrics import METRICS, Metric, Tally, tally

Integers = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]


class Heads(NamedTuple):
    """How many different pupils stand behind a measure, each (n_groups,)."""

    whole: Integers
    part: Integers
    rest: Integers


class Side(NamedTuple):
    """A measure with its interval, each (n_groups,), and (n_draws, n_groups)."""

    value: Floats
    low: Floats
    high: Floats
    draws: Floats

    @property
    def ends(self) -> intervals.Ends:
        """Value, low and high."""
        return self[:3]

    def at(self, position: int) -> Side:
        """Return the side of one group, to compare all others with."""
        return Side(*(part[..., [position]] for part in self))


class Measured(NamedTuple):
    """One measure of every group, and of everyone who is not in the group.

    ``others`` is None where that is not measured, and ``apart`` is False where
    the measure itself is a comparison.
    """

    own: Side
    base: Floats
    heads: Heads
    others: Side | None = None
    apart: bool = True


def ratios(
    labels: Labels, rows: Rows, weights: Floats
) -> tuple[Tally, dict[str, Measured]]:
    """Measure every part of a whole that the rows allow.

    Returns
    -------
    whole : Tally
        Sums of each group.
    measured : dict of str to Measured
    """
    n = len(labels.names)
    cells = rows.blocks * n + labels.codes
    by_block = _tallied(rows, cells, rows.n_blocks * n)[:-2]
    whole = Tally.of([part.reshape(-1, n).sum(axis=0) for part in by_block])
    drawn = Tally.of([weights @ part.reshape(-1, n) for part in by_block])
    by_pupil, group = _by_pupil(labels, rows)
    measured = {}
    for metric in METRICS.values():
        if _allowed(metric, rows):
            counted = METRICS[metric.counted_as or metric.name]
            measured[metric.name] = Measured(
                own=_side(metric, whole, drawn, rows),
                base=metric.whole(whole),
                heads=_heads(counted, by_pupil, group, n),
                others=_side(metric, whole.others(), drawn.others(), rows),
            )
    return whole, measured


def _allowed(metric: Metric, rows: Rows) -> bool:
    return (
        (rows.labelled or not metric.labelled)
        and (rows.probable or not metric.scored)
        and (rows.weeks is not None or not metric.timed)
    )


def _tallied(rows: Rows, cells: Integers, n_cells: int) -> Tally:
    return tally(rows.y_true, rows.selected, rows.score, cells, n_cells, rows.weeks)


def _by_pupil(labels: Labels, rows: Rows) -> tuple[Tally, Integers]:
    """Tally each pupil within each group, and say which group that is."""
    if rows.pupils is None:
        n_rows = len(labels.codes)
        return _tallied(rows, np.arange(n_rows), n_rows), labels.codes
    n = len(labels.names)
    pairs, cells = np.unique(rows.pupils * n + labels.codes, return_inverse=True)
    return _tallied(rows, cells, len(pairs)), pairs % n


def _heads(metric: Metric, by_pupil: Tally, group: Integers, n: int) -> Heads:
    part, whole = metric.part(by_pupil), metric.whole(by_pupil)
    return Heads(
        *(
            np.bincount(group[counted > 0], minlength=n)
            for counted in (whole, part, whole - part)
        )
    )


def _side(metric: Metric, whole: Tally, drawn: Tally, rows: Rows) -> Side:
    value, draws = metric.of(whole), metric.of(drawn)
    if not metric.proportion:
        return Side(value, *intervals.percentile(draws), draws)
    part, base = metric.part(whole), metric.whole(whole)
    effect = np.ones_like(base)
    if rows.clusters is not None:
        effect = intervals.design_effect(draws, value, base, rows.n_blocks)
    return Side(value, *intervals.wilson(part / effect, base / effect), draws)
