"""The monthly audit of the people who decide: whom they dismiss, defer and support."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from fairness.alike import DRAWS, Comparison, banded, compare_alike
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
        Days between the list and the decision: how fast.
    clusters : array-like of shape (n_decisions,), optional
        The officer, or the school: decisions of one are alike.
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
    if days is not None:
        outcomes[DAYS] = days
    return compare_alike(
        outcomes,
        groups=groups,
        given={**reasons, RISK: banded(risk)},
        clusters=clusters,
        draws=draws,
        seed=seed,
    )
