"""The audit for people: findings in sentences and tables.

Everything here may be published: counts pass through ``records.disclosure``, and
a rate is shown only where it gives no small count away (40 % of ten is four).
The whole figures are in ``Report.to_dict``, for the accountable analyst.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fairness.calibration import CALIBRATION_ERROR, CALIBRATION_SLOPE
from fairness.curves import AUC
from fairness.gate import NEEDS_REASON, PASSED, REFUSED, Verdict
from fairness.metrics import METRICS
from fairness.results import INSUFFICIENT, OUTSIDE, Estimate, Group, Report
from fairness.words import gap, heading, percent, unpublished_gap
from records.disclosure import MINIMUM, ROUNDING, SYMBOL, hidden, published

PRINTED = (
    "selection_rate",
    "recall",
    "false_omission_rate",
    "precision",
    "false_positive_rate",
)
# More groups than this are neither drawn nor printed, but all are in the data.
MOST_GROUPS = 30
_MERITS = (
    "list_share_over_need_share",
    "mean_weeks_of_warning",
    AUC,
    "observed_over_expected",
    CALIBRATION_SLOPE,
    CALIBRATION_ERROR,
)
_GATE = {
    PASSED: "The gate is passed.",
    NEEDS_REASON: "The gate asks for a named approver's written reason.",
    REFUSED: "The gate refuses the model.",
}
# Heading, the count of rows, and the measure that says how many pupils they are.
_COUNTS = (
    ("Number", "count", "selection_rate", "pupils"),
    ("With the outcome", "positives", "prevalence", "part"),
    ("Listed", "selected", "selection_rate", "part"),
)


@dataclass(frozen=True, kw_only=True)
class Table:
    """One attribute as text, ready to print in any form."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part of the audit: a heading, then sentences, pictures and tables."""

    heading: str
    sentences: tuple[str, ...] = ()
    figures: tuple[tuple[str, Figure], ...] = ()
    tables: tuple[Table, ...] = ()


def tables(report: Report) -> tuple[Table, ...]:
    """Return one table for each attribute, suppressed for publication."""
    return tuple(table(report, attribute) for attribute in report.attributes)


def table(report: Report, attribute: str) -> Table:
    """Return the table of one attribute, suppressed for publication."""
    groups = report.of(attribute)
    findings = groups[0].findings
    counts = {
        head: published(
            [getattr(group, count) for group in groups],
            pupils=[getattr(group.findings[name], heads) for group in groups],
        )
        for head, count, name, heads in _COUNTS
        if name in findings
    }
    visible = {name: shown(groups, name) for name in PRINTED if name in findings}
    columns = [
        [group.group for group in groups],
        *counts.values(),
        *(
            [
                percent(group.findings[name].estimate) if may_be_seen else SYMBOL
                for group, may_be_seen in zip(groups, visible[name], strict=True)
            ]
            for name in visible
        ),
        [group.verdict for group in groups],
    ]
    return Table(
        caption=heading(attribute),
        header=(
            "Group",
            *counts,
            *(heading(name) for name in visible),
            "Verdict",
        ),
        rows=tuple(zip(*columns, strict=True)),
    )


def merits(report: Report, attribute: str) -> Table | None:
    """Return what scores are worth in each group, suppressed; None without any."""
    groups = report.of(attribute)
    names = [name for name in _MERITS if name in groups[0].findings]
    if not names:
        return None
    columns = [
        [
            _value(group.findings[name].estimate) if may_be_seen else SYMBOL
            for group, may_be_seen in zip(
                groups, shown(groups, counted_as(name)), strict=True
            )
        ]
        for name in names
    ]
    return Table(
        caption=f"{heading(attribute)}: need, order and truth of the scores",
        header=("Group", *(heading(name) for name in names)),
        rows=tuple(zip([group.group for group in groups], *columns, strict=True)),
    )


def counted_as(name: str) -> str:
    """Return the measure whose pupils decide whether ``name`` may be published."""
    return METRICS[name].counted_as or name if name in METRICS else name


def _value(estimate: Estimate) -> str:
    value, low, high = estimate.numbers
    if np.isnan([value, low, high]).any():
        return "undefined"
    return f"{value:.2f} ({low:.2f} to {high:.2f})"


def shown(groups: Sequence[Group], metric: str) -> NDArray[np.bool_]:
    """Say in which groups of one attribute a proportion may be published.

    Parameters
    ----------
    groups : sequence of Group
        All groups of one attribute.
    metric : str

    Returns
    -------
    ndarray of bool, shape (n_groups,)
        True where neither the whole, nor the part, nor the rest is hidden.
    """
    findings = [group.findings[metric] for group in groups]
    small = [
        hidden([finding.pupils for finding in findings]),
        hidden([finding.part for finding in findings]),
        hidden([finding.rest for finding in findings]),
    ]
    return ~(small[0] | small[1] | small[2])


