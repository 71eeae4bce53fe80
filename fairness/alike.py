"""Like with like: what befalls a group, beside others in the same circumstances.

Two questions have this form. What do officers decide about a group, given the same
reasons and risk? And how often is a group suspended, given the same incidents? The
first is about officers, the second about schools and the label that a model learns
from; neither is about pupils.

Rows in the same circumstances form a stratum. Within each the group is set beside
everyone else, and the strata are put together with the weights of Mantel and Haenszel
(1959), which give none to a stratum that holds only one of the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr

from fairness import intervals
from fairness.inputs import (
    CannotAudit,
    Labels,
    checked_numbers,
    clustered,
    coded_labels,
    crossing,
)
from fairness.metrics import quotient, sums
from fairness.results import INSUFFICIENT, OUTSIDE, WITHIN, Estimate, finite
from fairness.verdict import FALSE_DISCOVERIES
from fairness.words import spoken
from records.disclosure import MINIMUM, hidden_in_any

DRAWS = 1000
BANDS = 5
# A ratio beyond four fifths, either way round, is what has to be explained.
MARK = 1.25

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One group beside everyone else in the same circumstances.

    Parameters
    ----------
    outcome, attribute, group : str
    count, compared : int
        Rows of the group, and those that have anybody else in their circumstances.
    rate : float or None
        Mean of the outcome in the group, whatever the circumstances.
    others : float or None
        What it would be, were it as for others in the same circumstances.
    difference, ratio : Estimate
        The group's minus and over others', in the same circumstances.
    crude_ratio : float or None
        The same ratio, circumstances left aside.
    p_value, q_value : float or None
    verdict : str
    suppressed : bool
        Whether it is too small to be published, or would give such a group away.
    """

    outcome: str
    attribute: str
    group: str
    count: int
    compared: int
    rate: float | None
    others: float | None
    difference: Estimate
    ratio: Estimate
    crude_ratio: float | None
    p_value: float | None
    q_value: float | None = None
    verdict: str = INSUFFICIENT
    suppressed: bool = False

    def to_dict(self, *, whole: bool = False) -> dict[str, Any]:
        """Return plain values; those of a suppressed group as None unless ``whole``."""
        told = asdict(self)
        if whole or not self.suppressed:
            return told
        kept = ("outcome", "attribute", "group", "verdict", "suppressed")
        return {**dict.fromkeys(told), **{name: told[name] for name in kept}}

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Comparison:
        """Rebuild a comparison from what ``to_dict(whole=True)`` returned."""
        ends = {name: Estimate(**told[name]) for name in ("difference", "ratio")}
        return cls(**{**told, **ends})

    @property
    def sentence(self) -> str:
        """Who, what, and how much more or less often; without a full stop."""
        value, low, high = self.ratio.numbers
        return (
            f"{self.group} ({spoken(self.attribute)}): {spoken(self.outcome)} "
            f"{value:.2f} times that of others in the same circumstances "
            f"(95% interval {low:.2f} to {high:.2f})"
        )


def banded(risk: npt.ArrayLike, bands: int = BANDS) -> npt.NDArray[np.object_]:
    """Return which equally filled band each risk lies in, to compare like with like."""
    values = checked_numbers("risk", risk, None)
    edges = np.unique(np.quantile(values, np.linspace(0, 1, bands + 1)[1:-1]))
    return (np.searchsorted(edges, values, side="right") + 1).astype(str).astype(object)


