"""What a training run works on: rows to learn from, rows to test on, their columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from features.build import build_many
from features.catalogue import declared, digest
from models.outcomes import Outcome
from records.errors import CannotTrain
from training.cohort import Tables, label_windows, labelled
from training.horizon import read_school_weeks
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


def build_matrix(
    tables: Tables, as_ofs: Sequence[date], switched_on: Collection[str] = ()
) -> pl.DataFrame:
    """Build the feature rows of several Mondays in single precision.

    Trees are learnt from single precision, and a county's rows are gigabytes.
    """
    return pl.concat(
        build_many(tables, [day], switched_on=switched_on).cast(
            {pl.Float64: pl.Float32}
        )
        for day in as_ofs
    )


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
    weeks = read_school_weeks(tables["calendar"])
    windows = label_windows(tables, weeks, split.as_ofs, outcome.horizon)
    # One part after the other: copies of a whole county do not fit beside each other.
    learn, untold = _labelled(features, windows, split.train, outcome)
    test, untold_later = _labelled(features, windows, split.test, outcome)
    _require_both_classes(learn, outcome, "learn from")
    _require_both_classes(test, outcome, "test on")
    used = {n: one for n, one in declared(switched_on).items() if one.learnable}
    return Matter(
        learn=learn,
        test=test,
        censored=untold + untold_later,
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
    features: pl.DataFrame,
    windows: pl.DataFrame,
    as_ofs: tuple[date, ...],
    outcome: Outcome,
) -> tuple[pl.DataFrame, int]:
    """Return the rows of these days whose label is known, and how many are not."""
    part = features.filter(pl.col("as_of").is_in(as_ofs))
    rows = labelled(part, windows, outcome)
    known = rows.filter(pl.col("label").is_not_null())
    return known, len(rows) - len(known)


def _require_both_classes(rows: pl.DataFrame, outcome: Outcome, purpose: str) -> None:
    happened = int(rows["label"].sum())
    if min(happened, len(rows) - happened) < FEWEST_HAPPENED:
        raise CannotTrain(
            TOO_FEW.format(
                outcome=outcome.name,
                rows=len(rows),
                purpose=purpose,
                happened=happened,
                not_happened=len(rows) - happened,
                fewest=FEWEST_HAPPENED,
            )
        )
