"""Within, outside, or too little evidence: how one difference is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fairness.intervals import false_discovery
from fairness.metrics import METRICS
from fairness.results import INSUFFICIENT, OUTSIDE, WITHIN, Estimate, Finding, Group

FALSE_DISCOVERIES = 0.05

TOLERANCES: Mapping[str, float] = {
    "recall": 0.10,
    "false_omission_rate": 0.05,
    "precision": 0.20,
    "selection_rate": 0.10,
    "false_positive_rate": 0.10,
}


def harm(difference: Estimate, metric: str) -> tuple[float, float, float]:
    """Return how much worse off a group is, with the least and the most it may be.

    Measured in the direction that disadvantages a group (for recall: lower).
    Where either direction counts, in the direction in which it lies.

    Returns
    -------
    worse, least, most : float
        Positive is worse off. ``least`` below zero: it may not be worse at all.
    """
    value, low, high = difference.numbers
    direction = METRICS[metric].harm or (1 if value >= 0 else -1)
    return (value, low, high) if direction > 0 else (-value, -high, -low)


def judge(finding: Finding, metric: str, tolerance: float) -> str:
    """Judge one difference against the largest allowed.

    ``outside`` needs a difference beyond the tolerance, an interval clear of
    zero, and to survive the correction for having looked at many. ``within``
    needs a difference inside it, and an interval that lies inside it too or is
    so narrow that a difference as large as the tolerance would have stood clear
    of zero. Everything else is ``insufficient evidence``, and so is any measure
    on fewer than ten pupils.
    """
    if finding.q_value is None:
        return INSUFFICIENT
    worse, least, most = harm(finding.difference, metric)
    if worse > tolerance:
        proven = least > 0 and finding.q_value <= FALSE_DISCOVERIES
        return OUTSIDE if proven else INSUFFICIENT
    sensitive = most <= tolerance or worse - least <= tolerance
    return WITHIN if sensitive else INSUFFICIENT


def judged(
    groups: tuple[Group, ...], tolerances: Mapping[str, float]
) -> tuple[Group, ...]:
    """Correct all comparisons for their number, then judge each.

    Every measure in ``TOLERANCES`` counts as looked at, whatever tolerances are
    given, so that a q-value does not depend on what one chooses to judge.
    """
    p_values = {
        (at, metric): group.findings[metric].p_value
        for at, group in enumerate(groups)
        for metric in TOLERANCES
        if metric in group.findings
    }
    known = {place: p for place, p in p_values.items() if p is not None}
    q_values = dict(zip(known, false_discovery(list(known.values())), strict=True))
    return tuple(
        _judged_group(group, tolerances, {m: q_values.get((at, m)) for m in TOLERANCES})
        for at, group in enumerate(groups)
    )


def _judged_group(
    group: Group,
    tolerances: Mapping[str, float],
    q_values: Mapping[str, float | None],
) -> Group:
    if group.group == group.reference:
        return group
    findings = dict(group.findings)
    for metric in findings.keys() & q_values.keys():
        corrected = replace(findings[metric], q_value=q_values[metric])
        if metric in tolerances:
            verdict = judge(corrected, metric, tolerances[metric])
            corrected = replace(corrected, verdict=verdict)
        findings[metric] = corrected
    return replace(group, findings=findings)