def compare_alike(
    outcomes: Mapping[str, npt.ArrayLike],
    *,
    groups: Mapping[str, npt.ArrayLike],
    given: Mapping[str, npt.ArrayLike],
    clusters: npt.ArrayLike | None = None,
    pupils: npt.ArrayLike | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> tuple[Comparison, ...]:
    """Compare every group with everyone else in the same circumstances.

    Parameters
    ----------
    outcomes : mapping of str to array-like of shape (n_rows,)
        What befell each row: 0 or 1, or an amount such as days waited, by name.
    groups : mapping of str to array-like of shape (n_rows,)
        Labels by attribute.
    given : mapping of str to array-like of shape (n_rows,)
        The circumstances that are held the same, as labels (``banded`` for a risk).
    clusters : array-like of shape (n_rows,), optional
        School or officer, drawn as a whole by the bootstrap.
    pupils : array-like of shape (n_rows,), optional
        Pupil of each row, where a pupil stands in several: what is too small to
        publish is then counted in pupils.
    draws : int, default=1000
    seed : int, default=0

    Returns
    -------
    tuple of Comparison
        Corrected for their number.

    Raises
    ------
    CannotAudit
        When there are no outcomes, groups or circumstances, or lengths differ.
    """
    if not outcomes or not given:
        raise CannotAudit(
            "name at least one outcome, and one circumstance held the same"
        )
    columns = {
        name: checked_numbers(name, each, None) for name, each in outcomes.items()
    }
    n = len(next(iter(columns.values())))
    columns = {name: checked_numbers(name, each, n) for name, each in columns.items()}
    labels = coded_labels(groups, n)
    strata = coded_labels({"given": crossing(given)}, n)["given"]
    blocks, n_blocks = clustered(clusters, n, seed)
    weights = intervals.cluster_weights(n_blocks, draws, seed)
    whose = np.arange(n) if pupils is None else pd.factorize(np.asarray(pupils))[0]
    drawn = _Drawn(strata, blocks, weights, whose)
    return judged(
        comparison
        for outcome, values in columns.items()
        for attribute, coded in labels.items()
        for comparison in _attribute(outcome, attribute, values, coded, drawn)
    )


@dataclass(frozen=True)
class _Drawn:
    """The circumstances and pupil of each row, and the draws of whole schools."""

    strata: Labels
    blocks: Integers
    weights: Floats
    pupils: Integers

    def sums(self, of: Floats) -> tuple[Floats, Floats]:
        """Sum a column within each stratum: (n_strata,), and in every draw."""
        n = len(self.strata.names)
        cells = self.blocks * n + self.strata.codes
        by_block = sums(cells, of, self.weights.shape[1] * n).reshape(-1, n)
        return by_block.sum(axis=0), self.weights @ by_block


def _attribute(
    outcome: str, attribute: str, values: Floats, labels: Labels, drawn: _Drawn
) -> list[Comparison]:
    everyone = drawn.sums(np.ones_like(values)), drawn.sums(values)
    counts = np.bincount(labels.codes, minlength=len(labels.names))
    small = _small(values, labels, drawn.pupils)
    found = []
    for at, name in enumerate(labels.names):
        own = (labels.codes == at).astype(float)
        mine = drawn.sums(own), drawn.sums(own * values)
        compared = _compared(mine, everyone)
        found.append(
            Comparison(
                outcome=outcome,
                attribute=attribute,
                group=name,
                count=int(counts[at]),
                suppressed=bool(small[at]),
                **compared,
            )
        )
    return found


def _small(values: Floats, labels: Labels, pupils: Integers) -> npt.NDArray[np.bool_]:
    """Say which groups are too small to publish: they, whom it befell, or the rest.

    Of an amount, such as days, only the group itself can be too small.
    """
    parts = [np.ones(len(values), dtype=bool)]
    if np.isin(values, (0, 1)).all():
        parts += [values == 1, values == 0]
    n = len(labels.names)
    pairs = [
        np.unique(np.stack([labels.codes[part], pupils[part]]), axis=1)
        for part in parts
    ]
    return hidden_in_any([np.bincount(groups, minlength=n) for groups, _ in pairs])


_Sums = tuple[tuple[Floats, Floats], tuple[Floats, Floats]]


def _compared(mine: _Sums, everyone: _Sums) -> dict[str, Any]:
    (rows, row_draws), (part, part_draws) = mine
    (all_rows, all_row_draws), (all_part, all_part_draws) = everyone
    own, theirs, size = _mantel_haenszel(rows, part, all_rows, all_part)
    drawn = _mantel_haenszel(row_draws, part_draws, all_row_draws, all_part_draws)
    ratio, ratio_draws = quotient(own, theirs), quotient(drawn[0], drawn[1])
    gap, gap_draws = (
        quotient(own - theirs, size),
        quotient(drawn[0] - drawn[1], drawn[2]),
    )
    crude = quotient(
        part.sum() * (all_rows - rows).sum(keepdims=True),
        (all_part - part).sum() * rows.sum(keepdims=True),
    )
    shared = rows * (all_rows > rows)
    rate = quotient(part.sum(keepdims=True), rows.sum(keepdims=True))[0]
    expected = (shared * quotient(all_part - part, all_rows - rows))[shared > 0].sum()
    return {
        "compared": int(shared.sum()),
        "rate": finite(rate),
        "others": finite(expected / shared.sum()) if shared.any() else None,
        "difference": _estimate(gap, gap_draws),
        "ratio": _estimate(ratio, ratio_draws),
        "crude_ratio": finite(crude[0]),
        # Where less than ten would be expected, a ratio is chance.
        "p_value": _p_value(float(ratio), ratio_draws)
        if min(shared.sum(), expected) >= MINIMUM
        else None,
    }


def _mantel_haenszel(
    rows: Floats, part: Floats, all_rows: Floats, all_part: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return weighted sums over the strata: the group's, others', and the weights."""
    others, their_part = all_rows - rows, all_part - part
    return (
        np.nansum(quotient(part * others, all_rows), axis=-1),
        np.nansum(quotient(their_part * rows, all_rows), axis=-1),
        np.nansum(quotient(rows * others, all_rows), axis=-1),
    )


def _estimate(value: Floats, draws: Floats) -> Estimate:
    low, high = intervals.percentile(draws[:, None])
    return Estimate.of(float(value), float(low[0]), float(high[0]))


def _p_value(ratio: float, draws: Floats) -> float | None:
    known = draws[draws > 0]
    if not ratio > 0 or len(known) < intervals.LEVEL * len(draws):
        return None
    spread = float(np.log(known).std())
    return float(2 * ndtr(-abs(np.log(ratio)) / spread)) if spread > 0 else None


def judged(comparisons: Iterable[Comparison]) -> tuple[Comparison, ...]:
    """Correct comparisons for their number, all together, and judge each."""
    found = list(comparisons)
    p_values = {
        at: each.p_value for at, each in enumerate(found) if each.p_value is not None
    }
    q_values = dict(
        zip(p_values, intervals.false_discovery(list(p_values.values())), strict=True)
    )
    return tuple(
        replace(
            each, q_value=finite(q_values[at]), verdict=_verdict(each, q_values[at])
        )
        if at in q_values
        else each
        for at, each in enumerate(found)
    )


def _verdict(each: Comparison, q_value: float) -> str:
    value, low, high = each.ratio.numbers
    if not 1 / MARK <= value <= MARK:
        return OUTSIDE if q_value <= FALSE_DISCOVERIES else INSUFFICIENT
    return WITHIN if low >= 1 / MARK and high <= MARK else INSUFFICIENT
