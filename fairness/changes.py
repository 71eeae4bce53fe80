"""What changed between two audits, as a rule of the last model and this one."""

from __future__ import annotations

from fairness.results import INSUFFICIENT, OUTSIDE, WITHIN, Finding, Report
from fairness.words import spoken

_SAID: dict[str | None, str] = {
    OUTSIDE: "outside its mark",
    WITHIN: "within its mark",
    INSUFFICIENT: "too little to judge by",
}


def changes(report: Report, previous: Report) -> tuple[str, ...]:
    """Return a sentence for every judged measure whose verdict changed.

    Parameters
    ----------
    report, previous : Report

    Returns
    -------
    tuple of str
        Those that are outside their mark now first; then groups that only one of
        the two holds.
    """
    before = {
        (group.attribute, group.group, name): finding.verdict
        for group in previous.groups
        for name, finding in group.findings.items()
    }
    told = []
    for group in report.groups:
        for name, finding in group.findings.items():
            place = (group.attribute, group.group, name)
            then = before.get(place)
            if then != finding.verdict and {then, finding.verdict} <= _SAID.keys():
                told.append(
                    (finding.verdict != OUTSIDE, _sentence(*place, then, finding))
                )
    ordered = tuple(sentence for _, sentence in sorted(told, key=lambda each: each[0]))
    return ordered + _come_and_gone(report, previous)


def _sentence(
    attribute: str, group: str, metric: str, then: str | None, now: Finding
) -> str:
    return (
        f"{group} ({spoken(attribute)}): {spoken(metric)} was {_SAID[then]} and "
        f"is now {_SAID[now.verdict]}."
    )


def _come_and_gone(report: Report, previous: Report) -> tuple[str, ...]:
    now, then = (
        {(group.attribute, group.group) for group in each.groups}
        for each in (report, previous)
    )
    new = [f"{g} ({spoken(a)})" for a, g in sorted(now - then)]
    gone = [f"{g} ({spoken(a)})" for a, g in sorted(then - now)]
    return (
        *([f"Not audited before: {', '.join(new)}."] if new else []),
        *([f"Audited before and not now: {', '.join(gone)}."] if gone else []),
    )
