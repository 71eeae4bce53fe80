"""How near the simulated county comes to the published figures, and what it costs.

``python -m benchmarks.county [PUPILS [SEED [AREA [PROCESSES [UNTIL]]]]]``: one JSON
object on the last line, every figure with what was published beside it. A rate is
within when it differs by at most 10 % where the group has over 2,000 pupils a year, by
20 % where it has over 500, and when it is half a pupil or event off in all years
together, as no whole number may be nearer; smaller groups are shown and not judged.
Held to that are absence by phase, year group, meals and special needs, and suspension
and exclusion by phase, meals, special needs, sex and ethnicity; other margins are
judged beside. The county is simulated once more at half the size, to see that time is
linear. Exits with 1 when, at 20,000 pupils or more, a rate by phase is out.
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

import polars as pl

from records.county import County, comparison, measures, published, simulate, write

UNTIL = date(2026, 11, 23)
ENOUGH_PUPILS = 20_000
# Largest difference allowed (of the published value) by pupils a year.
LARGE, LARGE_WITHIN = 2000, 0.10
HALF_AN_EVENT = 0.5
SMALL, SMALL_WITHIN = 500, 0.20
MANY = 100  # pupils or events a year: fewer come and go by more than 10 % by chance
BANDS_WITHIN, SHAPES_WITHIN = 0.03, 0.05  # total variation
WEEKLY_OVER = 0.8
FRIDAY = (1.2, 2.1)  # points of absence over Wednesday
CODES_WITHIN, CODES_FROM = 0.15, 0.1  # of codes over so many percent of sessions
# Margins that rates are held to; others are judged beside.
HELD = {
    published.ABSENCE: ("phase", "year", "meals", "any_meals", "provision", "any_need"),
    published.BEHAVIOUR: (
        *("phase", "any_meals", "provision", "need", "any_sex", "ethnicity"),
    ),
}
LARGEST = published.LARGEST_SHARE["gloucestershire"]
NONE_SHARE, NEAR = 75 / 297, 0.25  # Gloucestershire, 2020/21


def rates(county: County, area: str) -> pl.DataFrame:
    """Return each published rate beside the simulated one, and whether it is near.

    Returns
    -------
    polars.DataFrame
        ``metric, margin, group, held, pupils`` (a year), ``published, simulated,
        ratio, within`` (null where the group is too small to judge).
    """
    rows = comparison.compared(county, area)
    pupils = pl.col("heads") / len(measures.full_years(county.world.days))
    allowed = (
        pl.when(pupils > LARGE)
        .then(LARGE_WITHIN)
        .when(pupils > SMALL)
        .then(SMALL_WITHIN)
    )
    ratio = pl.col("simulated") / pl.col("published")
    events = pl.col("heads") * pl.col("published") / 100
    # No whole number is nearer to what was published than half an event.
    near = pl.max_horizontal(allowed * events, HALF_AN_EVENT)
    held = pl.any_horizontal(
        pl.col("metric").is_in(metrics) & pl.col("margin").is_in(margins)
        for metrics, margins in HELD.items()
    )
    return rows.select(
        "metric",
        "margin",
        "group",
        held.alias("held"),
        pupils.round().alias("pupils"),
        pl.col("published", "simulated").round(4),
        ratio.round(3).alias("ratio"),
        pl.when(allowed.is_not_null())
        .then(((ratio - 1) * events).abs() <= near)
        .alias("within"),
    )


def codes(county: County) -> list[dict[str, Any]]:
    """Return the mix of codes by phase, of codes that are not rare."""
    ratio = pl.col("simulated") / pl.col("published")
    rows = comparison.codes_compared(county).filter(
        pl.col("published") > CODES_FROM, pl.col("code") != "absent"
    )
    judged = rows.with_columns(
        ratio.round(3).alias("ratio"), within=(ratio - 1).abs() <= CODES_WITHIN
    )
    rounded = judged.with_columns(pl.col("simulated", "published").round(4))
    return rounded.sort("phase", "code").to_dicts()


def curves(county: County, area: str) -> dict[str, list[dict[str, Any]]]:
    """Return the distributions: of absence, over time, of suspensions, of schools."""
    daily = measures.daily_absence(county)
    given = measures.notices(county).filter(~pl.col("excluded"))
    frames = {
        "bands": comparison.bands_compared(county, area).sort("phase", "lower"),
        "weekly": comparison.weekly(daily).with_columns(pl.col("week").cast(pl.String)),
        "weekday": comparison.by_weekday(daily),
        "per_pupil": comparison.per_pupil(given),
        "durations": comparison.durations(given),
        "schools": comparison.by_school(county, given),
    }
    return {
        name: rows.with_columns(pl.selectors.float().round(5)).to_dicts()
        for name, rows in frames.items()
    }


def shapes(county: County, found: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return one figure for each of the curves, and whether it is near."""
    frames = {name: pl.DataFrame(rows) for name, rows in found.items()}
    bands = {
        phase: comparison.apart(rows)
        for (phase,), rows in frames["bands"].group_by("phase", maintain_order=True)
    }
    day = dict(frames["weekday"].iter_rows())
    friday = day[5] - day[3]
    correlation = comparison.correlation(frames["weekly"])
    given = measures.notices(county).filter(~pl.col("excluded"))
    figures = {
        **{
            f"bands_{name}": (value, value <= BANDS_WITHIN)
            for name, value in bands.items()
        },
        "weekly_correlation": (correlation, correlation > WEEKLY_OVER),
        "friday_over_wednesday": (friday, FRIDAY[0] <= friday <= FRIDAY[1]),
    }
    for name, value, wanted in (
        ("largest_school_share", frames["schools"]["share"][0], LARGEST),
        ("schools_with_none", comparison.schools_with_none(county, given), NONE_SHARE),
    ):
        figures[name] = (value, abs(value / wanted - 1) <= NEAR)
    for name in ("per_pupil", "durations"):
        value = comparison.apart(frames[name])
        figures[name] = (value, value <= SHAPES_WITHIN)
    return {
        name: {"value": round(value, 4), "within": within}
        for name, (value, within) in figures.items()
    }


def tallies(found: pl.DataFrame) -> dict[str, list[int]]:
    """Return how many rates are within and how many are judged, in pairs."""
    judged = found.filter(pl.col("within").is_not_null())
    many = pl.col("pupils") * pl.col("published") / 100 >= MANY
    sets = {
        "rates_within": judged.filter("held"),
        "rates_within_of_many": judged.filter(many & pl.col("held")),
        "rates_within_beside": judged.filter(~pl.col("held")),
    }
    return {
        name: [int(rows["within"].sum()), rows.height] for name, rows in sets.items()
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
    half_started = time.perf_counter()
    simulate(pupils=pupils // 2, seed=seed, until=until, area=area, processes=processes)
    half_lived = time.perf_counter()
    found, lines = rates(county, area), curves(county, area)
    return {
        "area": area,
        "marks": int((county.history.marks > 0).sum()),
        "seconds": {
            "simulate": round(lived - started, 1),
            "simulate_half": round(half_lived - half_started, 1),
            "write": round(written - lived, 1),
        },
        **tallies(found),
        "rates": found.to_dicts(),
        "codes": codes(county),
        "shapes": shapes(county, lines),
        "curves": lines,
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
        "until": until,
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
