"""Published figures that the county is held against, as data with their sources.

Few figures exist for this county, this year and this group at once. A margin that was
published for England or another year is *moved*: all its values are multiplied by one
factor, so that its average is what was published for the phase (or in total) here and
now. Only its ratios count.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import polars as pl

ABSENCE = (
    "overall_absence_rate",
    "persistent_absence_rate",
    "severe_absence_rate",
)
BEHAVIOUR = (
    "suspension_rate",
    "pupils_1plus_suspension_rate",
    "permanent_exclusion_rate",
)
PRIMARY_YEARS = ("R", *map(str, range(1, 7)))
SECONDARY_YEARS = tuple(map(str, range(7, 14)))
# Of 4,270 suspensions and exclusions (2020/21) 561 were one school's; no other area's
# is known.
LARGEST_SHARE = {"gloucestershire": 561 / 4270}
PERSISTENT = ABSENCE[1]
PERSISTENT_FROM, SEVERE_FROM = 10, 50  # percent of possible sessions


@cache
def table(name: str) -> pl.DataFrame:
    """Return one file of published figures, in full."""
    source = files(__package__).joinpath("published", f"{name}.csv").read_bytes()
    return pl.read_csv(source, schema_overrides={"group": pl.String})


def rates(area: str, margin: str) -> pl.DataFrame:
    """Return the raw published rates of one margin: ``metric, group, value, year``.

    Those of ``area`` where they are published, otherwise those of England.
    """
    held = table("rates").filter(pl.col("margin") == margin)
    own = held.filter(pl.col("area") == area)
    england = held.filter(pl.col("area") == "england")
    others = england.join(own, on=["metric", "group"], how="anti")
    if margin != "phase":
        others = _as_persistent(others, own, england)
    columns = ("metric", "group", "value", "year")
    return pl.concat([own.select(columns), others.select(columns)])


def _as_persistent(
    others: pl.DataFrame, own: pl.DataFrame, england: pl.DataFrame
) -> pl.DataFrame:
    """Move England's absence by the ratio of the area's persistent absence to its own.

    Without it the area's persistent absence and England's overall absence, each with
    its own differences between groups, would contradict each other.
    """
    metric = pl.col("metric") == PERSISTENT
    both = own.filter(metric).join(
        england.filter(metric), on=["group", "year"], suffix="_england"
    )
    ratio = pl.col("value") / pl.col("value_england")
    known = both.select("group", "year", ratio=ratio)
    moved = pl.when(pl.col("metric").is_in(ABSENCE)).then(pl.col("ratio"))
    return others.join(
        known, on=["group", "year"], how="left", maintain_order="left"
    ).with_columns(pl.col("value") * moved.fill_null(1.0))


def by_phase(area: str) -> pl.DataFrame:
    """Return ``metric, group, value`` by phase and in total, for the latest year.

    Severe absence is published for England only: it is moved by the ratio of the
    area's persistent absence to England's.
    """
    wide = rates(area, "phase").pivot("metric", index="group", values="value")
    england = rates("england", "phase").pivot("metric", index="group", values="value")
    beside = wide.join(england.select("group", e="persistent_absence_rate"), on="group")
    moved = pl.col("severe_absence_rate") * pl.col("persistent_absence_rate")
    return (
        beside.with_columns(severe_absence_rate=moved / pl.col("e"))
        .drop("e")
        .unpivot(index="group", variable_name="metric", value_name="value")
        .drop_nulls("value")
    )


def parent(margin: str, group: pl.Expr) -> pl.Expr:
    """Return the phase, or Total, whose published average a group's margin keeps."""
    if margin == "year":
        return (
            pl.when(group.is_in(PRIMARY_YEARS))
            .then(pl.lit("PS"))
            .otherwise(pl.lit("SS"))
        )
    if margin in ("meals", "sex"):
        return group.str.slice(0, 2)
    return pl.lit("Total")


def moved(area: str, margin: str, heads: pl.DataFrame) -> pl.DataFrame:
    """Return a margin's published rates moved to the area and the latest year.

    Parameters
    ----------
    heads : polars.DataFrame
        ``metric, group, heads``: by what each group weighs in its margin's average.

    Returns
    -------
    polars.DataFrame
        ``metric, group, of, year, published, raw``: ``of`` is the phase, or Total,
        whose average is kept.
    """
    if margin == "phase":
        wanted = by_phase(area).filter(pl.col("group") != "Total")
        return wanted.select(
            "metric",
            "group",
            of="group",
            year=pl.lit("latest"),
            published="value",
            raw="value",
        )
    held = rates(area, margin).join(heads, on=["metric", "group"], how="inner")
    averages = by_phase(area).select("metric", of="group", target="value")
    weight = pl.col("heads") / pl.col("heads").sum().over("metric", "of")
    average = (weight * pl.col("value")).sum().over("metric", "of")
    return (
        held.with_columns(of=parent(margin, pl.col("group")))
        .join(averages, on=["metric", "of"])
        .with_columns(published=pl.col("value") * pl.col("target") / average)
        .select("metric", "group", "of", "year", "published", raw="value")
    )


def bands(area: str, phase: str) -> pl.DataFrame:
    """Return the shares of enrolments by band of absence: ``lower, share``.

    England's of 2022/23, its three parts (under 10, 10 to 50, 50 percent and more)
    moved to the area's persistent and severe absence of the latest year.
    """
    here = by_phase(area).filter(pl.col("group") == phase)
    rate = dict(here.select("metric", "value").iter_rows())
    persistent, severe = (rate[metric] / 100 for metric in ABSENCE[1:])
    part = (
        pl.when(pl.col("lower") >= SEVERE_FROM)
        .then(severe)
        .when(pl.col("lower") >= PERSISTENT_FROM)
        .then(persistent - severe)
        .otherwise(1 - persistent)
    )
    return (
        table("absence_bands")
        .filter(pl.col("phase") == phase)
        .with_columns(part=part)
        .select(
            "lower",
            share=pl.col("part")
            * pl.col("enrolments")
            / pl.col("enrolments").sum().over("part"),
        )
    )


def per_pupil(average: float) -> pl.DataFrame:
    """Return suspended pupils by number of suspensions: ``number, share``.

    The shape of 2015/16, tilted (each number's share times a power of the number) to
    the average of the latest year, which is higher; under an average of 2 untilted.
    """
    shape = table("suspension_shape").filter(
        pl.col("table") == "suspensions_per_suspended_pupil"
    )
    low, high = 0.0, 2.0
    for _ in range(40):
        power = (low + high) / 2
        weight = pl.col("count") * pl.col("number").cast(pl.Float64).pow(power)
        tilted = shape.select("number", share=weight / weight.sum())
        mean = tilted.select((pl.col("number") * pl.col("share")).sum()).item()
        low, high = (power, high) if mean < average else (low, power)
    return tilted


def durations() -> pl.DataFrame:
    """Return suspensions by length in days (2015/16): ``number, share``."""
    shape = table("suspension_shape").filter(
        pl.col("table") == "duration_days_of_single_suspension"
    )
    return shape.select("number", share=pl.col("count") / pl.col("count").sum())


def code_mix() -> pl.DataFrame:
    """Return percentages of possible sessions: ``phase, code, published``."""
    held = table("session_codes")
    sums = held.group_by("phase", "code").agg(pl.col("sessions").sum())
    possible = sums.filter(pl.col("code") == "possible").select("phase", p="sessions")
    return (
        sums.filter(~pl.col("code").is_in(["possible"]))
        .join(possible, on="phase")
        .select("phase", "code", published=100 * pl.col("sessions") / pl.col("p"))
        .sort("phase", "code")
    )
