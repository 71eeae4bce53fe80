"""Figures week by week as a small picture with its title, words and table.

A rate is a line, a count is a row of columns; what is hidden is left out of the
picture and said in the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from records.disclosure import SYMBOL
from serving.pages.words import capital, long_date, short_date

LEFT, RIGHT, TOP, BOTTOM = 40, 326, 12, 104
WIDEST_COLUMN = 16.0


@dataclass(frozen=True)
class Column:
    """A week's column, or the point of its rate."""

    x: float
    y: float
    height: float


@dataclass(frozen=True)
class WeekChart:
    """The picture of one figure over weeks; ``lines`` is empty for counts."""

    title: str
    summary: str
    columns: tuple[Column, ...]
    lines: tuple[str, ...]
    column_width: float
    top: str
    first: str
    last: str
    table: tuple[tuple[str, str], ...]
    heading: str


def of_shares(
    title: str, heading: str, weeks: Sequence[date], shares: Sequence[float | None]
) -> WeekChart:
    """Return the chart of a share of each week, as a line; None is not shown."""
    said = [SYMBOL if share is None else f"{share:.1%}" for share in shares]
    return _chart(title, heading, weeks, list(shares), said, line=True)


def of_counts(
    title: str, heading: str, weeks: Sequence[date], counts: Sequence[str]
) -> WeekChart:
    """Return the chart of published counts, as columns."""
    values = [
        None if count == SYMBOL else float(count.replace(",", "")) for count in counts
    ]
    return _chart(title, heading, weeks, values, list(counts), line=False)


def _chart(
    title: str,
    heading: str,
    weeks: Sequence[date],
    values: list[float | None],
    said: list[str],
    *,
    line: bool,
) -> WeekChart:
    known = [value for value in values if value is not None]
    most = max(known, default=0.0) or 1.0
    step = (RIGHT - LEFT) / max(len(weeks), 1)
    columns = [
        _column(LEFT + step * (place + 0.5), value, most)
        for place, value in enumerate(values)
    ]
    return WeekChart(
        title=title,
        summary=_summary(weeks, values, said),
        columns=tuple(column for column in columns if column is not None),
        lines=tuple(_lines(columns)) if line else (),
        column_width=min(WIDEST_COLUMN, round(step * 0.6, 1)),
        top=f"{most:.1%}" if line else f"{most:,.0f}",
        first=short_date(weeks[0]) if weeks else "",
        last=short_date(weeks[-1]) if weeks else "",
        table=tuple(zip(map(long_date, weeks), said, strict=True)),
        heading=heading,
    )


def _column(x: float, value: float | None, most: float) -> Column | None:
    if value is None:
        return None
    height = round(value / most * (BOTTOM - TOP), 1)
    return Column(round(x, 1), round(BOTTOM - height, 1), height)


def _lines(columns: Sequence[Column | None]) -> list[str]:
    runs = [list(run) for shown, run in groupby(columns, key=bool) if shown]
    return [
        " ".join(f"{one.x},{one.y}" for one in run if one is not None)
        for run in runs
        if len(run) > 1
    ]


def _summary(
    weeks: Sequence[date], values: Sequence[float | None], said: Sequence[str]
) -> str:
    shown = [place for place, value in enumerate(values) if value is not None]
    if not shown:
        return "The numbers are too small to show."
    first, last = (
        f"{said[place]} in the week of {long_date(weeks[place])}"
        for place in (shown[0], shown[-1])
    )
    told = f"From {first} to {last}." if len(shown) > 1 else f"{capital(first)}."
    left_out = len(values) - len(shown)
    missing = f" In {left_out} of {len(values)} weeks the number is too small to show."
    return f"{told}{missing if left_out else ''}"
