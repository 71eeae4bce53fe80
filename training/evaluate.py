"""What a model is worth: its figures beside those of the rules, on the same rows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from training.figures import ALL, MODEL, POPULATIONS, Evaluation, Figure
from training.measures import (
    Measure,
    Part,
    at_capacity,
    at_each_school,
    ranking,
    reliability,
    warning,
)
from training.resampling import NO_INTERVAL, interval

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

OF_EVERY_SCORE = (ranking, at_capacity, at_each_school, warning)


def evaluate(
    rows: pl.DataFrame,
    scores: Mapping[str, Floats],
    *,
    rules: Sequence[str],
    probabilities: Sequence[str],
    capacity: float = 0.05,
) -> Evaluation:
    """Measure every scorer on the same rows, for everybody and for new onsets.

    Parameters
    ----------
    rows : polars.DataFrame of shape (n_rows, ...)
        Test rows with ``pupil_id``, ``urn``, ``as_of``, ``label``, ``new_onset``,
        ``exclusions``, ``severe`` and ``weeks_to_event``; every label known.
    scores : mapping of str to ndarray of shape (n_rows,)
        By scorer; the model's own is called ``"model"``.
    rules : sequence of str
        Which scorers are rules in use today.
    probabilities : sequence of str
        Which scorers give risks, so that calibration can be asked of them.
    capacity : float, default=0.05
        Places on a list as a share of the pupils scored that week.
    """
    figures: list[Figure] = []
    unit = ""
    for population in POPULATIONS:
        keep = _members(rows, population)
        part = Part(
            rows=rows.filter(keep),
            scores={name: score[keep] for name, score in scores.items()},
            capacity=capacity,
        )
        unit = unit or part.draws.unit
        for scorer, measure in _measured(part, rules, probabilities):
            figures.append(_figure(population, scorer, measure))
    return Evaluation(capacity, unit, tuple(rules), tuple(figures))


def _members(rows: pl.DataFrame, population: str) -> Flags:
    if population == ALL:
        return np.ones(len(rows), dtype=bool)
    return rows["new_onset"].to_numpy()


def _measured(
    part: Part, rules: Sequence[str], probabilities: Sequence[str]
) -> Iterator[tuple[str, Measure]]:
    """Give every measure with its scorer, which is empty for the rows themselves."""
    yield "", ("rows", float(len(part.rows)), *NO_INTERVAL)
    yield "", ("base_rate", float(part.happened.mean()), *NO_INTERVAL)
    for name in part.scores:
        for measures in OF_EVERY_SCORE:
            yield from ((name, one) for one in measures(part, name))
        if name in probabilities:
            yield from ((name, one) for one in reliability(part, name))
    for rule in rules:
        yield rule, ("model_precision_gain", *_gain_over(part, rule))


def _gain_over(part: Part, rule: str) -> tuple[float, float, float]:
    """Return the model's precision less the rule's, on the same draws of schools."""
    model, other = part.listed(MODEL), part.listed(rule)
    gain = _precision(part, model) - _precision(part, other)
    drawn = _precision_draws(part, model) - _precision_draws(part, other)
    return gain, *interval(drawn)


def _precision(part: Part, listed: Floats) -> float:
    return float(listed[part.happened].sum() / listed.sum())


def _precision_draws(part: Part, listed: Floats) -> Floats:
    hits = part.draws.totals(listed * part.happened)
    places = part.draws.totals(listed)
    return np.where(places > 0, hits, np.nan) / np.maximum(places, 1e-9)


def _figure(population: str, scorer: str, measure: Measure) -> Figure:
    metric, *numbers = measure
    known = (float(one) if math.isfinite(one) else None for one in numbers)
    return Figure(population, scorer, metric, *known)
