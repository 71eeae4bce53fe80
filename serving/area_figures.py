"""Figures of schools, clusters and the county, made with each list.

Only what may be published is made: small numbers are hidden here, once, so that no
page can show more. Counts are rounded to the nearest five.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import narwhals as nw
import polars as pl

from records.characteristics import characteristics
from records.disclosure import MINIMUM, hidden, published
from records.history import known
from records.reviews import stands

WHOLE, CLUSTER, SCHOOL = "whole", "cluster", "school"
EVERYWHERE = "everywhere"
ATTRIBUTES = ("sen", "fsm", "sex", "priority_group")
SCHEMA = {"kind": pl.String, "area": pl.String, "figures": pl.String}
WEEKS = pl.List(
    pl.Struct({"week": pl.String, "possible": pl.Int64, "absent": pl.Int64})
)


def no_figures() -> pl.DataFrame:
    """Return the figures of no area at all."""
    return pl.DataFrame(schema=SCHEMA)


def area_figures(
    tables: Mapping[str, pl.LazyFrame],
    as_of: date,
    attendance: pl.DataFrame,
    listed: pl.Series,
) -> pl.DataFrame:
    """Return what may be shown of the last school weeks in every area.

    Parameters
    ----------
    tables : mapping of str to polars.LazyFrame
        Contract tables in lake schema.
    as_of : date
        The Monday of the list.
    attendance : polars.DataFrame
        ``pupil_id, urn, weeks`` as :func:`serving.recent.recent_attendance` tells.
    listed : polars.Series of int
        Identifiers of the pupils on the list.

    Returns
    -------
    polars.DataFrame of shape (n_areas, 3)
        ``kind`` (whole, cluster or school), ``area`` (its name or URN) and
        ``figures``: JSON, ``weeks`` (``week``, ``absence`` as a share of possible
        sessions, ``suspensions`` that began) and ``groups`` by attribute
        (``group, pupils, absence, suspended, listed``). A hidden count is ``"c"``,
        a hidden share None.
    """
    marked = _by_week(attendance)
    first = date.fromisoformat(str(marked["week"].min())) if len(marked) else as_of
    began = _suspensions(tables, first, as_of)
    pupils = _pupils(tables, as_of, marked, began, listed)
    placed = pupils.select("pupil_id", "urn", "locality", "everywhere")
    weeks = marked.drop("urn").join(placed, on="pupil_id")
    starts = began.join(placed, on="pupil_id")
    rows = []
    for kind, key in ((WHOLE, "everywhere"), (CLUSTER, "locality"), (SCHOOL, "urn")):
        here = {
            name: frame.partition_by(key, as_dict=True)
            for name, frame in (("weeks", weeks), ("starts", starts))
        }
        for area, members in pupils.partition_by(key, as_dict=True).items():
            told = {
                "weeks": _weeks(
                    here["weeks"][area], here["starts"].get(area, starts.clear())
                ),
                "groups": dict(_groups(members)),
            }
            rows.append((kind, str(area[0]), json.dumps(told)))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("kind", "area")


def _by_week(attendance: pl.DataFrame) -> pl.DataFrame:
    weeks = pl.col("weeks").str.json_decode(WEEKS)
    return attendance.with_columns(weeks).explode("weeks").unnest("weeks")


def _suspensions(
    tables: Mapping[str, pl.LazyFrame], first: date, as_of: date
) -> pl.DataFrame:
    """Return the pupil and the Monday of each suspension that began and stands."""
    held = nw.from_native(known(tables["suspensions"], as_of)).filter(stands())
    began: pl.LazyFrame = held.to_native()
    return (
        began.filter(pl.col("start_date").is_between(first, as_of, closed="left"))
        .select(
            "pupil_id",
            week=pl.col("start_date").dt.truncate("1w").cast(pl.String),
        )
        .collect()
    )


def _pupils(
    tables: Mapping[str, pl.LazyFrame],
    as_of: date,
    marked: pl.DataFrame,
    began: pl.DataFrame,
    listed: pl.Series,
) -> pl.DataFrame:
    """Return one row a pupil: area, groups, sessions, and what happened to them."""
    sums = marked.group_by("pupil_id", "urn").agg(pl.col("possible", "absent").sum())
    groups = characteristics(tables, as_of).select("pupil_id", "locality", *ATTRIBUTES)
    suspended = began.select("pupil_id").unique()
    return (
        sums.join(groups, on="pupil_id", how="left")
        .with_columns(
            everywhere=pl.lit(EVERYWHERE),
            suspended=pl.col("pupil_id").is_in(suspended["pupil_id"].implode()),
            listed=pl.col("pupil_id").is_in(listed.implode()),
        )
        .sort("urn", "pupil_id")
    )


def _weeks(marked: pl.DataFrame, began: pl.DataFrame) -> list[dict[str, Any]]:
    attended = pl.col("possible") > 0
    sums = (
        marked.group_by("week")
        .agg(pl.col("possible", "absent").sum(), pupils=attended.sum())
        .join(began.group_by("week").len("suspensions"), on="week", how="left")
        .with_columns(pl.col("suspensions").fill_null(0))
        .sort("week")
    )
    counts = published(sums["suspensions"].to_list())
    return [
        {"week": row["week"], "absence": _share(row), "suspensions": count}
        for row, count in zip(sums.iter_rows(named=True), counts, strict=True)
    ]


def _groups(members: pl.DataFrame) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for attribute in ATTRIBUTES:
        sums = (
            members.group_by(pl.col(attribute).alias("group"))
            .agg(
                pl.col("possible", "absent", "suspended", "listed").sum(),
                pupils=pl.len(),
            )
            .sort("group")
        )
        small = hidden(sums["pupils"].to_numpy())
        shown = {
            name: published(sums[name].to_list())
            for name in ("pupils", "suspended", "listed")
        }
        yield (
            attribute,
            [
                {
                    "group": row["group"],
                    "absence": None if small[place] else _share(row),
                    **{name: counts[place] for name, counts in shown.items()},
                }
                for place, row in enumerate(sums.iter_rows(named=True))
            ],
        )


def _share(row: Mapping[str, Any]) -> float | None:
    if row["pupils"] < MINIMUM or not row["possible"]:
        return None
    return round(float(row["absent"] / row["possible"]), 3)
