"""Whether a risk means the same in every group, drawn; for publication."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fairness.intervals import wilson
from fairness.plot import BLUE, GREY
from fairness.results import Group, Report, Tenth
from fairness.words import heading
from records.disclosure import MINIMUM

MOST_GROUPS = 8
COLUMNS = 4


def calibration_plot(report: Report, attribute: str) -> Figure | None:
    """Draw what was foretold against what came true, a panel for each group.

    Parameters
    ----------
    report : Report
    attribute : str

    Returns
    -------
    matplotlib.figure.Figure or None
        None when the report holds no probabilities, or more groups than can be
        read. Tenths in which any count is under ten pupils are not drawn.
    """
    groups = [group for group in report.of(attribute) if _shown(group)]
    if not groups or len(groups) > MOST_GROUPS:
        return None
    n_rows = -(-len(groups) // COLUMNS)
    height = 1 + 2.1 * n_rows
    figure = Figure(figsize=(8.5, height))
    figure.subplots_adjust(
        left=0.09, right=0.98, bottom=0.6 / height, top=1 - 0.65 / height, hspace=0.3
    )
    axes = figure.subplots(n_rows, COLUMNS, sharex=True, sharey=True, squeeze=False)
    for axis in axes.flat[len(groups) :]:
        axis.set_axis_off()
    for axis, group in zip(axes.flat, groups, strict=False):
        _panel(axis, group)
    figure.supxlabel("What was foretold (average risk of the tenth)", fontsize="small")
    figure.supylabel("What came true", fontsize="small")
    figure.suptitle(f"{heading(attribute)}: is 10% really 1 in 10?", fontsize="medium")
    return figure


def _shown(group: Group) -> list[Tenth]:
    return [
        tenth for tenth in group.tenths if min(tenth.happened, tenth.spared) >= MINIMUM
    ]


def _panel(axis: Axes, group: Group) -> None:
    tenths = _shown(group)
    foretold = [tenth.expected / tenth.count for tenth in tenths]
    seen = [tenth.positives / tenth.count for tenth in tenths]
    low, high = wilson(
        [tenth.positives * tenth.pupils / tenth.count for tenth in tenths],
        [tenth.pupils for tenth in tenths],
    )
    top = max(*foretold, *high)
    axis.plot([0, top], [0, top], color=GREY, linewidth=1, linestyle=":")
    axis.vlines(foretold, low, high, color=BLUE)
    axis.plot(foretold, seen, "o", color=BLUE, markersize=4)
    axis.set_title(group.group, loc="left", fontsize="small")
    axis.xaxis.set_major_formatter("{x:.0%}")
    axis.yaxis.set_major_formatter("{x:.0%}")
    axis.tick_params(labelsize="x-small")
    axis.spines[["top", "right"]].set_visible(False)
