"""The groups by which Waymark is audited. No feature may be made from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import narwhals as nw
import polars as pl

from records.codes import code_list
from records.links import linked
from records.rolls import main_schools, spells

NOT_RECORDED = "Not recorded"
READ = (
    *("pupils", "enrolments", "schools", "sen", "free_school_meals"),
    *("pupil_links", "school_links"),
)


def characteristics(tables: Mapping[str, pl.LazyFrame], as_of: date) -> pl.DataFrame:
    """Return the audit groups of every pupil known on a day.

    Parameters
    ----------
    tables : mapping of str to polars.LazyFrame
        In lake schema.
    as_of : date

    Returns
    -------
    polars.DataFrame of shape (n_pupils, 12)
        ``pupil_id`` and, as text in words, ``ethnicity`` (minor group),
        ``ethnicity_major``, ``priority_group``, ``sen``, ``sen_need``, ``sex``,
        ``fsm``, ``phase`` and ``ethnicity_by_sen`` (priority group by SEN, because
        minor groups would leave cells too small to judge); and where they are on
        roll, ``school`` (URN) and ``locality`` (the cluster whose team works with
        the school). What is missing is the group "Not recorded".
    """
    held = linked({name: tables[name] for name in READ if name in tables}, as_of)
    pupils, enrolments = held["pupils"], held["enrolments"]
    everyone = pl.concat(
        [pupils.select("pupil_id"), enrolments.select("pupil_id")]
    ).unique()
    described = everyone
    for part in (
        _declared(pupils),
        _sen(held["sen"], as_of),
        _fsm(everyone, held["free_school_meals"], as_of),
        _school(enrolments, held["schools"], as_of),
    ):
        described = described.join(part, on="pupil_id", how="left")
    return (
        described.with_columns(pl.exclude("pupil_id").fill_null(NOT_RECORDED))
        .with_columns(
            ethnicity_by_sen=pl.concat_str("priority_group", "sen", separator=", ")
        )
        .sort("pupil_id")
        .collect()
    )


def _declared(pupils: pl.LazyFrame) -> pl.LazyFrame:
    return pupils.select(
        "pupil_id",
        ethnicity=_words("ethnicity", "ethnicities", "minor_group"),
        ethnicity_major=_words("ethnicity", "ethnicities", "major_group"),
        priority_group=_words("ethnicity", "ethnicities", "priority_group"),
        sex=_words("sex", "sexes"),
    )


def _sen(sen: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """Say the provision, and the need: none without one, else perhaps unrecorded."""
    provision = _words("provision", "sen_provisions", "group")
    without = provision == _group_of_none()
    need = (
        pl.when(without).then(provision).otherwise(_words("primary_need", "sen_needs"))
    )
    return (
        sen.filter(_holds("start_date", "end_date", as_of))
        .sort("pupil_id", "start_date")
        .unique("pupil_id", keep="last", maintain_order=True)
        .select("pupil_id", sen=provision, sen_need=need)
    )


def _fsm(everyone: pl.LazyFrame, periods: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """Say who is eligible; the absence of a period speaks once any is recorded."""
    eligible = periods.filter(_holds("start_date", "end_date", as_of))
    ids = eligible.select("pupil_id", _eligible=pl.lit(True)).unique()
    recorded = periods.select(_recorded=pl.len() > 0)
    return (
        everyone.join(ids, on="pupil_id", how="left")
        .join(recorded, how="cross")
        .select(
            "pupil_id",
            fsm=pl.when("_eligible")
            .then(pl.lit("Eligible"))
            .when("_recorded")
            .then(pl.lit("Not eligible")),
        )
    )


def _school(
    enrolments: pl.LazyFrame, schools: pl.LazyFrame, as_of: date
) -> pl.LazyFrame:
    """Return the main school of those on roll, its phase and its locality."""
    at_school = spells(nw.from_native(enrolments))
    main: pl.LazyFrame = main_schools(at_school, as_of).to_native()
    return main.join(schools, on="urn").select(
        "pupil_id",
        phase=_words("phase", "phases"),
        school=pl.col("urn").cast(pl.String),
        locality="cluster",
    )


def _holds(start: str, end: str, as_of: date) -> pl.Expr:
    goes_on = pl.col(end).is_null() | (pl.col(end) >= as_of)
    return (pl.col(start) <= as_of) & goes_on


def _words(column: str, codes: str, said: str = "description") -> pl.Expr:
    words = code_list(codes)
    return pl.col(column).replace_strict(
        words["code"], words[said], default=None, return_dtype=pl.String
    )


def _group_of_none() -> str:
    provisions = code_list("sen_provisions")
    return str(provisions.filter(pl.col("code") == "N")["group"].item())
