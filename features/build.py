"""One row per pupil and Monday: the only way to a feature row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import narwhals as nw
import polars as pl

from features.attendance import attendance
from features.behaviour import behaviour
from features.catalogue import COMPANIONS, declared
from features.context import context, year_group
from features.kept import kept
from features.newcomers import time_in_area
from features.optional import optional
from features.registers import sessions, weekly
from features.returns import returns
from features.since_support import since_support
from features.support import support
from features.suspensions import suspensions
from features.transition import stays, transition
from features.weeks import Weeks, weeks_before
from records.links import LINKS, linked
from records.rolls import main_schools

KEYS = ("pupil_id", "as_of", "urn")


def build(
    tables: Mapping[str, Any], as_of: date, *, switched_on: Collection[str] = ()
) -> Any:
    """Build the feature rows of one Monday, from what was known before it.

    Parameters
    ----------
    tables : mapping of str to frame
        Contract tables in lake schema, all of one kind: Polars (lazy or not),
        pandas, or whatever Narwhals can run.
    as_of : date
        A Monday.
    switched_on : collection of str
        Names of ``OPTIONAL`` features this deployment has switched on.

    Returns
    -------
    frame of shape (n_pupils, 3 + n_features + n_companions)
        The kind that was given (lazy for Polars), one row per pupil on roll:
        ``pupil_id``, ``as_of``, ``urn``, each feature of the catalogue as a float
        (null is not known, which is not zero), then the ``COMPANIONS`` that
        sentences need and models must not read. Rows come in no order.

    Raises
    ------
    InputRejected
        When ``as_of`` is not a Monday, or a name in ``switched_on`` is unknown.
    NoData
        When the calendar is empty.
    """
    features = declared(switched_on)
    links = {links.name for links, _ in LINKS.values()} & set(tables)
    sources = {name for each in features.values() for name in each.sources}
    read = {name: tables[name] for name in sorted({"calendar"} | links | sources)}
    held = {name: _dated(table) for name, table in linked(read, as_of).items()}
    weeks = weeks_before(held["calendar"], as_of)
    rows = optional(_themes(held, weeks), held, weeks, switched_on)
    return rows.select(
        "pupil_id",
        nw.lit(as_of).cast(nw.Date).alias("as_of"),
        "urn",
        *(nw.col(name).cast(nw.Float64) for name in (*features, *COMPANIONS)),
    ).to_native()


def build_many(
    tables: Mapping[str, Any],
    as_ofs: Sequence[date],
    *,
    switched_on: Collection[str] = (),
) -> pl.DataFrame:
    """Build several Mondays, each from what was known before it, one below the other.

    One Monday is computed at a time, so that memory does not grow with their
    number.
    """
    built = (build(tables, as_of, switched_on=switched_on) for as_of in as_ofs)
    return pl.concat([_collected(rows) for rows in built])


def _collected(rows: Any) -> pl.DataFrame:
    frame: nw.LazyFrame[Any] = nw.from_native(rows).lazy()
    return frame.collect().to_polars()


def _dated(table: Any) -> nw.LazyFrame[Any]:
    """Return a table with dates as dates (pandas has none of its own)."""
    frame: nw.LazyFrame[Any] = nw.from_native(table).lazy()
    # When a version was replaced is the future of whoever knew it.
    frame = frame.drop("superseded_on", strict=False)
    stamps = [
        name
        for name, kind in frame.collect_schema().items()
        if isinstance(kind, nw.Datetime)
    ]
    return frame.with_columns(nw.col(stamps).cast(nw.Date)) if stamps else frame


def _themes(held: dict[str, nw.LazyFrame[Any]], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Let each theme add its columns to the cohort; the marks are read once."""
    register = sessions(held["marks"], weeks)
    by_week = kept(weekly(register, weeks))
    at_school = stays(held["enrolments"], weeks)
    rows = main_schools(at_school, weeks.as_of)
    rows = time_in_area(rows, at_school, weeks)
    rows = year_group(rows, held["year_groups"], weeks)
    rows = attendance(rows, register, by_week, weeks)
    rows = behaviour(rows, held, weeks)
    rows = suspensions(rows, held, weeks)
    rows = transition(rows, held, at_school, weeks)
    rows = returns(rows, held, weeks)
    rows = support(rows, held, weeks)
    rows = since_support(rows, held, by_week, weeks)
    return context(rows, held, at_school, by_week, weeks)
