"""How near the simulated county comes to the published rates, and what it costs.

Rates are recomputed from the delivered tables, after DfE's definitions, and never
from the simulator's own tally. Run as ``python -m benchmarks.county [PUPILS [SEED]]``;
the last line is one JSON object. Exits with 1 when, at 20,000 pupils or more, a rate
is further than 15 % from the published one.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from records.codes import code_list
from records.county import County, simulate, write
from records.county.calibration import targets
from records.county.registers import marks

UNTIL = date(2026, 11, 23)
TOLERANCE = 0.15
ENOUGH_PUPILS = 20_000
FULL_YEARS = ("2024/25", "2025/26")
METRICS = ("overall_absence_rate", "persistent_absence_rate", "suspension_rate")


def rates(county: County) -> pl.DataFrame:
    """Return the rates of the full academic years: phase, metric, simulated.

    Absence counts enrolments of pupils aged 5 to 15 with a possible session, without
    the last half term of Year 11; suspensions are per 100 pupils on roll in January.
    """
    phases = county.register_tables["schools"].select("urn", "phase")
    sessions = enrolment_sessions(county).join(phases, on="urn").group_by("phase")
    persistent = pl.col("absent") >= 0.1 * pl.col("possible")
    absence = sessions.agg(
        overall_absence_rate=100 * pl.col("absent").sum() / pl.col("possible").sum(),
        persistent_absence_rate=100 * persistent.mean(),
        severe_absence_rate=100 * (pl.col("absent") >= 0.5 * pl.col("possible")).mean(),
    )
    return (
        absence.join(_suspension_rates(county, phases), on="phase")
        .unpivot(index="phase", variable_name="metric", value_name="simulated")
        .sort("phase", "metric")
    )


def enrolment_sessions(county: County) -> pl.DataFrame:
    """Return possible and absent sessions of each enrolment and full year."""
    days = county.world.days
    everywhere = np.ones(len(county.world.schools.phase), dtype=bool)
    stop = days.last_day(len(FULL_YEARS) - 1) + 1
    blocks = marks(county.world, county.history, 0, stop, everywhere)
    return pl.concat([_block_sessions(county, block) for block in blocks])


def _block_sessions(county: County, block: pl.DataFrame) -> pl.DataFrame:
    meanings = code_list("attendance_codes").select("code", "meaning")
    absent = pl.col("meaning").is_in(["authorised", "unauthorised"])
    possible = absent | pl.col("meaning").is_in(["present", "approved_activity"])
    counted = (pl.col("year_group") != "R") & ~(
        (pl.col("year_group") == "11") & (pl.col("half_term") == 6)
    )
    key = ["upn", "urn", "academic_year"]
    return (
        block.unique(["upn", "urn", "date", "session"], keep="last")
        .join(meanings, on="code")
        .join(county.register_tables["calendar"], on="date")
        .join(county.register_tables["year_groups"], on=["upn", "academic_year"])
        .filter(counted)
        .group_by(key)
        .agg(possible=possible.sum(), absent=absent.sum())
        .filter(pl.col("possible") > 0)
    )


def _suspension_rates(county: County, phases: pl.DataFrame) -> pl.DataFrame:
    tables = county.register_tables
    year = (pl.col("start_date").dt.offset_by("-7mo").dt.year()).alias("year")
    begun = tables["suspensions"].filter(pl.col("start_date") < date(2026, 8, 1))
    begun = begun.join(phases, on="urn").with_columns(year)
    suspended = pl.col("category") == "SUSP"
    counts = begun.group_by("phase").agg(
        suspensions=suspended.sum(),
        pupils=pl.struct("upn", "year").filter(suspended).n_unique(),
        exclusions=(~suspended).sum(),
    )
    rolls = pl.concat([_on_roll(county, date(y, 1, 15)) for y in (2025, 2026)])
    heads = rolls.join(phases, on="urn").group_by("phase").len("heads")
    per_100 = 100 / pl.col("heads")
    return heads.join(counts, on="phase", how="left").select(
        "phase",
        suspension_rate=pl.col("suspensions").fill_null(0) * per_100,
        pupils_1plus_suspension_rate=pl.col("pupils").fill_null(0) * per_100,
        permanent_exclusion_rate=pl.col("exclusions").fill_null(0) * per_100,
    )


def _on_roll(county: County, day: date) -> pl.DataFrame:
    latest = county.register_tables["enrolments"].unique(
        ["upn", "urn", "entry_date"], keep="last", maintain_order=True
    )
    return latest.filter(
        pl.col("entry_date") <= day,
        pl.col("leaving_date").is_null() | (pl.col("leaving_date") >= day),
    ).select("upn", "urn")


def compare(area: str, pupils: int, seed: int) -> dict[str, Any]:
    """Simulate and write one county; return its rates beside the published ones."""
    started = time.perf_counter()
    county = simulate(pupils=pupils, seed=seed, until=UNTIL, area=area)
    lived = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        write(county, Path(folder))
    written = time.perf_counter()
    published = targets(area).select("phase", "metric", "year", published="value")
    rows = rates(county).join(published, on=["phase", "metric"], how="left")
    rows = rows.with_columns(
        relative_error=pl.col("simulated") / pl.col("published") - 1
    )
    return {
        "rates": rows.with_columns(pl.selectors.float().round(4)).to_dicts(),
        "pupils": len(county.world.people),
        "marks": int((county.history.marks > 0).sum()),
        "seconds": {
            "simulate": round(lived - started, 1),
            "write": round(written - lived, 1),
        },
    }


def main(pupils: int = ENOUGH_PUPILS, seed: int = 1) -> int:
    """Compare both areas, print the result and return the exit code."""
    areas = {
        area: compare(area, pupils, seed) for area in ("gloucestershire", "england")
    }
    worst = max(
        abs(row["relative_error"])
        for area in areas.values()
        for row in area["rates"]
        if row["metric"] in METRICS
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    result = {
        "pupils": pupils,
        "seed": seed,
        "areas": areas,
        "worst_relative_error": round(worst, 4),
        "peak_megabytes": round(memory),
    }
    print(json.dumps(result))
    return int(pupils >= ENOUGH_PUPILS and worst > TOLERANCE)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
