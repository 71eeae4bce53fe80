"""What could be done about a difference, shown before anything is chosen.

Each mitigation is tried on rows it has not learnt from, with a list of the same size,
and audited like any model. Two of them treat pupils differently by their group: they
are computed to show what equal service would cost, and no live list offers them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fairness.audit import audit
from fairness.capacity import listed
from fairness.inputs import CannotAudit
from fairness.metrics import quotient
from fairness.places import by_equal_recall, by_need
from fairness.results import Report

Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.object_]
Score = Callable[[Floats], Floats]
Fit = Callable[[Floats, Floats, Floats], Score]
Reduce = Callable[[Floats, Floats, Words], Score]

AS_IT_IS = "as it is"
PROXY = 0.02


@dataclass(frozen=True, kw_only=True)
class Rows:
    """What a model learns from, or is tried on.

    Parameters
    ----------
    features : ndarray of shape (n_rows, n_features), NaN where missing
    names : tuple of str, of length n_features
    y_true : ndarray of shape (n_rows,)
    group : ndarray of str, shape (n_rows,)
        The attribute whose groups should be served alike.
    other_label : ndarray of shape (n_rows,) or None
        A label that is less a matter of somebody's decision.
    school : ndarray of shape (n_rows,) or None
    """

    features: Floats
    names: tuple[str, ...]
    y_true: Floats
    group: Words
    other_label: Floats | None = None
    school: Words | None = None

    def only(self, who: npt.NDArray[np.bool_]) -> Rows:
        """Return some of the rows."""
        other, school = self.other_label, self.school
        return replace(
            self,
            features=self.features[who],
            y_true=self.y_true[who],
            group=self.group[who],
            other_label=None if other is None else other[who],
            school=None if school is None else school[who],
        )

    def without(self, columns: list[int]) -> Rows:
        """Return the rows without some of their features."""
        names = np.delete(np.array(self.names, dtype=object), columns)
        features = np.delete(self.features, columns, axis=1)
        return replace(self, features=features, names=tuple(names))


@dataclass(frozen=True, kw_only=True)
class Mitigation:
    """One way to mend a difference, and what it does to every group.

    Parameters
    ----------
    name, what : str
        Identifier, and what is done, in a sentence.
    scenario_only : bool
        Whether it treats pupils differently by their group, which no live list may.
    report : Report
        The audit of its list.
    """

    name: str
    what: str
    scenario_only: bool
    report: Report


def reweighed(y_true: Floats, group: Words) -> Floats:
    """Return weights under which outcome and group are independent.

    Parameters
    ----------
    y_true : ndarray of shape (n_rows,)
    group : ndarray of str, shape (n_rows,)

    Returns
    -------
    ndarray of shape (n_rows,)
        What independence would expect of each cell over what there is.

    References
    ----------
    Kamiran, F. and Calders, T. (2012), Data preprocessing techniques for
    classification without discrimination, Knowledge and Information Systems 33.
    """
    _, codes = np.unique(group.astype(str), return_inverse=True)
    outcome = y_true.astype(np.intp)
    joint = np.zeros((codes.max() + 1, 2))
    np.add.at(joint, (codes, outcome), 1)
    expected = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0) / len(y_true)
    weights: Floats = quotient(expected, joint)[codes, outcome]
    return weights


def proxies(rows: Rows, strength: float = PROXY) -> list[int]:
    """Return the features that tell most of the group: the positions of proxies.

    Parameters
    ----------
    rows : Rows
    strength : float, default=0.02
        Share of a feature's variance that lies between groups.

    Returns
    -------
    list of int
    """
    _, codes = np.unique(rows.group.astype(str), return_inverse=True)
    found = []
    for at in range(rows.features.shape[1]):
        known = ~np.isnan(rows.features[:, at])
        values, group = rows.features[known, at], codes[known]
        counts = np.bincount(group, minlength=codes.max() + 1).astype(float)
        totals = np.bincount(group, values, len(counts)).astype(float)
        means = quotient(totals, counts)
        between = (
            np.nansum(counts * (means - values.mean()) ** 2) if known.any() else 0.0
        )
        if between > strength * ((values - values.mean()) ** 2).sum() > 0:
            found.append(at)
    return found


def mitigations(
    train: Rows, test: Rows, capacity: int, *, fit: Fit, reduce: Reduce | None = None
) -> tuple[Mitigation, ...]:
    """Try every mitigation and audit the list it would make.

    Parameters
    ----------
    train, test : Rows
    capacity : int
        Places on the list of the test rows.
    fit : callable
        From features, outcomes and weights to a function that scores features.
    reduce : callable, optional
        From features, outcomes and groups to such a function: Fairlearn's reduction.

    Returns
    -------
    tuple of Mitigation
        The first is the model as it is.

    Raises
    ------
    CannotAudit
        When train and test differ in their features.
    """
    if train.names != test.names or not train.names:
        raise CannotAudit(
            "training and test rows must have the same features, and some"
        )
    return tuple(
        Mitigation(
            name=name,
            what=what,
            scenario_only=scenario_only,
            report=_audited(test, selected),
        )
        for name, what, scenario_only, selected in (
            *_learnt(train, test, capacity, fit, reduce),
            *_dealt(train, test, capacity, fit),
        )
    )


_Tried = tuple[str, str, bool, Floats]


def _learnt(
    train: Rows, test: Rows, capacity: int, fit: Fit, reduce: Reduce | None
) -> Iterator[_Tried]:
    """Try what changes the model and treats every pupil by the same rule."""
    alike, x = np.ones_like(train.y_true), train.features

    def listing(score: Floats) -> Floats:
        return listed(score, capacity).selected

    as_it_is = fit(x, train.y_true, alike)
    yield AS_IT_IS, "Nothing is changed.", False, listing(as_it_is(test.features))
    weighed = fit(x, train.y_true, reweighed(train.y_true, train.group))
    what = "Rows are weighed so that outcome and group are independent in training."
    yield "reweighing", what, False, listing(weighed(test.features))
    dropped = proxies(train)
    if 0 < len(dropped) < len(train.names):
        fewer, left = train.without(dropped), test.without(dropped)
        names = ", ".join(train.names[at] for at in dropped)
        score = fit(fewer.features, train.y_true, alike)(left.features)
        yield "dropping proxies", f"Without {names}.", False, listing(score)
    if train.other_label is not None:
        score = fit(x, train.other_label, alike)(test.features)
        what = "Learnt from the other label, and tried on the same outcome."
        yield "less biased label", what, False, listing(score)
    if reduce is not None:
        score = reduce(x, train.y_true, train.group)(test.features)
        what = "Fairlearn's exponentiated gradient, for equal recall."
        yield "reduction", what, False, listing(score)


def _dealt(train: Rows, test: Rows, capacity: int, fit: Fit) -> Iterator[_Tried]:
    """Try what deals the places of one model's list out to the groups."""
    score = fit(train.features, train.y_true, np.ones_like(train.y_true))(test.features)
    what = "Each group gets places by its share of the risk foretold."
    yield "quotas by need", what, True, by_need(score, test.group, capacity)
    what = "Each group has a threshold of its own, set so that recall is equal."
    selected = by_equal_recall(test.y_true, score, test.group, capacity)
    yield "group thresholds", what, True, selected


def _audited(test: Rows, selected: Floats) -> Report:
    return audit(
        test.y_true, selected, groups={"group": test.group}, clusters=test.school
    )
