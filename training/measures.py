"""What is measured of a score: ranking, lists of two kinds, warning, reliability.

Every measure is a name, its value and the ends of its interval. Intervals hold the
lists as they are and draw whole schools.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.calibration import BOTH_SIDES
from training.capacity import chance_of_place, hits_at_capacity, turnover
from training.ranking import auc, average_precision, pairs_within, step_table
from training.reliability import (
    bin_table,
    brier_score,
    calibration_error,
    line_spread,
    recalibration,
)
from training.resampling import NO_INTERVAL, Resampling, centred, interval, resample

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.floating[Any]]
Measure = tuple[str, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Part:
    """The rows of one population, and every score of them.

    Parameters
    ----------
    rows : polars.DataFrame of shape (n_rows, ...)
        As for :func:`training.evaluate.evaluate`.
    scores : mapping of str to ndarray of shape (n_rows,)
    capacity : float
    """

    rows: pl.DataFrame
    scores: Mapping[str, Floats]
    capacity: float

    @cached_property
    def happened(self) -> Flags:
        """Whether it happened, by row."""
        return self.rows["label"].to_numpy().astype(bool)

    @cached_property
    def draws(self) -> Resampling:
        """The schools drawn for every interval."""
        return resample(self.rows["urn"].to_numpy(), self.rows["pupil_id"].to_numpy())

    @cached_property
    def week(self) -> NDArray[np.int64]:
        """The county's list on which each row competes."""
        return self.rows["as_of"].rank("dense").cast(pl.Int64).to_numpy()

    @cached_property
    def school_list(self) -> NDArray[np.int64]:
        """The school's own list on which each row competes."""
        school = self.rows["urn"].rank("dense").cast(pl.Int64).to_numpy()
        lists: NDArray[np.int64] = self.week * (len(self.rows) + 1) + school
        return lists

    def listed(self, name: str) -> Floats:
        """Return each row's chance of a place on the county's list."""
        return chance_of_place(self.scores[name], self.week, self.capacity)

    def ratio(self, above: Numbers, below: Numbers) -> tuple[float, float, float]:
        """Return a ratio of two totals over rows, with its interval."""
        whole = below.sum()
        if whole == 0:
            return float("nan"), *NO_INTERVAL
        tops, bottoms = self.draws.totals(above), self.draws.totals(below)
        drawn = np.where(bottoms > 0, tops, np.nan) / np.maximum(bottoms, 1e-9)
        return float(above.sum() / whole), *interval(drawn)


def ranking(part: Part, name: str) -> Iterator[Measure]:
    """Measure how well a score orders pupils."""
    score, happened, counts = part.scores[name], part.happened, part.draws.counts
    table = step_table(happened, score, part.draws)
    yield "auc", auc(happened, score), *interval(table.aucs(counts))
    drawn = table.average_precisions(counts)
    value = average_precision(happened, score)
    yield "average_precision", value, *interval(centred(drawn, value))
    concordant, pairs = pairs_within(happened, score, part.school_list)
    yield "auc_within_school", *part.ratio(concordant, pairs)


def at_capacity(part: Part, name: str) -> Iterator[Measure]:
    """Measure the county's list: who is on it, and who is missed."""
    listed, happened = part.listed(name), part.happened
    yield "precision_at_capacity", *part.ratio(listed * happened, listed)
    yield "recall_at_capacity", *part.ratio(listed * happened, happened * 1.0)
    yield from _bounds(part, name, part.week, "at_capacity")
    for metric, column in (
        ("exclusion_recall_at_capacity", "exclusions"),
        ("severe_recall_at_capacity", "severe"),
    ):
        caught = part.rows[column].to_numpy().astype(float) > 0
        yield metric, *part.ratio(listed * caught, caught * 1.0)
    pupil = part.rows["pupil_id"].to_numpy()
    yield "turnover_to_next_list", turnover(listed, part.week, pupil), *NO_INTERVAL


def at_each_school(part: Part, name: str) -> Iterator[Measure]:
    """Measure lists of each school's own, as long as its share of pupils."""
    happened = part.happened * 1.0
    listed = chance_of_place(part.scores[name], part.school_list, part.capacity)
    yield "precision_at_school_capacity", *part.ratio(listed * happened, listed)
    yield "recall_at_school_capacity", *part.ratio(listed * happened, happened)
    yield from _bounds(part, name, part.school_list, "at_school_capacity")
    mean = pl.Series(happened).to_frame("h").with_columns(l=part.school_list)
    by_chance = mean.select(pl.col("h").mean().over("l")).to_series().to_numpy()
    yield "lift_within_school", *part.ratio(listed * happened, listed * by_chance)


def warning(part: Part, name: str) -> Iterator[Measure]:
    """Measure how many weeks before the event the listed were listed."""
    weeks = part.rows["weeks_to_event"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    foreseen = part.listed(name) * (part.happened & np.isfinite(weeks))
    yield "weeks_of_warning", *part.ratio(foreseen * np.nan_to_num(weeks), foreseen)


def reliability(part: Part, name: str) -> Iterator[Measure]:
    """Measure whether risks are true."""
    risk, happened, draws = part.scores[name], part.happened, part.draws
    every = np.ones(len(risk))
    yield "brier", *part.ratio((risk - happened) ** 2, every)
    table = bin_table(happened, risk, draws)
    parts = table.parts()
    yield "brier_reliability", parts.reliability, *NO_INTERVAL
    yield "brier_resolution", parts.resolution, *NO_INTERVAL
    yield "brier_uncertainty", parts.uncertainty, *NO_INTERVAL
    # Against 0, and not against the score of another forecast.
    skill = 1 - brier_score(happened, risk) / max(parts.uncertainty, 1e-12)
    yield "brier_skill", skill, *NO_INTERVAL
    error = calibration_error(happened, risk)
    drawn = np.maximum(centred(table.errors(draws.counts), error), 0)
    yield "calibration_error", error, *interval(drawn)
    yield from _line(part, risk)


def _line(part: Part, risk: Floats) -> Iterator[Measure]:
    line = recalibration(part.happened, risk)
    spread = line_spread(part.happened, risk, line, part.draws)
    for metric, value, error in zip(
        ("calibration_slope", "calibration_intercept"),
        (line.slope, line.intercept),
        spread,
        strict=True,
    ):
        yield metric, value, value - BOTH_SIDES * error, value + BOTH_SIDES * error


def _bounds(
    part: Part, name: str, lists: NDArray[np.int64], where: str
) -> Iterator[Measure]:
    """Give precision and recall with equals drawn as badly and as well as can be."""
    hits = hits_at_capacity(part.happened, part.scores[name], lists, part.capacity)
    positives = part.happened.sum()
    for bound, count in (("worst", hits.worst), ("best", hits.best)):
        yield f"precision_{where}_{bound}", count / hits.listed, *NO_INTERVAL
        found = count / positives if positives else float("nan")
        yield f"recall_{where}_{bound}", found, *NO_INTERVAL
