"""Exact tree SHAP for a whole county, by looking answers up.

A tree that asks few questions gives few different answers: the yes or no of each of
its splits says which contributions a row gets. So they are worked out once for every
pattern of answers, and a row only looks its own up. The contributions are those of
path-dependent TreeSHAP (Lundberg and others 2020); computing them from patterns of
decisions is the idea of WOODELF (Nadel and Wettenstein 2025). LightGBM and ``shap``
walk every tree for every row instead, which is exact too and many times slower.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import comb, prod
from typing import Any

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Answers = NDArray[np.bool_]

# Questions whose patterns are tabulated together: 256 rows, small enough to stay near.
TOGETHER = 8
ROWS_AT_ONCE = 8192


@dataclass(frozen=True)
class Question:
    """A split: whether the feature is at most the threshold."""

    feature: int
    threshold: float
    yes_if_missing: bool


@dataclass(frozen=True)
class Step:
    """One question on the way to a leaf, its answer, and the share that gave it."""

    question: Question
    answer: bool
    share: float


@dataclass(frozen=True)
class Leaf:
    """What a tree adds to the margin, and the way there."""

    value: float
    steps: tuple[Step, ...]

    @property
    def usual(self) -> float:
        """What the leaf adds to the average row of training."""
        return self.value * prod(step.share for step in self.steps)


@dataclass(frozen=True, eq=False)
class Lookup:
    """Some leaves of a tree, with contributions by pattern of answers.

    ``table`` has the shape (n_features of the leaves, n_patterns); it is None when
    there are too many patterns to tabulate all of them.
    """

    questions: tuple[Question, ...]
    features: tuple[int, ...]
    leaves: tuple[Leaf, ...]
    table: Floats | None


@dataclass(frozen=True, eq=False)
class Attribution:
    """A model made ready to say what each feature adds to its margin.

    Parameters
    ----------
    lookups : tuple of Lookup
    base : float
        Margin of the average row of training, in log-odds.
    features : int
        Number of features of the model.
    """

    lookups: tuple[Lookup, ...]
    base: float
    features: int

    @classmethod
    def of(cls, booster: lgb.Booster) -> Attribution:
        """Read the trees of a LightGBM model with numeric features.

        Raises
        ------
        ValueError
            When a split is not of the form "at most", or takes zero for missing.
        """
        lookups: list[Lookup] = []
        base = 0.0
        for tree in booster.dump_model()["tree_info"]:
            leaves = list(_leaves(tree["tree_structure"]))
            base += sum(leaf.usual for leaf in leaves)
            lookups += [_lookup(some) for some in _together(leaves)]
        return cls(tuple(lookups), base, booster.num_feature())

    def contributions(self, values: Floats) -> Floats:
        """Return what each feature adds to each row's margin.

        Parameters
        ----------
        values : ndarray of shape (n_rows, n_features)
            Missing is NaN.

        Returns
        -------
        ndarray of shape (n_rows, n_features), log-odds
            With ``base``, they add up to the margin.
        """
        found = np.zeros((self.features, len(values)))
        for start in range(0, len(values), ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            self._add(found[:, rows], np.ascontiguousarray(values[rows].T))
        return found.T

    def _add(self, found: Floats, columns: Floats) -> None:
        missing = np.isnan(columns)
        for lookup in self.lookups:
            pattern = np.zeros(columns.shape[1], dtype=np.int64)
            for place, question in enumerate(lookup.questions):
                yes = columns[question.feature] <= question.threshold
                if question.yes_if_missing:
                    yes |= missing[question.feature]
                pattern += yes.astype(np.int64) << place
            table = lookup.table
            if table is None:
                different, pattern = np.unique(pattern, return_inverse=True)
                table = _table(lookup.questions, lookup.leaves, different)
            for feature, looked_up in zip(lookup.features, table, strict=True):
                found[feature] += looked_up[pattern]


def _leaves(node: dict[str, Any], steps: tuple[Step, ...] = ()) -> Iterator[Leaf]:
    """Walk a tree of ``Booster.dump_model`` from the root to its leaves."""
    if "leaf_value" in node:
        yield Leaf(node["leaf_value"], steps)
        return
    question = _question(node)
    for child, answer in ((node["left_child"], True), (node["right_child"], False)):
        share = _rows(child) / _rows(node)
        yield from _leaves(child, (*steps, Step(question, answer, share)))


def _question(node: dict[str, Any]) -> Question:
    kind, missing = node["decision_type"], node["missing_type"]
    if kind != "<=" or missing == "Zero":
        raise ValueError(f"cannot explain splits of the kind {kind}, missing {missing}")
    threshold = node["threshold"]
    # A feature never missing in training has no side for it: LightGBM reads zero.
    yes = node["default_left"] if missing == "NaN" else threshold >= 0
    return Question(node["split_feature"], threshold, yes)


def _rows(node: dict[str, Any]) -> int:
    return int(node["leaf_count"] if "leaf_value" in node else node["internal_count"])


def _questions(leaves: Iterable[Leaf]) -> tuple[Question, ...]:
    return tuple(dict.fromkeys(step.question for leaf in leaves for step in leaf.steps))


def _together(leaves: Iterable[Leaf]) -> Iterator[tuple[Leaf, ...]]:
    """Take neighbouring leaves together while they ask few questions."""
    some: tuple[Leaf, ...] = ()
    for leaf in leaves:
        if some and len(_questions((*some, leaf))) > TOGETHER:
            yield some
            some = ()
        some = (*some, leaf)
    yield some


def _lookup(leaves: tuple[Leaf, ...]) -> Lookup:
    questions = _questions(leaves)
    features = tuple(sorted({question.feature for question in questions}))
    if len(questions) > TOGETHER:
        return Lookup(questions, features, leaves, None)
    patterns = np.arange(1 << len(questions))
    return Lookup(questions, features, leaves, _table(questions, leaves, patterns))


def _table(
    questions: tuple[Question, ...], leaves: Iterable[Leaf], patterns: NDArray[np.int64]
) -> Floats:
    """Work out the contributions of every pattern, shape (n_features, n_patterns)."""
    features = sorted({question.feature for question in questions})
    yes = {each: (patterns >> at) & 1 == 1 for at, each in enumerate(questions)}
    table = np.zeros((len(features), len(patterns)))
    for leaf in leaves:
        followed: dict[int, Answers] = {}
        share: dict[int, float] = {}
        for step in leaf.steps:
            feature = step.question.feature
            agrees = yes[step.question] == step.answer
            followed[feature] = (
                followed[feature] & agrees if feature in followed else agrees
            )
            share[feature] = share.get(feature, 1.0) * step.share
        for feature in followed:
            weight = _shapley_weight(feature, followed, share)
            gained = followed[feature] - share[feature]
            table[features.index(feature)] += leaf.value * gained * weight
    return table


def _shapley_weight(
    feature: int, followed: dict[int, Answers], share: dict[int, float]
) -> Floats:
    """Average over the orders in which the other features of a path become known.

    ``ways[n]`` sums, over the sets of ``n`` known ones, the share of rows that would
    still reach the leaf.
    """
    ways = [np.ones(len(followed[feature]))]
    nowhere = np.zeros(len(followed[feature]))
    for other, agrees in followed.items():
        if other != feature:
            unknown = [*(each * share[other] for each in ways), nowhere]
            known = [nowhere, *(each * agrees for each in ways)]
            ways = [a + b for a, b in zip(unknown, known, strict=True)]
    size = len(ways)
    orders = [size * comb(size - 1, known) for known in range(size)]
    weight: Floats = (np.array(ways) / np.array(orders)[:, None]).sum(axis=0)
    return weight
