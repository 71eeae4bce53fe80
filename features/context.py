"""Context: where and when; true, but nothing a school or family can change."""

from __future__ import annotations

from datetime import date
from typing import Any

import narwhals as nw

from features.attendance import LINE
from features.climate import climate
from features.weeks import Weeks
from records.disclosure import MINIMUM
from records.reviews import stands
from records.rolls import on_roll

UNKNOWN = "-1"


def year_group(
    rows: nw.LazyFrame[Any], year_groups: nw.LazyFrame[Any], weeks: Weeks
) -> nw.LazyFrame[Any]:
    """Add ``year_group`` (Reception 0; null where the curriculum is not followed).

    In September the new year group is often not recorded yet: then it is one more
    than last year's.
    """
    code, number = nw.col("year_group"), nw.col("number")
    reception = nw.when(code == "R").then(nw.lit("0")).otherwise(code)
    numbered = year_groups.with_columns(
        number=nw.when(code == "X").then(nw.lit(UNKNOWN)).otherwise(reception)
    ).with_columns(number.cast(nw.Float64))
    this = numbered.filter(nw.col("academic_year") == weeks.year)
    last = numbered.filter(
        nw.col("academic_year") == (weeks.last_year or ""), number >= 0
    )
    return (
        rows.join(this.select("pupil_id", "number"), on="pupil_id", how="left")
        .join(last.select("pupil_id", before="number"), on="pupil_id", how="left")
        .with_columns(year_group=nw.coalesce(number, nw.col("before") + 1))
        .with_columns(year_group=nw.when(nw.col("year_group") >= 0).then("year_group"))
    )


def context(
    rows: nw.LazyFrame[Any],
    held: dict[str, nw.LazyFrame[Any]],
    stays: nw.LazyFrame[Any],
    by_week: nw.LazyFrame[Any],
    weeks: Weeks,
) -> nw.LazyFrame[Any]:
    """Add the other context features to the cohort (``former_urn``: where from)."""
    rates = _suspension_rates(held, stays, weeks)
    former = rates.select(
        former_urn="urn",
        former_school_suspension_rate_last_year="school_suspension_rate_last_year",
    )
    return climate(
        rows.join(_absence_rates(by_week, weeks), on="urn", how="left")
        .join(rates, on="urn", how="left")
        .join(former, on="former_urn", how="left")
        .with_columns(
            suspension_rate_change_on_move=nw.col("school_suspension_rate_last_year")
            - nw.col("former_school_suspension_rate_last_year"),
            weeks_into_year=nw.lit(max(weeks.number - weeks.year_week, 0)).cast(
                nw.Float64
            ),
        )
    )


def _absence_rates(by_week: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Rates of last academic year, and the share of pupils who missed a tenth.

    As DfE counts it, a pupil who changed school counts at each.
    """
    # Not a filter: an engine would push it down and sum the marks a second time.
    last_year = nw.col("week") < weeks.year_week
    counts = {
        count: nw.when(last_year).then(count).otherwise(0)
        for count in ("possible", "absent")
    }
    possible, absent = nw.col("possible"), nw.col("absent")
    share = nw.col("persistent") / nw.col("pupils")
    return (
        by_week.select("urn", "pupil_id", **counts)
        .group_by("urn", "pupil_id")
        .agg(nw.col(*counts).sum())
        .filter(possible > 0)
        .with_columns(persistent=(LINE * absent >= possible).cast(nw.Int64))
        .group_by("urn")
        .agg(nw.col(*counts, "persistent").sum(), pupils=nw.len())
        .select(
            "urn",
            school_absence_rate_last_year=absent / possible,
            school_persistent_share_last_year=nw.when(nw.col("pupils") >= MINIMUM).then(
                share
            ),
        )
    )


def _suspension_rates(
    held: dict[str, nw.LazyFrame[Any]], stays: nw.LazyFrame[Any], weeks: Weeks
) -> nw.LazyFrame[Any]:
    """Suspensions per 100 pupils on roll in the middle of last academic year."""
    # Without a last academic year the roll is empty, so every rate is unknown.
    middle = weeks.middle_of_last_year or date.min
    rolls = on_roll(stays, middle).group_by("urn").agg(roll=nw.len())
    begun = (
        held["suspensions"]
        .filter(
            nw.col("start_date") >= weeks.first_day,
            nw.col("start_date") < weeks.year_day,
            stands(),
        )
        .group_by("urn")
        .agg(begun=nw.len())
    )
    rate = 100 * nw.col("begun").fill_null(0) / nw.col("roll")
    return rolls.join(begun, on="urn", how="left").select(
        "urn", school_suspension_rate_last_year=rate
    )
