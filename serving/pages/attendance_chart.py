"""Attendance of the last weeks as a small line chart, with its words.

The chart is drawn as points in the template: no library, and nothing that a strict
content security policy would refuse.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from serving.pages.words import count, long_date, short_date
from serving.store.views import AttendanceWeek

LEFT, RIGHT, TOP, BOTTOM = 40, 326, 12, 104


@dataclass(frozen=True)
class Point:
    """A week's place in the picture."""

    x: float
    y: float


@dataclass(frozen=True)
class GridLine:
    """A level of attendance, and what stands beside its line."""

    y: float
    text: str


@dataclass(frozen=True)
class Chart:
    """The picture, what it shows in a sentence, and the figures behind it.

    ``lines`` has one entry for each run of weeks with possible sessions, because a
    line across a week without any would claim something about it.
    """

    weeks: tuple[AttendanceWeek, ...]
    grid: tuple[GridLine, ...]
    points: tuple[Point, ...]
    lines: tuple[str, ...]
    label: str
    summary: str


def draw(weeks: Iterable[AttendanceWeek]) -> Chart:
    """Return the chart of these weeks, the earliest first."""
    weeks = tuple(sorted(weeks, key=lambda week: week.week))
    rates = [_rate(week) for week in weeks]
    lowest = min((rate for rate in rates if rate is not None), default=1.0)
    floor = 0.5 if lowest >= 0.5 else 0.0
    points = [
        _point(place, rate, len(weeks), floor) for place, rate in enumerate(rates)
    ]
    return Chart(
        weeks=weeks,
        grid=tuple(
            GridLine(_height(level, floor), f"{level:.0%}")
            for level in (floor, (floor + 1) / 2, 1.0)
        ),
        points=tuple(point for point in points if point is not None),
        lines=tuple(_lines(points)),
        label=_label(weeks, rates),
        summary=_summary(weeks),
    )


def _rate(week: AttendanceWeek) -> float | None:
    return 1 - week.absent / week.possible if week.possible else None


def _height(rate: float, floor: float) -> float:
    return round(BOTTOM - (rate - floor) / (1 - floor) * (BOTTOM - TOP), 1)


def _point(place: int, rate: float | None, weeks: int, floor: float) -> Point | None:
    if rate is None:
        return None
    across = place / (weeks - 1) if weeks > 1 else 0.5
    return Point(round(LEFT + across * (RIGHT - LEFT), 1), _height(rate, floor))


def _lines(points: Sequence[Point | None]) -> list[str]:
    runs = [list(run) for known, run in groupby(points, key=bool) if known]
    return [
        " ".join(f"{point.x},{point.y}" for point in run if point is not None)
        for run in runs
        if len(run) > 1
    ]


def _label(weeks: Sequence[AttendanceWeek], rates: Sequence[float | None]) -> str:
    figures = [
        f"{short_date(week.week)} {'no sessions' if rate is None else f'{rate:.0%}'}"
        for week, rate in zip(weeks, rates, strict=True)
    ]
    return "Line chart of attendance by school week: " + ", ".join(figures)


def _summary(weeks: Sequence[AttendanceWeek]) -> str:
    possible = sum(week.possible for week in weeks)
    absent = sum(week.absent for week in weeks)
    if not possible:
        return "No possible sessions are recorded in these weeks."
    last = [week for week in weeks if week.possible][-1]
    return (
        f"Missed {absent} of {count(possible, 'session')} ({absent / possible:.0%}). "
        f"In the week of {long_date(last.week)}: {last.absent} of {last.possible}. "
        "A session is a morning or an afternoon."
    )
