"""The figures of an evaluation: one number each, with its interval, found by name."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import polars as pl

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
        try:
            return self._by_name[population, scorer, metric]
        except KeyError:
            raise KeyError(f"no figure {population} / {scorer} / {metric}") from None

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

    def scorers(self) -> list[str]:
        """Return everything that was scored, in the order it was given."""
        return list(dict.fromkeys(each.scorer for each in self.figures if each.scorer))

    def table(self, population: str, metrics: Sequence[str]) -> pl.DataFrame:
        """Return one row a scorer and one column a metric."""
        chosen = [
            asdict(figure)
            for figure in self.figures
            if figure.population == population and figure.metric in metrics
        ]
        wide = pl.DataFrame(chosen, infer_schema_length=None).pivot(
            "metric", index="scorer", values="value"
        )
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

    @cached_property
    def _by_name(self) -> dict[tuple[str, str, str], Figure]:
        return {(one.population, one.scorer, one.metric): one for one in self.figures}
