"""The county side by side with what was published: every figure it is held to."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county import measures, published
from records.county.measures import Lived
from records.county.schools import PHASES, UNIT

WEEKS = range(37, 46)  # of session_codes, 2025
RATE = 100 * pl.col("absent").sum() / pl.col("possible").sum()
MARGINS = (
    *("phase", "year", "meals", "any_meals", "sex", "any_sex"),
    *("provision", "any_need", "need", "ethnicity"),
)


def compared(county: Lived, area: str) -> pl.DataFrame:
    """Return simulated beside published rates of every margin.

    Returns
    -------
    polars.DataFrame
        ``margin, metric, group, heads, simulated, raw, year, published``.
    """
    found = measures.enrolments(county)
    on_roll, given = measures.heads(county), measures.notices(county)
    parts = []
    for margin in MARGINS:
        rows = pl.concat(
            [
                measures.absence_rates(found, margin),
                measures.behaviour_rates(on_roll, given, margin),
            ],
            how="diagonal_relaxed",
        )
        beside = published.moved(area, margin, rows.select("metric", "group", "heads"))
        joined = rows.join(beside, on=["metric", "group"])
        parts.append(joined.with_columns(margin=pl.lit(margin)))
    return pl.concat(parts, how="diagonal_relaxed").sort("metric", "margin", "group")


def codes_compared(county: Lived) -> pl.DataFrame:
    """Return ``code, phase, simulated, published`` for the weeks published."""
    return measures.code_shares(county, WEEKS).join(
        published.code_mix(), on=["phase", "code"]
    )


def bands_compared(county: Lived, area: str) -> pl.DataFrame:
    """Return ``phase, lower, simulated, published``: shares by band of absence."""
    found = measures.enrolments(county)
    lower = (100 * pl.col("absent") / pl.col("possible")) // 5 * 5
    counts = (
        found.with_columns(lower=pl.min_horizontal(lower, 50).cast(pl.Int64))
        .group_by("phase", "lower")
        .len()
        .select(
            "phase",
            "lower",
            simulated=pl.col("len") / pl.col("len").sum().over("phase"),
        )
    )
    wanted = pl.concat(
        [
            published.bands(area, phase).with_columns(phase=pl.lit(phase))
            for phase in PHASES[:3]
        ]
    ).rename({"share": "published"})
    return wanted.join(counts, on=["phase", "lower"], how="left").fill_null(0)


def weekly(daily: pl.DataFrame) -> pl.DataFrame:
    """Return ``week, simulated, published`` (null where none) of each school week."""
    own = daily.group_by(week=pl.col("date").dt.truncate("1w")).agg(simulated=RATE)
    held = published.table("weekly_absence").select(
        pl.col("week").str.to_date(), published="absence"
    )
    return own.join(held, on="week", how="left").sort("week")


def by_weekday(daily: pl.DataFrame) -> pl.DataFrame:
    """Return ``weekday`` (1 Monday) and ``simulated`` absence in percent."""
    days = daily.group_by(weekday=pl.col("date").dt.weekday().cast(pl.Int64))
    return days.agg(simulated=RATE).sort("weekday")


def per_pupil(given: pl.DataFrame) -> pl.DataFrame:
    """Return ``number, simulated, published``: suspended pupils by suspensions."""
    counts = given.group_by("pupil", "number").len("times")["times"].to_numpy()
    return _beside(counts, published.per_pupil(float(counts.mean())))


def durations(given: pl.DataFrame) -> pl.DataFrame:
    """Return ``number, simulated, published``: suspensions by length in days."""
    sessions = given["sessions"].to_numpy().astype(np.int64)
    return _beside((sessions + 1) // 2, published.durations())


def _beside(values: NDArray[np.int64], wanted: pl.DataFrame) -> pl.DataFrame:
    """Set shares of whole numbers beside the published ones."""
    number = wanted["number"].to_numpy()
    length = int(max(values.max(), number.max())) + 1
    shares = np.zeros((2, length))
    shares[0] = np.bincount(values, minlength=length) / len(values)
    shares[1, number] = wanted["share"].to_numpy()
    return pl.DataFrame(
        {"number": range(length), "simulated": shares[0], "published": shares[1]}
    ).filter(pl.max_horizontal("simulated", "published") > 0)


def by_school(county: Lived, given: pl.DataFrame) -> pl.DataFrame:
    """Return ``rank, share``: each school's share of a year's suspensions.

    An average over the full years of the largest, the second and so on; schools
    without any are left out.
    """
    yearly = given.filter(pl.col("phase") != "PR").group_by("number", "school").len()
    share = pl.col("len") / pl.col("len").sum().over("number")
    rank = pl.col("len").rank("ordinal", descending=True).over("number")
    return (
        yearly.select(rank=rank.cast(pl.Int64), share=share)
        .group_by("rank")
        .agg(pl.col("share").sum() / len(measures.full_years(county.world.days)))
        .sort("rank")
    )


def apart(shares: pl.DataFrame) -> float:
    """Total variation between ``simulated`` and ``published`` shares."""
    return float((shares["simulated"] - shares["published"]).abs().sum() / 2)


def correlation(weeks: pl.DataFrame) -> float:
    """Return that of the weeks' simulated and published absence."""
    known = weeks.drop_nulls()
    return float(np.corrcoef(known["simulated"], known["published"])[0, 1])


def schools_with_none(county: Lived, given: pl.DataFrame) -> float:
    """Return the share of schools without a suspension in a year."""
    schools = int((county.world.schools.phase != UNIT).sum())
    some = given.filter(pl.col("phase") != "PR").select("number", "school").n_unique()
    return 1 - some / schools / len(measures.full_years(county.world.days))
