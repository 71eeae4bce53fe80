"""One attribute: every measure in every group, beside two comparisons.

Each group is compared with the reference group, which is what is judged, and with
everyone who is not in it, which does not depend on a choice of reference.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from fairness import intervals
from fairness.inputs import Labels, Rows
from fairness.measured import Measured, Side, ratios
from fairness.results import NOTHING, REFERENCE, Estimate, Finding, Group, finite
from fairness.scored import scored
from fairness.tenths import score_tenths
from fairness.verdict import TOLERANCES
from records.disclosure import MINIMUM

Floats = npt.NDArray[np.float64]


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
    whole, measured = ratios(labels, rows, weights)
    if rows.labelled:
        heads = measured["prevalence"].heads
        measured |= scored(labels, reference, whole, rows, weights, heads)
    findings = {
        name: _findings(measures, reference, rows, name in TOLERANCES)
        for name, measures in measured.items()
    }
    spread = score_tenths(labels, rows)
    return tuple(
        Group(
            attribute=attribute,
            group=name,
            reference=labels.names[reference],
            count=int(whole.pupils[at]),
            positives=int(whole.positives[at]) if rows.labelled else None,
            selected=round(whole.selected[at]),
            findings={metric: found[at] for metric, found in findings.items()},
            tenths=spread[at],
        )
        for at, name in enumerate(labels.names)
    )


def _findings(
    measured: Measured, reference: int, rows: Rows, judged: bool
) -> list[Finding]:
    """Compare each group with the reference; a p-value only where it is judged."""
    own, heads = measured.own, measured.heads
    gaps, quotients = _compared(own, own.at(reference), rows)
    p_values = intervals.p_value(*gaps)
    smallest = intervals.detectable(*gaps[1:])
    enough = judged & (np.minimum(heads.whole, heads.whole[reference]) >= MINIMUM)
    findings = [
        Finding(
            base=int(measured.base[at]),
            pupils=int(heads.whole[at]),
            part=int(heads.part[at]),
            rest=int(heads.rest[at]),
            estimate=_estimate(own.ends, at),
            difference=_estimate(gaps, at) if measured.apart else NOTHING,
            ratio=_estimate(quotients, at) if measured.apart else NOTHING,
            detectable=finite(smallest[at]) if measured.apart else None,
            p_value=finite(p_values[at]) if enough[at] else None,
        )
        for at in range(len(own.value))
    ]
    findings[reference] = _reference(findings[reference], judged)
    return _beside_others(findings, measured, rows)


def _compared(
    own: Side, other: Side, rows: Rows
) -> tuple[intervals.Ends, intervals.Ends]:
    """Return differences and ratios, allowing for both sides' common schools."""
    rho = intervals.correlation(own.draws, other.draws, rows.n_blocks)
    return (
        intervals.difference(own.ends, other.ends, rho),
        intervals.ratio(own.ends, other.ends, rho),
    )


def _estimate(ends: intervals.Ends, at: int) -> Estimate:
    return Estimate.of(*(part[at] for part in ends))


def _reference(finding: Finding, judged: bool) -> Finding:
    return replace(
        finding,
        difference=NOTHING,
        ratio=NOTHING,
        detectable=None,
        p_value=None,
        verdict=REFERENCE if judged else None,
    )


def _beside_others(
    findings: list[Finding], measured: Measured, rows: Rows
) -> list[Finding]:
    if measured.others is None:
        return findings
    gaps, quotients = _compared(measured.own, measured.others, rows)
    return [
        replace(
            finding,
            others=_estimate(measured.others.ends, at),
            others_difference=_estimate(gaps, at),
            others_ratio=_estimate(quotients, at),
        )
        for at, finding in enumerate(findings)
    ]
