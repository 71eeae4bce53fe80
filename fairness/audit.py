"""One audit: the same measures for every group, compared, with intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fairness import intervals
from fairness.inputs import (
    CannotAudit,
    Labels,
    Rows,
    checked_rows,
    coded_labels,
)
from fairness.metrics import AUC, METRICS, Metric, Tally, auc, auc_draws, tally
from fairness.results import (
    EVERYONE,
    REFERENCE,
    Estimate,
    Finding,
    Group,
    Report,
)
from fairness.verdict import TOLERANCES, judged
from records.disclosure import MINIMUM

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]

DRAWS = 1000
FEWEST_DRAWS = 100


def audit(
    y_true: npt.ArrayLike | None,
    selected: npt.ArrayLike,
    *,
    groups: Mapping[str, npt.ArrayLike],
    score: npt.ArrayLike | None = None,
    clusters: npt.ArrayLike | None = None,
    reference: Mapping[str, str] | None = None,
    tolerances: Mapping[str, float] = TOLERANCES,
    draws: int = DRAWS,
    seed: int = 0,
) -> Report:
    """Measure a model or a list in every group, and judge the differences.

    Parameters
    ----------
    y_true : array-like of shape (n_rows,) or None
        Whether the outcome happened, as 0 or 1. None audits a list, of which
        only the selection is known.
    selected : array-like of shape (n_rows,)
        Whether the row was put on the list, as 0 or 1.
    groups : mapping of str to array-like of shape (n_rows,)
        Labels by attribute, for instance ``{"sex": [...], "sen": [...]}``.
        Missing and blank labels become the group "Not recorded".
    score : array-like of shape (n_rows,), optional
        Calibrated risk in [0, 1]; gives observed over expected and the AUC.
    clusters : array-like of shape (n_rows,), optional
        School of each row. Intervals then allow for pupils of one school being
        alike. Under ten schools cannot say how schools vary: a note tells.
    reference : mapping of str to str, optional
        The group others are compared with, by attribute; the largest recorded
        group where not given.
    tolerances : mapping of str to float, optional
        Largest difference allowed, by measure.
    draws : int, default=1000
        Bootstrap draws of whole schools.
    seed : int, default=0

    Returns
    -------
    Report

    Raises
    ------
    CannotAudit
        A ``ValueError``: arrays of different lengths, missing values, one class
        only, no groups, or an unknown reference; the sentence says which.
    """
    rows = checked_rows(y_true, selected, score, clusters, seed)
    labels = coded_labels(groups, len(rows.selected))
    _check_settings(tolerances, draws)
    references = _references(labels, reference or {})
    weights = intervals.cluster_weights(rows.n_clusters, draws, seed)
    found = tuple(
        group
        for attribute, coded in labels.items()
        for group in _groups(attribute, coded, references[attribute], rows, weights)
    )
    whole = Labels(names=(EVERYONE,), codes=np.zeros(len(rows.selected), dtype=np.intp))
    return Report(
        rows=len(rows.selected),
        draws=draws,
        clusters=rows.n_clusters if rows.clustered else None,
        tolerances=dict(tolerances),
        everyone=_groups(EVERYONE, whole, 0, rows, weights)[0],
        groups=judged(found, tolerances),
        notes=tuple(_notes(rows, clusters is not None)),
    )


def _check_settings(tolerances: Mapping[str, float], draws: int) -> None:
    unknown = sorted(set(tolerances) - set(TOLERANCES))
    if unknown:
        raise CannotAudit(
            f"no tolerance can be set for {unknown}; choose from {[*TOLERANCES]}"
        )
    if draws < FEWEST_DRAWS:
        raise CannotAudit(
            f"{draws} bootstrap draws are too few for an interval; "
            f"make at least {FEWEST_DRAWS}"
        )


def _references(
    labels: Mapping[str, Labels], wanted: Mapping[str, str]
) -> dict[str, int]:
    for attribute, group in wanted.items():
        names = labels[attribute].names if attribute in labels else ()
        if group not in names:
            raise CannotAudit(
                f"the reference '{group}' of '{attribute}' is not among its groups "
                f"{list(names)}"
            )
    return {
        attribute: coded.names.index(wanted[attribute])
        if attribute in wanted
        else coded.largest()
        for attribute, coded in labels.items()
    }


class _Measured(NamedTuple):
    """One measure over the groups of an attribute, each array (n_groups,)."""

    value: Floats
    low: Floats
    high: Floats
    base: Floats
    draws: Floats  # (n_draws, n_groups)


def _groups(
    attribute: str, labels: Labels, reference: int, rows: Rows, weights: Floats
) -> tuple[Group, ...]:
    n = len(labels.names)
    cells = rows.clusters * n + labels.codes
    by_school = tally(
        rows.y_true, rows.selected, rows.score, cells, rows.n_clusters * n
    )
    sums = Tally(*(part.reshape(-1, n).sum(axis=0) for part in by_school))
    drawn = Tally(*(weights @ part.reshape(-1, n) for part in by_school))
    findings = {
        metric.name: _compared(
            _ratio(metric, sums, drawn, rows), reference, metric.name
        )
        for metric in METRICS.values()
        if (rows.labelled or not metric.labelled) and (rows.scored or not metric.scored)
    }
    if rows.labelled and rows.scored:
        findings[AUC] = _compared(_ranked(labels, sums, rows, weights), reference, AUC)
    return tuple(
        Group(
            attribute=attribute,
            group=name,
            reference=labels.names[reference],
            count=int(sums.pupils[at]),
            positives=int(sums.positives[at]) if rows.labelled else None,
            selected=int(sums.selected[at]),
            findings={metric: found[at] for metric, found in findings.items()},
        )
        for at, name in enumerate(labels.names)
    )


def _ratio(metric: Metric, sums: Tally, drawn: Tally, rows: Rows) -> _Measured:
    value, draws = metric.of(sums), metric.of(drawn)
    if not metric.proportion:
        low, high = intervals.percentile(draws)
        return _Measured(value, low, high, metric.part(sums), draws)
    part, base = metric.part(sums), metric.whole(sums)
    effect = np.ones_like(base)
    if rows.clustered:
        effect = intervals.design_effect(draws, value, base)
    low, high = intervals.wilson(part / effect, base / effect)
    return _Measured(value, low, high, base, draws)


def _ranked(labels: Labels, sums: Tally, rows: Rows, weights: Floats) -> _Measured:
    """Area under the curve of every group; its base is the rarer class."""
    members = [labels.codes == at for at in range(len(labels.names))]
    value = np.array([auc(rows.y_true[who], rows.score[who]) for who in members])
    draws = np.column_stack(
        [
            auc_draws(rows.y_true[who], rows.score[who], rows.clusters[who], weights)
            for who in members
        ]
    )
    low, high = intervals.percentile(draws)
    base = np.minimum(sums.positives, sums.pupils - sums.positives)
    return _Measured(value, low, high, base, draws)


def _compared(measured: _Measured, reference: int, metric: str) -> list[Finding]:
    value, low, high, base, draws = measured
    rho = intervals.correlation(draws, reference)
    gap, gap_low, gap_high = intervals.difference(value, low, high, reference, rho)
    quotient = np.array(intervals.ratio(value, low, high, reference, rho))
    p_values = intervals.p_value(gap, gap_low, gap_high)
    smallest = intervals.detectable(gap_low, gap_high)
    enough = np.minimum(base, base[reference]) >= MINIMUM
    findings = []
    for at in range(len(value)):
        estimate = Estimate.of(value[at], low[at], high[at])
        if at == reference:
            mark = REFERENCE if metric in TOLERANCES else None
            findings.append(
                Finding(base=int(base[at]), estimate=estimate, verdict=mark)
            )
            continue
        judgeable = metric in TOLERANCES and enough[at] and np.isfinite(p_values[at])
        findings.append(
            Finding(
                base=int(base[at]),
                estimate=estimate,
                difference=Estimate.of(gap[at], gap_low[at], gap_high[at]),
                ratio=Estimate.of(*quotient[:, at]),
                detectable=Estimate.of(smallest[at], 0, 0).value,
                p_value=float(p_values[at]) if judgeable else None,
            )
        )
    return findings


def _notes(rows: Rows, clusters_given: bool) -> list[str]:
    notes = []
    if clusters_given and not rows.clustered:
        notes.append(
            f"Only {rows.n_clusters} schools: intervals take pupils as independent."
        )
    if not rows.labelled:
        notes.append("No outcomes were given: only who is on the list is audited.")
    if not rows.selected.any():
        notes.append("Nobody is on the list, so its precision is undefined.")
    if rows.scored and np.ptp(rows.score) == 0:
        notes.append("Every score is the same, so their order is undefined.")
    return notes
