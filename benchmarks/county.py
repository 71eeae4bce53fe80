"""How near the simulated county comes to the published figures, and what it costs.

``python -m benchmarks.county [PUPILS [SEED [AREA [PROCESSES [UNTIL]]]]]``: one JSON
object on the last line, every figure with what was published beside it. A rate is
within when it differs by at most 10 % where the group has over 2,000 pupils a year, by
20 % where it has over 500; smaller groups are shown and not judged. Exits with 1 when,
at 20,000 pupils or more, a rate by phase is out.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from records.county import County, simulate, write
from records.county.comparison import (
    bands_compared,
    codes_compared,
    compared,
    shapes,
)
from records.county.measures import full_years

UNTIL = date(2026, 11, 23)
ENOUGH_PUPILS = 20_000
# Largest difference allowed (of the published value) by pupils a year.
LARGE, LARGE_WITHIN = 2000, 0.10
SMALL, SMALL_WITHIN = 500, 0.20
BANDS_WITHIN = 0.03
CODES_WITHIN, CODES_FROM = 0.15, 0.1  # of codes over so many percent of sessions


def rates(county: County, area: str) -> pl.DataFrame:
    """Return each published rate beside the simulated one, and whether it is near.

    Returns
    -------
    polars.DataFrame
        ``metric, margin, group, pupils`` (a year), ``published, simulated, ratio,
        within`` (null where the group is too small to judge).
    """
    rows = compared(county, area)
    pupils = pl.col("heads") / len(full_years(county.world.days))
    allowed = (
        pl.when(pupils > LARGE)
        .then(LARGE_WITHIN)
        .when(pupils > SMALL)
        .then(SMALL_WITHIN)
    )
    ratio = pl.col("simulated") / pl.col("published")
    return rows.select(
        "metric",
        "margin",
        "group",
        pupils.round().alias("pupils"),
        pl.col("published", "simulated").round(4),
        ratio.round(3).alias("ratio"),
        ((ratio - 1).abs() <= allowed).alias("within"),
    )


def mixes(county: County, area: str) -> dict[str, Any]:
    """Return the bands of absence and the mix of codes, by phase."""
    bands = bands_compared(county, area)
    apart = (pl.col("simulated") - pl.col("published")).abs().sum() / 2
    variation = dict(bands.group_by("phase").agg(apart).iter_rows())
    ratio = pl.col("simulated") / pl.col("published")
    codes = codes_compared(county).filter(
        pl.col("published") > CODES_FROM, pl.col("code") != "absent"
    )
    judged = codes.with_columns(
        ratio.round(3).alias("ratio"),
        within=(ratio - 1).abs() <= CODES_WITHIN,
    ).with_columns(pl.col("simulated", "published").round(4))
    return {
        "bands": {
            phase: {"total_variation": round(value, 4), "within": value <= BANDS_WITHIN}
            for phase, value in sorted(variation.items())
        },
        "codes": judged.sort("phase", "code").to_dicts(),
    }


def compare(
    pupils: int, seed: int, area: str, processes: int, until: date
) -> dict[str, Any]:
    """Simulate and write one county; return all of its figures."""
    started = time.perf_counter()
    county = simulate(
        pupils=pupils, seed=seed, until=until, area=area, processes=processes
    )
    lived = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        write(county, Path(folder))
    written = time.perf_counter()
    found = rates(county, area)
    judged = found.filter(pl.col("within").is_not_null())
    return {
        "area": area,
        "marks": int((county.history.marks > 0).sum()),
        "seconds": {
            "simulate": round(lived - started, 1),
            "write": round(written - lived, 1),
        },
        "rates_judged": judged.height,
        "rates_within": int(judged["within"].sum()),
        "rates": found.to_dicts(),
        **mixes(county, area),
        **{name: round(value, 4) for name, value in asdict(shapes(county)).items()},
    }


def main(
    pupils: str = str(ENOUGH_PUPILS),
    seed: str = "1",
    area: str = "gloucestershire",
    processes: str = "2",
    until: str = UNTIL.isoformat(),
) -> int:
    """Compare one county, print the result and return the exit code."""
    result = compare(
        int(pupils), int(seed), area, int(processes), date.fromisoformat(until)
    )
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peaks = [resource.getrusage(one).ru_maxrss / 1024 for one in who]
    result |= {
        "pupils": int(pupils),
        "seed": int(seed),
        "processes": int(processes),
        "peak_megabytes": round(peaks[0] + int(processes) * peaks[1]),
    }
    print(json.dumps(result))
    out = [
        row
        for row in result["rates"]
        if row["margin"] == "phase" and row["within"] is False
    ]
    return int(int(pupils) >= ENOUGH_PUPILS and bool(out))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
