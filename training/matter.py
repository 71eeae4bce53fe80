"""What a training run works on: rows to learn from, rows to test on, their columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from features.catalogue import declared, digest
from models.outcomes import Outcome
from records.errors import CannotTrain
from training.cohort import Tables, cohort
from training.splits import Split

FEWEST_HAPPENED = 30
# Beyond this the trees gain nothing and the machine has not the memory; those to whom
# it did not happen are thinned, and each that stays stands for several.
MOST_LEARNT = 600_000
LOTS = 999_983

TOO_FEW = (
    "cannot train {outcome}: among {rows} pupil-weeks to {purpose} it happened "
    "{happened} times and did not happen {not_happened} times, and {fewest} of each "
    "are needed; load more records, or lay the split out otherwise"
)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What is learnt from and tested on, and what its columns mean.

    Parameters
    ----------
    learn, test : polars.DataFrame
        Rows of :func:`training.cohort.cohort` whose label is known.
    censored : int
        Rows of either without a label.
    directions : mapping of str to int
        The features that may be learnt from, each with its direction.
    meaning : str
        Digest of their declarations.
    """

    learn: pl.DataFrame
    test: pl.DataFrame
    censored: int
    directions: Mapping[str, int]
    meaning: str


def gather(
    tables: Tables,
    outcome: Outcome,
    split: Split,
    features: pl.DataFrame,
    switched_on: Collection[str],
) -> Matter:
    """Label the rows of a split.

    Raises
    ------
    CannotTrain
        When one class is (nearly) missing from either part.
    """
    wanted = features.filter(pl.col("as_of").is_in(split.as_ofs))
    rows = cohort(tables, wanted, outcome)
    used = {n: one for n, one in declared(switched_on).items() if one.learnable}
    return Matter(
        learn=_labelled(rows, split.train, outcome, "learn from"),
        test=_labelled(rows, split.test, outcome, "test on"),
        censored=int(rows["label"].null_count()),
        directions={name: feature.direction for name, feature in used.items()},
        meaning=digest(switched_on),
    )


def thinned(rows: pl.DataFrame, most: int = MOST_LEARNT) -> pl.DataFrame:
    """Return about ``most`` rows, with the ``weight`` that each of them carries.

    All rows in which it happened stay while they leave room for half as many others;
    the same rows are drawn each time.
    """
    if len(rows) <= most:
        return rows.with_columns(weight=pl.lit(1.0))
    happened = int(rows["label"].sum())
    others = len(rows) - happened
    kept = min(1.0, most / max(2 * happened, 1))
    left = min(1.0, max(most - kept * happened, most / 2) / max(others, 1))
    share = pl.when("label").then(kept).otherwise(left)
    day = pl.col("as_of").cast(pl.Int32).cast(pl.Int64)
    lot = (pl.col("pupil_id") % LOTS * 7919 + day * 104_729) % LOTS
    return rows.filter(lot < LOTS * share).with_columns(weight=1 / share)


def labels(rows: pl.DataFrame) -> NDArray[np.int64]:
    """Return the labels as 0 and 1, shape (n_rows,)."""
    return rows["label"].to_numpy().astype(np.int64)


def frame(rows: pl.DataFrame, features: Collection[str]) -> Any:
    """Return the features as pandas, in single precision, as trees are learnt."""
    return rows.select(pl.col(list(features)).cast(pl.Float32)).to_pandas()


def _labelled(
    rows: pl.DataFrame, as_ofs: tuple[date, ...], outcome: Outcome, purpose: str
) -> pl.DataFrame:
    known = rows.filter(pl.col("as_of").is_in(as_ofs), pl.col("label").is_not_null())
    happened = int(known["label"].sum())
    if min(happened, len(known) - happened) < FEWEST_HAPPENED:
        raise CannotTrain(
            TOO_FEW.format(
                outcome=outcome.name,
                rows=len(known),
                purpose=purpose,
                happened=happened,
                not_happened=len(known) - happened,
                fewest=FEWEST_HAPPENED,
            )
        )
    return known
