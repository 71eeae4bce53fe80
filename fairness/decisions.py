"""The monthly audit of the people who decide: whom they dismiss, defer and support."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import numpy.typing as npt

from fairness.alike import DRAWS, Comparison, banded, compare_alike, judged
from fairness.inputs import CannotAudit

RISK = "risk band"
DAYS = "days until a decision"


def audit_decisions(
    decisions: npt.ArrayLike,
    *,
    groups: Mapping[str, npt.ArrayLike],
    reasons: Mapping[str, npt.ArrayLike],
    risk: npt.ArrayLike,
    days: npt.ArrayLike | None = None,
    clusters: npt.ArrayLike | None = None,
    pupils: npt.ArrayLike | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> tuple[Comparison, ...]:
    """Compare what is decided about groups, given the same reasons and risk.

    Parameters
    ----------
    decisions : array-like of str, shape (n_decisions,)
        What was decided, such as ``"dismissed"``; each becomes an outcome.
    groups : mapping of str to array-like of shape (n_decisions,)
    reasons : mapping of str to array-like of shape (n_decisions,)
        What the officer was shown, such as the first reason and the outcome.
    risk : array-like of shape (n_decisions,)
        The risk that was shown; held the same in five bands.
    days : array-like of shape (n_decisions,), optional
        Days between the list and the decision: how fast. NaN where nothing is
        decided yet; days are compared among the others.
    clusters : array-like of shape (n_decisions,), optional
        The officer, or the school: decisions of one are alike.
    pupils : array-like of shape (n_decisions,), optional
        Who it was about, where a pupil stands on several lists.
    draws : int, default=1000
    seed : int, default=0

    Returns
    -------
    tuple of Comparison

    Raises
    ------
    CannotAudit
        When there are no decisions, or lengths differ.
    """
    decided = np.asarray(decisions, dtype=object)
    if len(decided) == 0:
        raise CannotAudit("there are no decisions to audit; choose a longer period")
    outcomes: dict[str, npt.ArrayLike] = {
        str(each): (decided == each).astype(float) for each in sorted(set(decided))
    }
    given = {**reasons, RISK: banded(risk)}
    compare = partial(compare_alike, draws=draws, seed=seed)
    found = compare(
        outcomes, groups=groups, given=given, clusters=clusters, pupils=pupils
    )
    waited = np.asarray(np.nan if days is None else days, dtype=np.float64)
    known = np.broadcast_to(np.isfinite(waited), len(decided))
    if not known.any():
        return found
    how_fast = compare(
        {DAYS: waited[known]},
        groups=_of(groups, known),
        given=_of(given, known),
        clusters=None if clusters is None else np.asarray(clusters)[known],
        pupils=None if pupils is None else np.asarray(pupils)[known],
    )
    return judged((*found, *how_fast))


def _of(
    columns: Mapping[str, npt.ArrayLike], rows: npt.NDArray[np.bool_]
) -> dict[str, npt.NDArray[np.object_]]:
    return {
        name: np.asarray(each, dtype=object)[rows] for name, each in columns.items()
    }
