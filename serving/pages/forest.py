"""Groups side by side as a small picture: a mark each, and how sure it is.

Drawn as points in the template, like the chart of attendance: no library, and
nothing that a strict content security policy would refuse.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairness.decisions import DAYS
from fairness.report import Table, shown
from fairness.results import INSUFFICIENT, OUTSIDE, Group
from records.disclosure import SYMBOL

LEFT, RIGHT, TOP, STEP = 12, 328, 30, 38
SELECTION = "selection_rate"
# A third as often to three times fills the picture; what is beyond ends at its edge.
FURTHEST = 3.0
WITHHELD = "too few to show"


@dataclass(frozen=True)
class Row:
    """One group: its name, its figures in words, and where they lie.

    ``low``, ``at`` and ``high`` are None for a group that is too small to show.
    ``shape`` is diamond outside the mark, open with too little evidence, else dot.
    """

    group: str
    said: str
    shape: str
    y: int
    low: float | None = None
    at: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Forest:
    """The picture, what it shows in a sentence, and the figures beneath it."""

    title: str
    summary: str
    rows: tuple[Row, ...]
    ticks: tuple[tuple[float, str], ...]
    line: float | None
    table: Table

    @property
    def height(self) -> int:
        """How high the picture is."""
        return TOP + STEP * len(self.rows)


def of_ratios(title: str, comparisons: Sequence[Mapping[str, Any]]) -> Forest:
    """Draw how many times as often something befalls each group as it does others.

    Parameters
    ----------
    title : str
    comparisons : sequence of mapping
        Of one outcome and attribute, as ``Comparison.to_dict`` publishes them.
    """

    def place(ratio: float) -> float:
        held = min(max(ratio, 1 / FURTHEST), FURTHEST)
        return _across((math.log(held) / math.log(FURTHEST) + 1) / 2)

    rows = tuple(
        _row(number, each["group"], each["verdict"], each.get("ratio"), place, _times)
        for number, each in enumerate(comparisons)
    )
    return Forest(
        title=title,
        summary=_summary(rows),
        rows=rows,
        ticks=((place(0.5), "half"), (place(1), "the same"), (place(2), "twice")),
        line=place(1),
        table=Table(
            caption=title,
            header=(
                "Group",
                "Of the group",
                "Others alike",
                "Times as often",
                "Verdict",
            ),
            rows=tuple(
                (
                    each["group"],
                    _share(each, "rate"),
                    _share(each, "others"),
                    row.said if row.at is not None else SYMBOL,
                    each["verdict"],
                )
                for each, row in zip(comparisons, rows, strict=True)
            ),
        ),
    )


def of_places(title: str, groups: Sequence[Group], table: Table) -> Forest:
    """Draw the share of each group that is on a list.

    Parameters
    ----------
    title : str
    groups : sequence of Group
        Of one attribute.
    table : Table
        The same figures, suppressed.
    """
    found = [
        (group, group.findings[SELECTION], may_be_seen)
        for group, may_be_seen in zip(groups, shown(groups, SELECTION), strict=True)
    ]
    most = max([0.01, *(each.estimate.high or 0 for _, each, seen in found if seen)])

    def place(share: float) -> float:
        return _across(share / most)

    rows = tuple(
        _row(
            number,
            group.group,
            finding.verdict,
            vars(finding.estimate) if may_be_seen else None,
            place,
            _percent,
        )
        for number, (group, finding, may_be_seen) in enumerate(found)
    )
    reference = next(
        row
        for row, group in zip(rows, groups, strict=True)
        if group.group == group.reference
    )
    return Forest(
        title=title,
        summary=_summary(rows),
        rows=rows,
        ticks=((place(0), "0%"), (place(most), f"{most:.0%}")),
        line=reference.at,
        table=table,
    )


def _row(
    number: int,
    group: str,
    verdict: str | None,
    ends: Mapping[str, float | None] | None,
    place: Callable[[float], float],
    words: Callable[[float, float, float], str],
) -> Row:
    y = TOP + STEP * number
    shape = {OUTSIDE: "diamond", INSUFFICIENT: "open"}.get(verdict or "", "dot")
    value, low, high = (
        (ends or {}).get("value"),
        (ends or {}).get("low"),
        (ends or {}).get("high"),
    )
    if value is None or low is None or high is None:
        return Row(group, WITHHELD, shape, y)
    return Row(
        group, words(value, low, high), shape, y, place(low), place(value), place(high)
    )


def _across(share: float) -> float:
    return round(LEFT + share * (RIGHT - LEFT), 1)


def _times(value: float, low: float, high: float) -> str:
    return f"{value:.2f} times ({low:.2f} to {high:.2f})"


def _percent(value: float, low: float, high: float) -> str:
    return f"{value:.1%} ({low * 100:.1f} to {high * 100:.1f})"


def _share(each: Mapping[str, Any], name: str) -> str:
    value = each[name]
    if value is None:
        return SYMBOL
    return f"{value:.1f} days" if each["outcome"] == DAYS else f"{value:.0%}"


def _summary(rows: Sequence[Row]) -> str:
    outside = [row.group for row in rows if row.shape == "diamond"]
    unjudged = sum(row.shape == "open" for row in rows)
    said = (
        f"Outside the mark: {', '.join(outside)}."
        if outside
        else "None is outside the mark."
    )
    if not unjudged:
        return said
    return (
        f"{said} Too little evidence in {unjudged} of {len(rows)} groups: "
        "that is not a pass."
    )
