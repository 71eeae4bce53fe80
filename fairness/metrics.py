"""What is measured in each group, defined once as a part of a whole.

Every measure but the area under the curve is a ratio of two sums over pupils.
The same definitions therefore serve one group, all groups at once, and every
bootstrap draw: the sums may have any shape whose last axis is the group.
An empty whole gives NaN: undefined, never a silent 0 or 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]


class Tally(NamedTuple):
    """Sums over the pupils of each group, each of shape (..., n_groups).

    ``expected`` is the sum of the scores, read as probabilities; ``weeks`` the sum
    of the weeks of warning of those ``warned``, the found whose weeks are known.
    ``all_positives`` and ``all_selected`` are those of all groups together.
    """

    pupils: Floats
    positives: Floats
    selected: Floats
    found: Floats
    expected: Floats
    warned: Floats
    weeks: Floats
    all_positives: Floats
    all_selected: Floats

    @classmethod
    def of(cls, sums: Sequence[Floats]) -> Tally:
        """Add what belongs to all groups together to the sums of each."""
        positives, selected = sums[1], sums[2]
        everybody = np.ones_like(positives)
        totals = [
            everybody * part.sum(axis=-1, keepdims=True)
            for part in (positives, selected)
        ]
        return cls._make([*sums, *totals])

    def others(self) -> Tally:
        """Return the sums over everyone who is not in the group."""
        others = [part.sum(axis=-1, keepdims=True) - part for part in self[:-2]]
        return Tally._make([*others, *self[-2:]])


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One measure: how it is computed and how it reads.

    Parameters
    ----------
    name, phrase : str
        Identifier, and the words that stand in a sentence.
    part, whole : callable
        From a tally to numerator and denominator; recall is ``found`` of
        ``positives``.
    harm : {-1, 0, 1}
        The direction of a difference that disadvantages a group, when being on
        the list brings support: -1 less is worse, 1 more is worse, 0 either.
    proportion : bool, default=True
        Whether the part is some of the whole's pupils, so that Wilson applies.
    labelled, scored, timed : bool, default=True, False, False
        Whether it needs outcomes, scores that are probabilities, or the weeks of
        warning.
    counted_as : str, optional
        The measure whose pupils stand behind it, if not its own.
    """

    name: str
    phrase: str
    part: Callable[[Tally], Floats]
    whole: Callable[[Tally], Floats]
    harm: int
    proportion: bool = True
    labelled: bool = True
    scored: bool = False
    timed: bool = False
    counted_as: str = ""

    def of(self, tally: Tally) -> Floats:
        """Return the measure of each group; NaN where the whole is empty."""
        return quotient(self.part(tally), self.whole(tally))


_METRICS = (
    Metric(
        name="prevalence",
        phrase="share with the outcome",
        part=lambda t: t.positives,
        whole=lambda t: t.pupils,
        harm=0,
    ),
    Metric(
        name="selection_rate",
        phrase="share put on the list",
        part=lambda t: t.selected,
        whole=lambda t: t.pupils,
        harm=0,
        labelled=False,
    ),
    Metric(
        name="recall",
        phrase="share of those with the outcome who were on the list",
        part=lambda t: t.found,
        whole=lambda t: t.positives,
        harm=-1,
    ),
    Metric(
        name="false_negative_rate",
        phrase="share of those with the outcome who were missed",
        part=lambda t: t.positives - t.found,
        whole=lambda t: t.positives,
        harm=1,
    ),
    Metric(
        name="false_positive_rate",
        phrase="share of those without the outcome who were listed",
        part=lambda t: t.selected - t.found,
        whole=lambda t: t.pupils - t.positives,
        harm=1,
    ),
    Metric(
        name="specificity",
        phrase="share of those without the outcome who were not listed",
        part=lambda t: t.pupils - t.positives - t.selected + t.found,
        whole=lambda t: t.pupils - t.positives,
        harm=-1,
    ),
    Metric(
        name="precision",
        phrase="share of those listed who had the outcome",
        part=lambda t: t.found,
        whole=lambda t: t.selected,
        harm=-1,
    ),
    Metric(
        name="false_omission_rate",
        phrase="share of those not listed who had the outcome",
        part=lambda t: t.positives - t.found,
        whole=lambda t: t.pupils - t.selected,
        harm=1,
    ),
    Metric(
        name="observed_over_expected",
        phrase="outcomes seen for each one foretold",
        part=lambda t: t.positives,
        whole=lambda t: t.expected,
        harm=0,
        proportion=False,
        scored=True,
    ),
    Metric(
        name="mean_score",
        phrase="average risk foretold",
        part=lambda t: t.expected,
        whole=lambda t: t.pupils,
        harm=0,
        proportion=False,
        labelled=False,
        scored=True,
    ),
    Metric(
        name="mean_weeks_of_warning",
        phrase="weeks between the list and the outcome, of those found",
        part=lambda t: t.weeks,
        whole=lambda t: t.warned,
        harm=-1,
        proportion=False,
        timed=True,
    ),
    Metric(
        name="list_share",
        phrase="share of the list",
        part=lambda t: t.selected,
        whole=lambda t: t.all_selected,
        harm=0,
        labelled=False,
        counted_as="selection_rate",
    ),
    Metric(
        name="need_share",
        phrase="share of those with the outcome",
        part=lambda t: t.positives,
        whole=lambda t: t.all_positives,
        harm=0,
        counted_as="prevalence",
    ),
    Metric(
        name="list_share_over_need_share",
        phrase="share of the list for each share of the need",
        part=lambda t: t.selected * t.all_positives,
        whole=lambda t: t.positives * t.all_selected,
        harm=-1,
        proportion=False,
        counted_as="recall",
    ),
)

METRICS: dict[str, Metric] = {metric.name: metric for metric in _METRICS}


def tally(
    y_true: Floats,
    selected: Floats,
    score: Floats,
    cells: Integers,
    n_cells: int,
    weeks: Floats | None = None,
) -> Tally:
    """Sum outcomes, selections and scores over the rows of each cell.

    Parameters
    ----------
    y_true, selected, score : ndarray of shape (n_rows,)
        Outcome and selection as 0 or 1; score as a probability.
    cells : ndarray of int, shape (n_rows,)
        Which cell each row falls into, from 0.
    n_cells : int
    weeks : ndarray of shape (n_rows,), optional
        Weeks of warning; NaN where not known.

    Returns
    -------
    Tally
        Arrays of shape (n_cells,).
    """
    known = np.zeros_like(y_true) if weeks is None else ~np.isnan(weeks)
    found = y_true * selected
    told = np.zeros_like(y_true) if weeks is None else np.nan_to_num(weeks)
    columns = (
        *(np.ones_like(y_true), y_true, selected, found, score),
        *(found * known, found * told),
    )
    return Tally.of([sums(cells, column, n_cells) for column in columns])


def sums(cells: Integers, weights: Floats, n_cells: int) -> Floats:
    """Return the sum of ``weights`` over the rows of each cell."""
    return np.bincount(cells, weights=weights, minlength=n_cells).astype(np.float64)


def quotient(part: Floats, whole: Floats) -> Floats:
    """Return part over whole; NaN where the whole is empty."""
    undefined = np.full(np.broadcast_shapes(part.shape, whole.shape), np.nan)
    shares: Floats = np.divide(part, whole, out=undefined, where=whole > 0)
    return shares
