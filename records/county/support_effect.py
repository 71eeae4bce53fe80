"""What support does on average, written beside the truth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from records.county.simulate import County
from records.county.truth import effect_of_support

OUTCOMES = ("suspension", "persistent_absence")


def average_effect(
    county: County, as_ofs: Sequence[date], *, futures: int = 20, processes: int = 1
) -> pl.DataFrame:
    """Return how much support changes the probability of each outcome, on average.

    Parameters
    ----------
    county : County
    as_ofs : sequence of date
        Mondays on which an episode is offered to every pupil, or to none.
    futures : int, default=20
        As in ``effect_of_support``.
    processes : int, default=1

    Returns
    -------
    polars.DataFrame
        ``as_of, outcome, pupils, effect, standard_error``: over all pupils on roll, the
        mean difference of probabilities, negative where support helps, and what other
        futures of the same pupils would make it differ by.
    """
    parts = []
    for as_of in sorted(as_ofs):
        found = effect_of_support(county, as_of, futures=futures, processes=processes)
        for outcome in OUTCOMES:
            change = found.select(effect=outcome, error=f"{outcome}_error").drop_nulls()
            parts.append(
                change.select(
                    pl.lit(as_of).alias("as_of"),
                    pl.lit(outcome).alias("outcome"),
                    pl.len().alias("pupils"),
                    pl.col("effect").mean(),
                    standard_error=(pl.col("error") ** 2).sum().sqrt() / pl.len(),
                )
            )
    return pl.concat(parts)


def write_effect(
    county: County,
    folder: Path,
    as_ofs: Sequence[date],
    *,
    futures: int = 20,
    processes: int = 1,
) -> None:
    """Write ``truth/effect_of_support.csv`` under ``folder``."""
    found = average_effect(county, as_ofs, futures=futures, processes=processes)
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    found.write_csv(folder / "truth" / "effect_of_support.csv")
