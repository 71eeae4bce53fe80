"""The county side by side with what was published: every figure it is held to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county import measures, published
from records.county.schools import PHASES, UNIT
from records.county.simulate import County

WEEKS = (np.datetime64("2025-09-08"), np.datetime64("2025-11-07"))  # of session_codes
MARGINS = (
    *("phase", "year", "meals", "any_meals", "sex", "any_sex"),
    *("provision", "any_need", "need", "ethnicity"),
)


def compared(county: County, area: str) -> pl.DataFrame:
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


def codes_compared(county: County) -> pl.DataFrame:
    """Return ``code, phase, simulated, published`` for the weeks published."""
    return measures.code_shares(county, *WEEKS).join(
        published.code_mix(), on=["phase", "code"]
    )


def bands_compared(county: County, area: str) -> pl.DataFrame:
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


@dataclass(frozen=True)
class Shapes:
    """Figures that are no rates of groups.

    Attributes
    ----------
    weekly_correlation : float
        Of the weekly absence of 2024/25 with the weeks published for England.
    friday_over_wednesday : float
        Points of absence, all phases.
    per_pupil, per_pupil_2015, durations : float
        Total variation from the published shares of suspensions per suspended pupil
        (moved to today's average, and as published) and of lengths.
    largest_school, schools_with_none : float
        Share of the suspensions of a year in one school, and of schools with none.
    """

    weekly_correlation: float
    friday_over_wednesday: float
    per_pupil: float
    per_pupil_2015: float
    durations: float
    largest_school: float
    schools_with_none: float


def shapes(county: County) -> Shapes:
    """Return what is neither a rate nor a mix of codes."""
    given = measures.notices(county).filter(~pl.col("excluded"))
    counts = given.group_by("pupil", "number").len("times")["times"].to_numpy()
    days = (given["sessions"].to_numpy().astype(np.int64) + 1) // 2
    schools = int((county.world.schools.phase != UNIT).sum())
    yearly = given.filter(pl.col("phase") != "PR").group_by("number", "school").len()
    by_year = yearly.group_by("number").agg(
        largest=pl.col("len").max() / pl.col("len").sum(), some=pl.len() / schools
    )
    daily = measures.daily_absence(county)
    return Shapes(
        weekly_correlation=_weekly_correlation(weekly(daily)),
        friday_over_wednesday=_friday_over_wednesday(daily),
        per_pupil=_apart(counts, published.per_pupil(counts.mean())),
        per_pupil_2015=_apart(counts, published.per_pupil(0)),
        durations=_apart(days, published.durations()),
        largest_school=float(by_year["largest"].to_numpy().mean()),
        schools_with_none=1 - float(by_year["some"].to_numpy().mean()),
    )


def weekly(daily: pl.DataFrame) -> pl.DataFrame:
    """Return ``week, simulated, published`` (null where none) of each school week."""
    own = daily.group_by(week=pl.col("date").dt.truncate("1w")).agg(
        simulated=100 * pl.col("absent").sum() / pl.col("possible").sum()
    )
    held = published.table("weekly_absence").select(
        pl.col("week").str.to_date(), published="absence"
    )
    return own.join(held, on="week", how="left").sort("week")


def _weekly_correlation(weeks: pl.DataFrame) -> float:
    known = weeks.drop_nulls()
    return float(np.corrcoef(known["simulated"], known["published"])[0, 1])


def _friday_over_wednesday(daily: pl.DataFrame) -> float:
    by_day = daily.group_by(weekday=pl.col("date").dt.weekday()).agg(
        rate=100 * pl.col("absent").sum() / pl.col("possible").sum()
    )
    rate = dict(by_day.iter_rows())
    return float(rate[5] - rate[3])


def _apart(values: NDArray[np.int64], wanted: pl.DataFrame) -> float:
    """Total variation between whole numbers and published shares of them."""
    number = wanted["number"].to_numpy()
    length = int(max(values.max(), number.max())) + 1
    own = np.bincount(values, minlength=length) / len(values)
    share = np.zeros(length)
    share[number] = wanted["share"].to_numpy()
    return float(np.abs(own - share).sum() / 2)
