"""Whether a score means the same in every group: calibration error and slope."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fairness.metrics import quotient, sums

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]

CALIBRATION_ERROR, CALIBRATION_SLOPE = "calibration_error", "calibration_slope"
TENTHS = 10
SURE = 1e-6
STEPS, FOUND = 20, 1e-6


def tenths(score: Floats) -> tuple[Integers, int]:
    """Return the tenth of all scores in which each row lies, and how many there are.

    Equal scores are in one tenth, so there may be fewer.
    """
    edges = np.unique(np.quantile(score, np.linspace(0, 1, TENTHS + 1)[1:-1]))
    return np.searchsorted(edges, score, side="right"), len(edges) + 1


def calibration_error(apart: Floats, pupils: Floats) -> Floats:
    """Return the mean distance between what was foretold and what was seen.

    Parameters
    ----------
    apart : ndarray of shape (..., n_groups, n_bins)
        Outcomes less the sum of the probabilities, by bin of the score.
    pupils : ndarray of shape (..., n_groups)

    Returns
    -------
    ndarray of shape (..., n_groups)
        Weighted by pupils; grows by chance alone in small groups.
    """
    return quotient(np.abs(apart).sum(axis=-1), pupils)


def logit(score: Floats) -> Floats:
    """Return the log-odds of probabilities, those of 0 and 1 held within reach."""
    held = np.clip(score, SURE, 1 - SURE)
    odds: Floats = np.log(held / (1 - held))
    return odds


def slopes(
    y_true: Floats, score: Floats, cells: Integers, n_groups: int, weights: Floats
) -> tuple[Floats, Floats]:
    """Return each group's calibration slope, and in every bootstrap draw.

    The slope of the logistic regression of the outcome on the log-odds of the score:
    below 1 the score is too extreme, above 1 too timid (Cox 1958). A draw is one
    Newton step from the whole group's estimate, which needs sums only.

    Parameters
    ----------
    y_true, score : ndarray of shape (n_rows,)
    cells : ndarray of int, shape (n_rows,)
        ``block * n_groups + group``.
    n_groups : int
    weights : ndarray of shape (n_draws, n_blocks)

    Returns
    -------
    slope : ndarray of shape (n_groups,)
        NaN where one class only, or one score only, leaves no slope.
    draws : ndarray of shape (n_draws, n_groups)
    """
    x, groups = logit(score), cells % n_groups
    line = line_of(y_true, x, groups, n_groups)
    slope = line[1]
    by_block = moments(y_true, x, line, groups, cells, weights.shape[1] * n_groups)
    drawn = [weights @ moment.reshape(-1, n_groups) for moment in by_block]
    return slope, slope + step(drawn)[1]


def line_of(y_true: Floats, x: Floats, groups: Integers, n_groups: int) -> Floats:
    """Return each group's logistic line (2, n_groups): level and slope, by Newton."""
    line = np.zeros((2, n_groups))
    for _ in range(STEPS):
        by = step(moments(y_true, x, line, groups, groups, n_groups))
        line = line + by
    line[:, np.abs(by[1]) > FOUND] = np.nan
    return line


def moments(
    y_true: Floats,
    x: Floats,
    line: Floats,
    groups: Integers,
    cells: Integers,
    n_cells: int,
) -> list[Floats]:
    """Return the sums of gradient and curvature of the likelihood in each cell."""
    odds = np.clip(np.nan_to_num(line[0, groups] + line[1, groups] * x), -30, 30)
    chance = 1 / (1 + np.exp(-odds))
    left, bend = y_true - chance, chance * (1 - chance)
    parts = (left, left * x, bend, bend * x, bend * x * x)
    return [sums(cells, part, n_cells) for part in parts]


def step(summed: list[Floats]) -> Floats:
    """Return the Newton step of level and slope, (2, ...), from their moments."""
    g0, g1, h00, h01, h11 = summed
    spread = h00 * h11 - h01**2
    known = np.where(spread > 1e-9 * h00 * h11, spread, 0)
    return np.stack(
        [quotient(g0 * h11 - g1 * h01, known), quotient(g1 * h00 - g0 * h01, known)]
    )
