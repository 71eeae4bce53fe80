"""How each group's scores are spread, and what came true along them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fairness.calibration import tenths
from fairness.inputs import Labels, Rows
from fairness.metrics import sums
from fairness.results import Tenth

Integers = npt.NDArray[np.intp]


def score_tenths(labels: Labels, rows: Rows) -> list[tuple[Tenth, ...]]:
    """Spread every group of an attribute over the tenths of everyone's scores.

    Returns
    -------
    list of tuple of Tenth, of length n_groups
        Empty tuples without outcomes, or when scores are no probabilities.
    """
    n = len(labels.names)
    if not (rows.labelled and rows.probable):
        return [()] * n
    bins, n_bins = tenths(rows.score)
    cells = labels.codes * n_bins + bins
    happened = rows.y_true == 1
    columns = (
        np.bincount(cells, minlength=n * n_bins),
        sums(cells, rows.y_true, n * n_bins),
        sums(cells, rows.score, n * n_bins),
        *(_pupils(cells, who, rows, n * n_bins) for who in (None, happened, ~happened)),
    )
    spread = [
        Tenth(
            count=int(count),
            positives=int(positives),
            expected=float(expected),
            pupils=int(pupils),
            happened=int(with_it),
            spared=int(without),
        )
        for count, positives, expected, pupils, with_it, without in zip(
            *columns, strict=True
        )
    ]
    return [tuple(spread[at * n_bins : (at + 1) * n_bins]) for at in range(n)]


def _pupils(
    cells: Integers, who: npt.NDArray[np.bool_] | None, rows: Rows, n_cells: int
) -> Integers:
    """Count different pupils in each cell."""
    chosen = slice(None) if who is None else who
    if rows.pupils is None:
        return np.bincount(cells[chosen], minlength=n_cells)
    n_pupils = int(rows.pupils.max()) + 1
    pairs = np.unique(cells[chosen] * n_pupils + rows.pupils[chosen])
    return np.bincount(pairs // n_pupils, minlength=n_cells)
