"""One attribute: every measure in every group, beside the reference group."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fairness import intervals
from fairness.inputs import Labels, Rows
from fairness.metrics import AUC, METRICS, Metric, Tally, auc, auc_draws, tally
from fairness.results import NOTHING, REFERENCE, Estimate, Finding, Group, finite
from fairness.verdict import TOLERANCES
from records.disclosure import MINIMUM

Integers = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]


class _Heads(NamedTuple):
    """How many different pupils stand behind a measure, each (n_groups,)."""

    whole: Integers
    part: Integers
    rest: Integers


class _Measured(NamedTuple):
    """One measure over the groups of an attribute, each (n_groups,)."""

    value: Floats
    low: Floats
    high: Floats
    base: Floats
    heads: _Heads
    draws: Floats  # (n_draws, n_groups)


def compared_groups(
    attribute: str, labels: Labels, reference: int, rows: Rows, weights: Floats
) -> tuple[Group, ...]:
    """Measure every group of one attribute and compare it with the reference.

    Parameters
    ----------
    attribute : str
    labels : Labels
    reference : int
        Position of the reference group.
    rows : Rows
    weights : ndarray of shape (n_draws, n_blocks)
        How often each block is drawn.

    Returns
    -------
    tuple of Group
        In the order of the labels; not yet judged.
    """
    n = len(labels.names)
    cells = rows.blocks * n + labels.codes
    by_block = tally(rows.y_true, rows.selected, rows.score, cells, rows.n_blocks * n)
    sums = Tally(*(part.reshape(-1, n).sum(axis=0) for part in by_block))
    drawn = Tally(*(weights @ part.reshape(-1, n) for part in by_block))
    by_pupil, group = _by_pupil(labels, rows)
    measured = {
        metric.name: _ratio(
            metric, sums, drawn, rows, _heads(metric, by_pupil, group, n)
        )
        for metric in METRICS.values()
        if (rows.labelled or not metric.labelled)
        and (rows.probable or not metric.scored)
    }
    if rows.labelled and rows.scored:
        measured[AUC] = _ranked(
            labels, sums, rows, weights, measured["prevalence"].heads
        )
    findings = {
        name: _findings(measures, reference, rows, name in TOLERANCES)
        for name, measures in measured.items()
    }
    return tuple(
        Group(
            attribute=attribute,
            group=name,
            reference=labels.names[reference],
            count=int(sums.pupils[at]),
            positives=int(sums.positives[at]) if rows.labelled else None,
            selected=round(sums.selected[at]),
            findings={metric: found[at] for metric, found in findings.items()},
        )
        for at, name in enumerate(labels.names)
    )


def _by_pupil(labels: Labels, rows: Rows) -> tuple[Tally, Integers]:
    """Tally each pupil within each group, and say which group that is."""
    if rows.pupils is None:
        each = np.arange(len(labels.codes))
        own = tally(rows.y_true, rows.selected, rows.score, each, len(each))
        return own, labels.codes
    n = len(labels.names)
    pairs, cells = np.unique(rows.pupils * n + labels.codes, return_inverse=True)
    own = tally(rows.y_true, rows.selected, rows.score, cells, len(pairs))
    return own, pairs % n


def _heads(metric: Metric, by_pupil: Tally, group: Integers, n: int) -> _Heads:
    part, whole = metric.part(by_pupil), metric.whole(by_pupil)
    return _Heads(
        *(
            np.bincount(group[counted > 0], minlength=n)
            for counted in (whole, part, whole - part)
        )
    )


def _ratio(
    metric: Metric, sums: Tally, drawn: Tally, rows: Rows, heads: _Heads
) -> _Measured:
    value, draws = metric.of(sums), metric.of(drawn)
    if not metric.proportion:
        low, high = intervals.percentile(draws)
        return _Measured(value, low, high, metric.part(sums), heads, draws)
    part, base = metric.part(sums), metric.whole(sums)
    effect = np.ones_like(base)
    if rows.clusters is not None:
        effect = intervals.design_effect(draws, value, base, rows.n_blocks)
    low, high = intervals.wilson(part / effect, base / effect)
    return _Measured(value, low, high, base, heads, draws)


def _ranked(
    labels: Labels, sums: Tally, rows: Rows, weights: Floats, heads: _Heads
) -> _Measured:
    """Area under the curve of every group; its base is the rarer class."""
    members = [labels.codes == at for at in range(len(labels.names))]
    value = np.array([auc(rows.y_true[who], rows.score[who]) for who in members])
    draws = np.column_stack(
        [
            auc_draws(rows.y_true[who], rows.score[who], rows.blocks[who], weights)
            for who in members
        ]
    )
    low, high = intervals.percentile(draws)
    base = np.minimum(sums.positives, sums.pupils - sums.positives)
    return _Measured(value, low, high, base, heads, draws)


def _findings(
    measured: _Measured, reference: int, rows: Rows, judged: bool
) -> list[Finding]:
    """Compare each group with the reference; a p-value only where it is judged."""
    value, low, high, base, heads, draws = measured
    rho = intervals.correlation(draws, reference, rows.n_blocks)
    gaps = intervals.difference(value, low, high, reference, rho)
    ratios = intervals.ratio(value, low, high, reference, rho)
    p_values = intervals.p_value(*gaps)
    smallest = intervals.detectable(*gaps[1:])
    enough = judged & (np.minimum(heads.whole, heads.whole[reference]) >= MINIMUM)
    findings = [
        Finding(
            base=int(base[at]),
            pupils=int(heads.whole[at]),
            part=int(heads.part[at]),
            rest=int(heads.rest[at]),
            estimate=Estimate.of(value[at], low[at], high[at]),
            difference=Estimate.of(*(part[at] for part in gaps)),
            ratio=Estimate.of(*(part[at] for part in ratios)),
            detectable=finite(smallest[at]),
            p_value=finite(p_values[at]) if enough[at] else None,
        )
        for at in range(len(value))
    ]
    findings[reference] = replace(
        findings[reference],
        difference=NOTHING,
        ratio=NOTHING,
        detectable=None,
        p_value=None,
        verdict=REFERENCE if judged else None,
    )
    return findings
