"""What a model is worth: its figures beside those of the rules, on the same rows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from training.capacity import chance_of_place, hits_at_capacity
from training.ranking import auc, auc_within, average_precision, weighted_aucs
from training.reliability import brier_score, calibration_error, recalibration
from training.resampling import Resampling, interval, resample

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MODEL = "model"
CHAMPION_SCORER = "champion"
ALL, NEW_ONSET = "all", "new_onset"
POPULATIONS = (ALL, NEW_ONSET)


@dataclass(frozen=True)
class Figure:
    """One number, with its 95 % interval where it has one.

    Parameters
    ----------
    population : {"all", "new_onset"}
    scorer : str
        The model, a rule or another baseline; empty for what depends on none.
    metric : str
    value : float or None
        None where it cannot be computed, such as an AUC of one class.
    lower, upper : float or None
    """

    population: str
    scorer: str
    metric: str
    value: float | None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Evaluation:
    """All figures of one model on one test.

    Parameters
    ----------
    capacity : float
        Places on a list, as a share of the pupils scored.
    resampled : str
        What the intervals resample: schools, or pupils where schools are few.
    rules : tuple of str
        The scorers that stand for what schools do today.
    figures : tuple of Figure
    """

    capacity: float
    resampled: str
    rules: tuple[str, ...]
    figures: tuple[Figure, ...]

    def figure(self, population: str, scorer: str, metric: str) -> Figure:
        """Return one figure; ``KeyError`` when it was not computed."""
        for figure in self.figures:
            if (figure.population, figure.scorer, figure.metric) == (
                population,
                scorer,
                metric,
            ):
                return figure
        raise KeyError(f"no figure {population} / {scorer} / {metric}")

    def value(self, population: str, scorer: str, metric: str) -> float:
        """Return one number; NaN where it could not be computed."""
        value = self.figure(population, scorer, metric).value
        return math.nan if value is None else value

    def best_rule(self, population: str) -> str:
        """Return the rule with the highest precision at capacity."""
        return max(
            self.rules,
            key=lambda rule: self.value(population, rule, "precision_at_capacity"),
        )

    def table(self, population: str, metrics: Sequence[str]) -> pl.DataFrame:
        """Return one row a scorer and one column a metric."""
        chosen = [
            asdict(figure)
            for figure in self.figures
            if figure.population == population and figure.metric in metrics
        ]
        wide = pl.DataFrame(chosen).pivot("metric", index="scorer", values="value")
        return wide.select("scorer", *(name for name in metrics if name in wide))

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)

    @staticmethod
    def from_json(document: Mapping[str, Any]) -> Evaluation:
        """Return what :meth:`to_json` was made from."""
        figures = tuple(Figure(**figure) for figure in document["figures"])
        return Evaluation(
            **{**document, "rules": tuple(document["rules"]), "figures": figures}
        )


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
        Test rows with ``pupil_id``, ``urn``, ``as_of``, ``label``, ``new_onset`` and
        ``exclusions``; every label known.
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
        part = _Part(
            population=population,
            rows=rows.filter(keep),
            scores={name: score[keep] for name, score in scores.items()},
            capacity=capacity,
        )
        unit = unit or part.draws.unit
        figures += part.figures(rules, probabilities)
    return Evaluation(capacity, unit, tuple(rules), tuple(figures))


def _members(rows: pl.DataFrame, population: str) -> Flags:
    if population == ALL:
        return np.ones(len(rows), dtype=bool)
    return rows["new_onset"].to_numpy()


class _Part:
    """The rows of one population with what all its figures need."""

    def __init__(
        self,
        *,
        population: str,
        rows: pl.DataFrame,
        scores: Mapping[str, Floats],
        capacity: float,
    ) -> None:
        self.population = population
        self.scores = scores
        self.capacity = capacity
        self.happened: Flags = rows["label"].to_numpy().astype(bool)
        self.excluded: Flags = rows["exclusions"].to_numpy() > 0
        self.school = rows["urn"].to_numpy()
        self.week = rows["as_of"].to_numpy()
        self.draws: Resampling = resample(self.school, rows["pupil_id"].to_numpy())
        self.weights = self.draws.row_weights()
        self.listed = {
            name: chance_of_place(score, self.week, capacity)
            for name, score in scores.items()
        }

    def figures(
        self, rules: Sequence[str], probabilities: Sequence[str]
    ) -> Iterator[Figure]:
        yield self._figure("", "rows", float(len(self.happened)))
        yield self._figure("", "base_rate", float(self.happened.mean()))
        for name in self.scores:
            yield from self._ranking(name)
            yield from self._at_capacity(name)
            if name in probabilities:
                yield from self._reliability(name)
        for rule in rules:
            yield self._gain_over(rule)

    def _ranking(self, name: str) -> Iterator[Figure]:
        score = self.scores[name]
        spread = interval(weighted_aucs(self.happened, score, self.weights))
        yield self._figure(name, "auc", auc(self.happened, score), *spread)
        within = auc_within(self.happened, score, self.school, self.week)
        yield self._figure(name, "auc_within_school", within)
        precision = average_precision(self.happened, score)
        yield self._figure(name, "average_precision", precision)

    def _at_capacity(self, name: str) -> Iterator[Figure]:
        hits = hits_at_capacity(
            self.happened, self.scores[name], self.week, self.capacity
        )
        spread = interval(self._precision_draws(name))
        precision = hits.expected / hits.listed
        yield self._figure(name, "precision_at_capacity", precision, *spread)
        for bound, count in (("worst", hits.worst), ("best", hits.best)):
            yield self._figure(
                name, f"precision_at_capacity_{bound}", count / hits.listed
            )
        for metric, among in (
            ("recall_at_capacity", self.happened),
            ("exclusion_recall_at_capacity", self.excluded),
        ):
            caught = self.listed[name][among]
            yield self._figure(name, metric, caught.mean() if len(caught) else None)

    def _reliability(self, name: str) -> Iterator[Figure]:
        risk = self.scores[name]
        line = recalibration(self.happened, risk)
        for metric, value in (
            ("brier", brier_score(self.happened, risk)),
            ("calibration_error", calibration_error(self.happened, risk)),
            ("calibration_slope", line.slope),
            ("calibration_intercept", line.intercept),
        ):
            yield self._figure(name, metric, value)

    def _gain_over(self, rule: str) -> Figure:
        gains = self._precision_draws(MODEL) - self._precision_draws(rule)
        gain = self._precision(MODEL) - self._precision(rule)
        return self._figure(rule, "model_precision_gain", gain, *interval(gains))

    def _precision(self, name: str) -> float:
        listed = self.listed[name]
        return float(listed[self.happened].sum() / listed.sum())

    def _precision_draws(self, name: str) -> Floats:
        listed = self.listed[name]
        hits = self.draws.totals(listed * self.happened)
        places = self.draws.totals(listed)
        return np.where(places > 0, hits, np.nan) / np.maximum(places, 1e-9)

    def _figure(
        self,
        scorer: str,
        metric: str,
        value: float | None,
        lower: float | None = None,
        upper: float | None = None,
    ) -> Figure:
        numbers = (
            None if number is None or not math.isfinite(number) else float(number)
            for number in (value, lower, upper)
        )
        return Figure(self.population, scorer, metric, *numbers)
