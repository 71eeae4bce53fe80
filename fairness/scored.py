"""What a score is worth in each group: its order, and whether it is true."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fairness import intervals
from fairness.calibration import (
    CALIBRATION_ERROR,
    CALIBRATION_SLOPE,
    calibration_error,
    slopes,
    tenths,
)
from fairness.curves import ABROCA, AUC, area_between, auc, curves, roc
from fairness.inputs import Labels, Rows
from fairness.measured import Heads, Measured, Side
from fairness.metrics import Tally, sums
from fairness.others import auc_of_others, slopes_of_others
from records.disclosure import MINIMUM

Integers = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]


class _Group(NamedTuple):
    """The labelled scores of one group."""

    y_true: Floats
    score: Floats
    blocks: Integers


class _Curve(NamedTuple):
    """A group's ROC curve: exact, and in every draw and as it is from bins."""

    exact: Floats
    drawn: Floats
    binned: Floats


class Scored(NamedTuple):
    """A measure of every group, its base, and of everyone who is not in it."""

    own: Side
    base: Floats
    others: Side | None = None


class _Areas(NamedTuple):
    """Areas under the curve and between two, as they are and in every draw."""

    under: float
    under_draws: Floats
    between: float
    between_draws: Floats


def ranked(
    labels: Labels, reference: int, whole: Tally, rows: Rows, weights: Floats
) -> dict[str, Scored]:
    """Measure how well scores order each group, and apart from the reference.

    The area between two curves is undefined where either group has under ten of
    either class: there it would be chance alone.

    Returns
    -------
    dict of str to Scored
        The base is the rarer class.
    """
    members = [labels.codes == at for at in range(len(labels.names))]
    groups = [
        _Group(rows.y_true[who], rows.score[who], rows.blocks[who]) for who in members
    ]
    rarer = np.minimum(whole.positives, whole.pupils - whole.positives)
    enough = (rarer >= MINIMUM) & (rarer[reference] >= MINIMUM)
    theirs = _curve(groups[reference], weights) if enough[reference] else None
    areas = [
        _areas(group, theirs if enough[at] else None, weights)
        for at, group in enumerate(groups)
    ]
    under, under_draws, between, between_draws = (
        np.array(each) for each in zip(*areas, strict=True)
    )
    others = _percentiles(*auc_of_others(labels, rows, weights, under))
    return {
        AUC: Scored(_percentiles(under, under_draws.T), rarer, others),
        ABROCA: Scored(_percentiles(between, between_draws.T), rarer),
    }


def _curve(group: _Group, weights: Floats) -> _Curve:
    drawn, binned = curves(*group, weights)
    return _Curve(roc(group.y_true, group.score), drawn.roc(), binned.roc())


def _areas(group: _Group, theirs: _Curve | None, weights: Floats) -> _Areas:
    under, nowhere = auc(group.y_true, group.score), np.full(len(weights), np.nan)
    if np.isnan(under):
        return _Areas(under, nowhere, np.nan, nowhere)
    drawn, binned = curves(*group, weights)
    under_draws = drawn.auc() + (under - binned.auc())
    if theirs is None:
        return _Areas(under, under_draws, np.nan, nowhere)
    between = float(area_between(roc(group.y_true, group.score), theirs.exact))
    shift = between - area_between(binned.roc(), theirs.binned)
    between_draws = area_between(drawn.roc(), theirs.drawn) + shift
    return _Areas(under, under_draws, between, between_draws)


def calibrated(
    labels: Labels, whole: Tally, rows: Rows, weights: Floats
) -> dict[str, Scored]:
    """Measure whether the score, read as a probability, is true in each group.

    Returns
    -------
    dict of str to Scored
        The base is pupils for the error, the rarer class for the slope, which is
        undefined below ten of it.
    """
    n = len(labels.names)
    rarer = np.minimum(whole.positives, whole.pupils - whole.positives)
    slope, slope_draws = slopes(
        rows.y_true, rows.score, rows.blocks * n + labels.codes, n, weights
    )
    slope[rarer < MINIMUM] = np.nan
    slope_draws[:, rarer < MINIMUM] = np.nan
    error, error_of_others = _errors(labels, rows, weights)
    return {
        CALIBRATION_ERROR: Scored(error, whole.pupils, error_of_others),
        CALIBRATION_SLOPE: Scored(
            _percentiles(slope, slope_draws),
            rarer,
            _percentiles(*slopes_of_others(labels, rows, weights)),
        ),
    }


def _errors(labels: Labels, rows: Rows, weights: Floats) -> tuple[Side, Side]:
    """Measure the calibration error of every group, and of its others."""
    n = len(labels.names)
    bins, n_bins = tenths(rows.score)
    cells = (rows.blocks * n + labels.codes) * n_bins + bins
    shape = (rows.n_blocks, n * n_bins)
    apart, pupils = (
        sums(cells, part, shape[0] * shape[1]).reshape(shape)
        for part in (rows.y_true - rows.score, np.ones_like(rows.score))
    )

    def error(drawn: Floats) -> tuple[Floats, Floats]:
        by_bin = (drawn @ apart).reshape(len(drawn), n, n_bins)
        counted = (drawn @ pupils).reshape(len(drawn), n, n_bins).sum(axis=-1)
        return calibration_error(by_bin, counted), calibration_error(
            by_bin.sum(axis=1, keepdims=True) - by_bin,
            counted.sum(axis=1, keepdims=True) - counted,
        )

    once, drawn = error(np.ones((1, rows.n_blocks))), error(weights)
    own, others = (_percentiles(*each) for each in zip(once, drawn, strict=True))
    return own, others


def _percentiles(value: Floats, draws: Floats) -> Side:
    return Side(value.reshape(-1), *intervals.percentile(draws), draws)


def scored(
    labels: Labels,
    reference: int,
    whole: Tally,
    rows: Rows,
    weights: Floats,
    heads: Heads,
) -> dict[str, Measured]:
    """Measure the order and the truth of scores in every group of an attribute.

    Parameters
    ----------
    labels, rows, weights
        As for ``fairness.compare.compared_groups``.
    reference : int
    whole : Tally
        Sums of each group.
    heads : Heads
        Pupils behind each group's outcomes.
    """
    if not (rows.labelled and rows.scored):
        return {}
    found = ranked(labels, reference, whole, rows, weights)
    if rows.probable:
        found |= calibrated(labels, whole, rows, weights)
    return {
        name: Measured(each.own, each.base, heads, each.others, apart=name != ABROCA)
        for name, each in found.items()
    }
