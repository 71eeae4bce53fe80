"""Rolling origin: the same settings learnt anew from ever later days, and judged after.

One test says how a model did on one stretch of time. Here each older stretch is judged
by what could have been learnt before it, with the gap of the horizon, and its own
labels are settled before the next stretch begins: no label window of one meets the
lists of another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from training.baselines import RULES, rule_scores
from training.candidate import Candidate, risks_of
from training.capacity import hits_at_capacity
from training.cohort import Tables
from training.groups import with_characteristics
from training.horizon import SchoolWeeks
from training.matter import Matter, labels, thinned
from training.periods import FEWEST_LEARNT
from training.ranking import auc
from training.reliability import calibration_error
from training.splits import Split, settled_before, split_of

Floats = NDArray[np.float64]

# Lists of an older stretch; as many weeks apart as the training lists are.
LISTS = 4
MOST_LEARNT = 150_000


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What the settings showed when learnt before one stretch of time.

    Parameters
    ----------
    learnt_until, tested_from, tested_until : date
        Last list learnt from, first and last list tested on.
    lists : int
        Lists learnt from.
    rows : int
        Test rows.
    auc, auc_new_onset : float
    precision_new_onset, best_rule_new_onset : float
        Precision at capacity, of the model and of the best rule of today.
    calibration_error : float
        Of the trees alone, before their line is put through them.
    """

    learnt_until: date
    tested_from: date
    tested_until: date
    lists: int
    rows: int
    auc: float
    auc_new_onset: float
    precision_new_onset: float
    best_rule_new_onset: float
    calibration_error: float

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values, the days as text."""
        return {
            name: str(value) if isinstance(value, date) else value
            for name, value in asdict(self).items()
        }


def rolling_splits(
    split: Split, weeks: SchoolWeeks, horizon: int, *, lists: int = LISTS
) -> tuple[Split, ...]:
    """Lay older stretches out over a split's training lists, back from its test.

    Parameters
    ----------
    split : Split
    weeks : SchoolWeeks
    horizon : int
        School weeks; the gap before every stretch.
    lists : int, default=4
        Lists of each stretch.

    Returns
    -------
    tuple of Split
        The oldest first, as many as leave lists to learn from; ``split`` itself is
        not among them.
    """
    found: list[Split] = []
    settled = split.train
    while test := settled[-lists:]:
        settled = settled_before(settled, test, weeks, horizon)
        if len(settled) < FEWEST_LEARNT:
            break
        found.append(split_of(weeks, horizon, train=settled, test=test))
    return tuple(reversed(found))


def replay(
    tables: Tables,
    matter: Matter,
    splits: Sequence[Split],
    candidate: Candidate,
    *,
    capacity: float,
    rules: Mapping[str, pl.Expr] | None = None,
) -> tuple[Origin, ...]:
    """Learn the candidate anew for each stretch and judge it there.

    A stretch in which it happened to nobody new is left out.
    """
    found = []
    for split in splits:
        as_of = pl.col("as_of")
        learnt = thinned(matter.learn.filter(as_of.is_in(split.train)), MOST_LEARNT)
        tested = matter.learn.filter(as_of.is_in(split.test))
        onsets = tested.filter("new_onset")["label"].sum()
        if min(learnt["label"].sum(), onsets) > 0:
            tested = with_characteristics(tables, tested)
            risk = risks_of(candidate, learnt, tested)
            rivals = rule_scores(tested, RULES if rules is None else rules)
            found.append(_judged(split, tested, risk, rivals, capacity))
    return tuple(found)


def _judged(
    split: Split,
    tested: pl.DataFrame,
    risk: Floats,
    rivals: Mapping[str, Floats],
    capacity: float,
) -> Origin:
    onset = tested["new_onset"].to_numpy()
    happened = labels(tested).astype(bool)
    week = tested["as_of"].to_numpy()

    def precision(score: Floats) -> float:
        hits = hits_at_capacity(happened[onset], score[onset], week[onset], capacity)
        return hits.expected / hits.listed

    return Origin(
        learnt_until=split.train[-1],
        tested_from=split.test[0],
        tested_until=split.test[-1],
        lists=len(split.train),
        rows=len(tested),
        auc=auc(happened, risk),
        auc_new_onset=auc(happened[onset], risk[onset]),
        precision_new_onset=precision(risk),
        best_rule_new_onset=max(map(precision, rivals.values())),
        calibration_error=calibration_error(happened, risk),
    )
