"""The forest plot: one measure in every group, with intervals, for publication."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fairness.metrics import METRICS
from fairness.report import MOST_GROUPS, shown
from fairness.results import INSUFFICIENT, OUTSIDE, Group, Report
from fairness.words import heading

BLUE = "#1d70b8"
GREY = "#505a5f"
_MEANING = {
    "within": ("o", BLUE, "within the mark, or the reference group (in bold)"),
    OUTSIDE: ("D", BLUE, "outside the mark"),
    INSUFFICIENT: ("o", "white", "too little evidence to judge"),
}


def plot(
    report: Report,
    *,
    metric: str = "recall",
    attributes: tuple[str, ...] | None = None,
    title: str | None = None,
) -> Figure:
    """Draw one measure in every group, with its interval.

    The verdict is told by the shape and filling of the mark, never by colour.

    Parameters
    ----------
    report : Report
    metric : str, default="recall"
        A proportion, by name.
    attributes : tuple of str, optional
        All of at most thirty groups where not given.
    title : str, optional

    Returns
    -------
    matplotlib.figure.Figure
        Not tied to any window; ``savefig`` writes it.
    """
    chosen = attributes or [
        each for each in report.attributes if len(report.of(each)) <= MOST_GROUPS
    ]
    panels = [report.of(attribute) for attribute in chosen]
    heights = [len(groups) + 1 for groups in panels]
    figure = Figure(figsize=(8, 1.2 + 0.3 * sum(heights)), layout="constrained")
    axes = figure.subplots(
        len(panels), 1, sharex=True, squeeze=False, height_ratios=heights
    )[:, 0]
    for axis, groups in zip(axes, panels, strict=True):
        _panel(axis, groups, metric)
    axes[-1].set_xlabel(METRICS[metric].phrase.capitalize())
    axes[-1].xaxis.set_major_formatter("{x:.0%}")
    figure.suptitle(title or f"{heading(metric)} by group, with 95% intervals")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center")
    return figure


def _panel(axis: Axes, groups: tuple[Group, ...], metric: str) -> None:
    visible = shown(groups, metric)
    for marker, face, meaning in _MEANING.values():
        axis.plot([], [], marker, color=BLUE, markerfacecolor=face, label=meaning)
    for row, (group, may_be_seen) in enumerate(zip(groups, visible, strict=True)):
        if may_be_seen:
            _mark(axis, row, group, metric)
        else:
            axis.annotate(
                "too few to show",
                (0.02, row),
                fontsize="small",
                xycoords=("axes fraction", "data"),
                va="center",
                color=GREY,
            )
    axis.set_yticks(range(len(groups)), [group.group for group in groups])
    for label, group in zip(axis.get_yticklabels(), groups, strict=False):
        label.set_fontweight("bold" if group.group == group.reference else "normal")
    axis.set_ylim(len(groups) - 0.5, -0.5)
    axis.set_title(heading(groups[0].attribute), loc="left", fontsize="medium")
    axis.spines[["top", "right"]].set_visible(False)


def _mark(axis: Axes, row: int, group: Group, metric: str) -> None:
    finding = group.findings[metric]
    value, low, high = finding.estimate.numbers
    marker, face, _ = _MEANING.get(finding.verdict or "", _MEANING["within"])
    axis.hlines(row, low, high, color=BLUE)
    axis.plot(value, row, marker, color=BLUE, markerfacecolor=face)
    if group.group == group.reference:
        axis.axvline(value, color=GREY, linestyle=":", linewidth=1)


def beside(report: Report, attribute: str, metrics: tuple[str, ...]) -> Figure:
    """Draw several measures of one attribute's groups side by side.

    Parameters
    ----------
    report : Report
    attribute : str
    metrics : tuple of str
        Proportions, by name.

    Returns
    -------
    matplotlib.figure.Figure
    """
    groups = report.of(attribute)
    width, height = 8.5, 1.3 + 0.24 * len(groups)
    # Laid out by hand: a page holds many, and matplotlib's own layout is slow.
    figure = Figure(figsize=(width, height))
    letters = max(len(group.group) for group in groups)
    figure.subplots_adjust(
        left=(0.3 + 0.075 * letters) / width,
        right=0.98,
        bottom=0.75 / height,
        top=1 - 0.35 / height,
        wspace=0.12,
    )
    axes = figure.subplots(1, len(metrics), sharey=True, squeeze=False)[0]
    for axis, metric in zip(axes, metrics, strict=True):
        _panel(axis, groups, metric)
        axis.set_title(heading(metric), loc="left", fontsize="small")
        axis.xaxis.set_major_formatter("{x:.0%}")
        axis.tick_params(labelsize="x-small")
        axis.margins(x=0.1)
    handles = axes[0].get_legend_handles_labels()
    figure.legend(*handles, loc="lower center", ncols=3, fontsize="x-small")
    return figure
