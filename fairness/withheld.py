"""A report with the groups taken out that are too small to be told.

The groups of one attribute add up to all rows, so hiding one alone hides nothing:
``records.disclosure`` hides a second with it. This is what the command prints to
an analyst; a page for the public also hides small cells within the groups that
are shown, and rounds (``fairness.report``).
"""

from __future__ import annotations

from typing import Any

from fairness.results import MEASURES, Report
from records.disclosure import MINIMUM, hidden

KEPT = ("attribute", "group", "reference", "verdict")


def withheld(report: Report) -> dict[str, Any]:
    """Return ``Report.to_dict`` with the figures of groups under ten pupils as None.

    Parameters
    ----------
    report : Report

    Returns
    -------
    dict
        Every group stays in its place, named and with its verdict; ``suppressed`` is
        True where its figures are withheld, for itself or to protect another.
    """
    told = report.to_dict()
    hide = {
        (group.attribute, group.group)
        for attribute in report.attributes
        for group, small in zip(
            report.of(attribute), _hidden(report, attribute), strict=True
        )
        if small
    }
    told["groups"] = [
        _without_figures(group)
        if (group["attribute"], group["group"]) in hide
        else {**group, "suppressed": False}
        for group in told["groups"]
    ]
    if hide:
        told["notes"].append(
            f"{len(hide)} of {len(told['groups'])} groups are withheld, because they "
            f"hold fewer than {MINIMUM} pupils or would give such a group away."
        )
    return told


def _hidden(report: Report, attribute: str) -> list[bool]:
    groups = report.of(attribute)
    pupils = [group.findings["selection_rate"].pupils for group in groups]
    return [bool(small) for small in hidden(pupils)]


def _without_figures(group: dict[str, Any]) -> dict[str, Any]:
    measured = [name for name in MEASURES if name in group["intervals"]]
    return {
        **dict.fromkeys(group),
        **{name: group[name] for name in KEPT},
        "intervals": {name: [None, None] for name in measured},
        "disparity": dict.fromkeys(measured),
        "suppressed": True,
        "findings": {},
        "tenths": [],
    }
