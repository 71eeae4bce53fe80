"""What each mitigation does to every group and to all, as a table and a plot."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from typing import Any

from matplotlib.figure import Figure

from fairness.mitigate import Mitigation
from fairness.plot import BLUE, GREY
from fairness.report import Table, shown
from fairness.results import Group
from fairness.withheld import withheld
from fairness.words import heading, percent
from records.disclosure import SYMBOL

MEASURES = ("recall", "precision")
MARKS = "os^Dv<>Ph*"


def mitigation_table(tried: Sequence[Mitigation], metric: str = "recall") -> Table:
    """Return one row for each mitigation and a column for each group, for print."""
    groups = tried[0].report.groups
    return Table(
        caption=f"{heading(metric)}, by what is done",
        header=("", "Everyone", *(group.group for group in groups)),
        rows=tuple(_row(one, metric) for one in tried),
    )


def _row(one: Mitigation, metric: str) -> tuple[str, ...]:
    groups = one.report.groups
    visible = shown(groups, metric)
    cells = (
        percent(group.findings[metric].estimate) if may_be_seen else SYMBOL
        for group, may_be_seen in zip(groups, visible, strict=True)
    )
    name = f"{one.name} (scenario only)" if one.scenario_only else one.name
    return name, percent(one.report.everyone.findings[metric].estimate), *cells


def mitigation_plot(tried: Sequence[Mitigation]) -> Figure:
    """Draw recall and precision of every group under every mitigation."""
    figure = Figure(figsize=(9, 1.6 + 0.5 * len(tried)), layout="constrained")
    axes = figure.subplots(1, len(MEASURES), sharey=True)
    for axis, metric in zip(axes, MEASURES, strict=True):
        for row, one in enumerate(tried):
            total = one.report.everyone.findings[metric].estimate.value
            axis.plot(
                [total],
                [row],
                "|",
                color=GREY,
                markersize=18,
                label="everyone" if row == 0 else None,
            )
            for group, mark in _drawable(one.report.groups, metric):
                value = group.findings[metric].estimate.value
                label = group.group if row == 0 else None
                axis.plot(
                    [value], [row], mark, color=BLUE, fillstyle="none", label=label
                )
        axis.set_title(heading(metric), loc="left", fontsize="medium")
        axis.xaxis.set_major_formatter("{x:.0%}")
        axis.grid(axis="y", color="0.9")
        axis.spines[["top", "right"]].set_visible(False)
    names = [f"{one.name} *" if one.scenario_only else one.name for one in tried]
    axes[0].set_yticks(range(len(tried)), names)
    axes[0].set_ylim(len(tried) - 0.5, -0.5)
    figure.suptitle(
        "* scenario only: no live list treats groups differently", fontsize="small"
    )
    figure.legend(
        *axes[0].get_legend_handles_labels(),
        loc="outside lower center",
        ncols=4,
        fontsize="small",
    )
    return figure


def _drawable(groups: Sequence[Group], metric: str) -> list[tuple[Group, str]]:
    visible = shown(groups, metric)
    return [
        (group, mark)
        for group, mark, seen in zip(groups, cycle(MARKS), visible, strict=False)
        if seen
    ]


def told(one: Mitigation) -> dict[str, Any]:
    """Return a mitigation as plain values, ready for JSON."""
    report = withheld(one.report)
    return {
        "name": one.name,
        "what": one.what,
        "scenario_only": one.scenario_only,
        "everyone": {name: report["everyone"][name] for name in MEASURES},
        "groups": report["groups"],
    }
