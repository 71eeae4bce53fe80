"""The published figures of an audit as data: one row for each group and measure."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from fairness.report import counted_as, shown
from fairness.results import Estimate, Finding, Group, Report
from records.disclosure import SYMBOL

COLUMNS = (
    *("attribute", "group", "reference", "measure", "value", "low", "high"),
    *("difference", "difference_low", "difference_high", "ratio"),
    *("smallest_detectable_difference", "q_value", "verdict"),
)


def published_csv(report: Report) -> str:
    """Return every figure that may be published, as CSV.

    Where a figure gives a small number of pupils away, ``c`` stands for it and for
    what is derived from it. Shares are rounded to three decimals, so that no count
    can be worked out from them.
    """
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for attribute in report.attributes:
        groups = report.of(attribute)
        for name in groups[0].findings:
            visible = shown(groups, counted_as(name))
            for group, may_be_seen in zip(groups, visible, strict=True):
                writer.writerow(_row(group, name, bool(may_be_seen)))
    return written.getvalue()


def _row(group: Group, name: str, may_be_seen: bool) -> Iterator[str]:
    finding = group.findings[name]
    yield from (group.attribute, group.group, group.reference, name)
    if may_be_seen:
        yield from _figures(finding)
    else:
        yield from [SYMBOL] * (len(COLUMNS) - 5)
    yield finding.verdict or ""


def _figures(finding: Finding) -> Iterator[str]:
    yield from _rounded(finding.estimate)
    yield from _rounded(finding.difference)
    for number in (finding.ratio.value, finding.detectable, finding.q_value):
        yield _three(number)


def _rounded(estimate: Estimate) -> Iterator[str]:
    yield from (_three(part) for part in (estimate.value, estimate.low, estimate.high))


def _three(number: float | None) -> str:
    return "" if number is None else f"{number:.3f}"
