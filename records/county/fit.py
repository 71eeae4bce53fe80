"""Fit the levels: simulate, compare with what was published, move the knobs, again.

``python -m records.county.fit [AREA [PUPILS [ROUNDS [PROCESSES]]]]`` starts from
``levels.csv`` and writes it anew. Every round lives another county, and the steps
shrink, so that chance averages out.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import polars as pl

from records.county.comparison import compared
from records.county.levels import Levels, levels, to_rows
from records.county.raking import raked
from records.county.simulate import simulate

UNTIL = date(2027, 7, 26)  # after three whole years
LEVELS = Path(__file__).with_name("levels.csv")
DOUBT = 20
FIRST_SEED, SLOWER = 1000, 6  # of the counties; rounds until steps are half as long


def fit(area: str, pupils: int, rounds: int, processes: int) -> Levels:
    """Return the levels after so many rounds, each on another county."""
    found = levels(area)
    for number in range(rounds):
        county = simulate(
            pupils=pupils,
            seed=FIRST_SEED + number,
            until=UNTIL,
            area=area,
            processes=processes,
            fitted=found,
        )
        step = 1 / (1 + number / SLOWER)
        found = raked(found, county, area, step=step, doubt=DOUBT)
        sys.stderr.write(f"round {number}: {_worst(compared(county, area))}\n")
    return found


def _worst(rows: pl.DataFrame) -> str:
    """Name the rate by phase that is furthest off."""
    ratio = pl.col("simulated") / pl.col("published")
    by_phase = rows.filter(pl.col("margin") == "phase").with_columns(ratio=ratio)
    worst = by_phase.sort((pl.col("ratio") - 1).abs()).row(-1, named=True)
    return f"{worst['metric']} {worst['group']} {worst['ratio']:.2f} of the published"


def main(
    area: str = "gloucestershire",
    pupils: str = "20000",
    rounds: str = "20",
    processes: str = "1",
) -> None:
    """Fit one area and write its rows of ``levels.csv``."""
    found = to_rows(fit(area, int(pupils), int(rounds), int(processes)))
    rows = found.select(pl.lit(area).alias("area"), pl.all())
    held = pl.read_csv(LEVELS, schema_overrides={"group": pl.String})
    others = held.filter(pl.col("area") != area)
    pl.concat([others, rows]).sort("area", maintain_order=True).write_csv(LEVELS)


if __name__ == "__main__":
    main(*sys.argv[1:])