def unpublished(report: Report) -> set[tuple[str, str, str]]:
    """Return attribute, group and measure of what rests on too few pupils to show."""
    return {
        (attribute, group.group, metric)
        for attribute in report.attributes
        for metric in report.of(attribute)[0].findings
        for group, may in zip(
            report.of(attribute), shown(report.of(attribute), metric), strict=True
        )
        if not may
    }


def sentences(report: Report, *, unit: str = "pupils") -> tuple[str, ...]:
    """Return what the audit found, in the order of its importance.

    Parameters
    ----------
    report : Report
    unit : str, default="pupils"
        What a row is: "pupils", or "pupil-weeks" where a pupil stands in several.
    """
    kept = unpublished(report)
    outside = [
        (unpublished_gap if (group.attribute, group.group, name) in kept else gap)(
            group.group, group.reference, group.attribute, name, finding.difference
        )
        for group in report.groups
        for name, finding in group.findings.items()
        if finding.verdict == OUTSIDE
    ]
    unjudged = sum(group.verdict == INSUFFICIENT for group in report.groups)
    unsure = (
        f"In {unjudged} of {len(report.groups)} groups some measure rests on too "
        "little evidence to be judged, which is not a pass."
    )
    return (
        _overall(report, unit),
        *(f"{said}." for said in outside),
        *([] if outside else ["No difference beyond its mark was found."]),
        *([unsure] if unjudged else []),
        *report.notes,
    )


def _overall(report: Report, unit: str) -> str:
    number = published([report.rows])[0]
    listed = _share(report.everyone, "selection_rate")
    start = f"Of {number} {unit}, {listed} were listed"
    if report.everyone.positives is None:
        return f"{start}."
    recall = _share(report.everyone, "recall")
    return f"{start}; the list held {recall} of those with the outcome."


def _share(everyone: Group, metric: str) -> str:
    if not shown([everyone], metric)[0]:
        return SYMBOL
    return percent(everyone.findings[metric].estimate)


def what_brackets_mean(report: Report, unit: str) -> str:
    """Return the sentence that stands beneath every table."""
    alike = f"{unit} independent of each other"
    if report.clusters is not None:
        alike = f"{unit} alike within {report.clusters:,} wholes, as a rule schools"
    return (
        f"In brackets: 95% intervals (Wilson, with {report.draws:,} bootstrap draws), "
        f"taking {alike}. "
        f"{SYMBOL}: hidden because fewer than {MINIMUM}, or to protect such a number. "
        f"Numbers are rounded to the nearest {ROUNDING}."
    )


def to_markdown(
    report: Report,
    *,
    title: str = "Fairness audit",
    unit: str = "pupils",
    verdict: Verdict | None = None,
) -> str:
    """Return the audit as Markdown, suppressed for publication.

    Parameters
    ----------
    report : Report
    title : str
    unit : str, default="pupils"
        What a row is.
    verdict : Verdict, optional
        What the gate said, printed first.
    """
    lines = [f"# {title}", ""]
    lines += [f"- {told}" for told in _told(report, unit, verdict)]
    for each in tables(report):
        lines += ["", f"## {each.caption}", ""]
        rule = ("---",) * len(each.header)
        for row in (each.header, rule, *each.rows):
            lines.append("| " + " | ".join(_cells(row)) + " |")
    return "\n".join([*lines, "", what_brackets_mean(report, unit), ""])


def _told(report: Report, unit: str, verdict: Verdict | None) -> tuple[str, ...]:
    said = sentences(report, unit=unit)
    if verdict is None:
        return said
    return (*gate_says(verdict, report), *said)


def gate_says(verdict: Verdict, report: Report) -> tuple[str, ...]:
    """Return what the gate decided, and what it holds against the model in public."""
    return (_GATE[verdict.outcome], *verdict.told(unpublished(report)))


def in_columns(table: Table) -> str:
    """Return a table as text in columns, for a terminal."""
    rows = (table.header, *table.rows)
    widths = [max(len(row[at]) for row in rows) for at in range(len(table.header))]
    lines = [
        "  ".join(
            cell.ljust(wide) for cell, wide in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]
    return "\n".join([table.caption, *lines])


def _cells(row: tuple[str, ...]) -> list[str]:
    return [cell.replace("|", "\\|").replace("\n", " ") for cell in row]
