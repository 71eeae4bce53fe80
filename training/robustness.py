"""What is left of a model among pupils and in schools it has never met.

Beside the split by time: *new pupils*, so that no pupil's label meets another split's
features at all, and *new schools*, as an academy joins without history.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from training.candidate import Candidate, risks_of
from training.capacity import hits_at_capacity
from training.figures import MODEL, NEW_ONSET, Figure
from training.matter import Matter, labels, thinned
from training.ranking import auc

Floats = NDArray[np.float64]

# A fifth of pupils, or of schools, is kept from the training.
ONE_IN = 5
MOST_LEARNT = 150_000
NEW_PUPILS, NEW_SCHOOLS = "auc_lost_new_pupils", "auc_lost_new_schools"
HELD: Mapping[str, str] = {"new_pupils": "pupil_id", "new_schools": "urn"}
# What a school without history has not: null, as in its first year.
OF_THE_SCHOOL = ("school_absence_rate_last_year", "school_suspension_rate_last_year")


@dataclass(frozen=True, kw_only=True)
class Held:
    """Figures on what was held out, beside those of a model that had met it.

    Parameters
    ----------
    held : {"new_pupils", "new_schools"}
    rows : int
        Test rows of those held out, new onsets among them only.
    auc, auc_met : float
        On new onsets, of the model without them and of one with as many rows.
    precision, precision_met : float
        At capacity, on the same rows.
    """

    held: str
    rows: int
    auc: float
    auc_met: float
    precision: float
    precision_met: float


def held_out(matter: Matter, candidate: Candidate, capacity: float) -> tuple[Held, ...]:
    """Fit again without a fifth of the pupils, and without a fifth of the schools.

    Parameters
    ----------
    matter : Matter
    candidate : Candidate
        The settings taken.
    capacity : float
    """
    found = []
    for name, column in HELD.items():
        among = _one_in(matter.learn[column].unique().to_list())
        outside = ~pl.col(column).is_in(among)
        test = matter.test.filter(pl.col(column).is_in(among), pl.col("new_onset"))
        learnt = thinned(matter.learn.filter(outside), MOST_LEARNT)
        met = thinned(matter.learn, len(learnt))
        if min(test["label"].sum(), learnt["label"].sum()) == 0:
            continue
        blank = OF_THE_SCHOOL if column == "urn" else ()
        without = _figures(candidate, learnt, _forgetting(test, blank), capacity)
        with_them = _figures(candidate, met, test, capacity)
        found.append(
            Held(
                held=name,
                rows=len(test),
                auc=without[0],
                auc_met=with_them[0],
                precision=without[1],
                precision_met=with_them[1],
            )
        )
    return tuple(found)


def stability(held: Collection[Held]) -> tuple[Figure, ...]:
    """Return what is lost of the AUC on new onset, as figures of the model.

    Unknown where nobody was held out to whom it happened.
    """
    lost = {f"auc_lost_{one.held}": one.auc_met - one.auc for one in held}
    return tuple(
        Figure(NEW_ONSET, MODEL, metric, lost.get(metric))
        for metric in (NEW_PUPILS, NEW_SCHOOLS)
    )


def _one_in(members: Collection[int]) -> list[int]:
    """Return every fifth, in the order of a fixed draw."""
    ordered = np.sort(np.array(list(members), dtype=np.int64))
    drawn = np.random.default_rng(20260901).permutation(ordered)
    return [int(one) for one in drawn[::ONE_IN]]


def _forgetting(rows: pl.DataFrame, columns: Collection[str]) -> pl.DataFrame:
    return rows.with_columns(
        pl.lit(None, dtype=pl.Float64).alias(name)
        for name in columns
        if name in rows.columns
    )


def _figures(
    candidate: Candidate, learnt: pl.DataFrame, test: pl.DataFrame, capacity: float
) -> tuple[float, float]:
    score = risks_of(candidate, learnt, test)
    happened = labels(test).astype(bool)
    week = test["as_of"].to_numpy()
    hits = hits_at_capacity(happened, score, week, capacity)
    return auc(happened, score), hits.expected / hits.listed
