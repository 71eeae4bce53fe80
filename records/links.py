"""Who is who now: pupils and schools whose number changed, as known on a day.

A link is a record like any other: before it was recorded the two numbers are two
pupils, from then on they are one, and a list of the past is replayed as it was. So
nothing in the lake is ever renumbered; it is when it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar, cast

import narwhals as nw
import polars as pl

from records.contracts import Table
from records.history import known
from records.tables import PUPIL_LINKS, SCHOOL_LINKS, TABLES

Frame = TypeVar("Frame")
Lazy = nw.LazyFrame[Any]

# By the column that holds a number: the table that links it, and the former's name.
LINKS = {
    "pupil_id": (PUPIL_LINKS, "former_pupil_id"),
    "urn": (SCHOOL_LINKS, "predecessor_urn"),
}


def linked(tables: Mapping[str, Frame], as_of: date) -> dict[str, Frame]:
    """Cut tables at a day, calling each pupil and school by its number of that day.

    Where a table says something of the same thing under several numbers (a mark of
    the same session, say), what it says under the present one stands; of former ones
    what was recorded last.

    Parameters
    ----------
    tables : mapping of str to frame
        Contract tables in lake schema, all of one kind that Narwhals can wrap. Without
        the tables of links nothing is renumbered.
    as_of : date
        What is recorded on that day or later is not known yet. A school's new number
        holds from its ``start_date``.

    Returns
    -------
    dict of str to frame
        The same tables and kinds, as :func:`records.history.known` cuts them; the links
        empty, as nothing is left to link: doing it again changes nothing.
    """
    held = {name: known(frame, as_of) for name, frame in tables.items()}
    for column, (links, former) in LINKS.items():
        if links.name not in held:
            continue
        numbers = _present_numbers(_wrapped(held[links.name]), former, column, as_of)
        held[links.name] = _emptied(held[links.name])
        if not numbers.is_empty():
            held = {
                name: _renumbered(frame, TABLES[name], column, numbers)
                for name, frame in held.items()
            }
    return held


def present_pupils(tables: Mapping[str, Any], as_of: date) -> pl.DataFrame:
    """Return every former number of a pupil that was known on a day.

    Returns
    -------
    polars.DataFrame of shape (n_former, 2)
        ``former`` and ``present``: the number that it leads to in the end.
    """
    links, former = LINKS["pupil_id"]
    told = tables.get(links.name, pl.LazyFrame(schema=links.schema))
    return _present_numbers(_wrapped(known(told, as_of)), former, "pupil_id", as_of)


def _present_numbers(
    links: Lazy, former: str, present: str, as_of: date
) -> pl.DataFrame:
    """Follow links that are in force on a day, the newest first."""
    told = links.lazy().collect().to_polars()
    if "start_date" in told.columns:
        told = told.filter(pl.col("start_date").cast(pl.Date) <= as_of)
    told = told.sort("recorded_on", former, descending=[True, False])
    numbers = follow(told.select(former, present).iter_rows())
    return pl.DataFrame(
        {"former": list(numbers), "present": list(numbers.values())},
        schema={"former": pl.Int64, "present": pl.Int64},
    )


def follow(links: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return the number to which each former one leads in the end.

    A link that would lead back to where it starts is passed over: so the first of
    those that contradict each other stand, and a link from a number to itself says
    that there is none.

    Parameters
    ----------
    links : iterable of (int, int)
        Former and following number; each former one once.

    Examples
    --------
    >>> follow([(1, 2), (2, 3), (3, 1)])
    {1: 3, 2: 3}
    """
    following: dict[int, int] = {}
    for former, present in links:
        if _end(present, following) != former:
            following[former] = present
    return {former: _end(former, following) for former in following}


def _end(number: int, following: Mapping[int, int]) -> int:
    while number in following:
        number = following[number]
    return number


def _renumbered(
    frame: Frame, table: Table, column: str, numbers: pl.DataFrame
) -> Frame:
    """Call everything by its present number."""
    if column not in table.schema:
        return frame
    rows = _wrapped(frame)
    names = rows.collect_schema().names()
    pairs = _beside(rows, numbers)
    # Not joins: a condition is pushed down to where the rows are read.
    renamed = nw.col(column).is_in(numbers["former"].to_list())
    others, moved = rows.filter(~renamed), rows.filter(renamed)
    moved = moved.join(pairs, left_on=column, right_on="former").with_columns(
        **{column: nw.col("present"), "_former": nw.col(column)}
    )
    moved = _computed(moved)
    if _is_known_empty(moved):
        return frame
    if column in table.key:
        present = numbers["present"].unique().to_list()
        own = others.filter(nw.col(column).is_in(present))
        moved = _once(moved, own, table)
    moved = _computed(moved.select(names))
    return cast(Frame, nw.concat([others, moved]).to_native())


def _once(moved: Lazy, own: Lazy, table: Table) -> Lazy:
    """Keep of each key what was recorded last, if the present number says nothing."""
    of_pupil = ["pupil_id"] if "pupil_id" in table.schema else []
    # The record numbers of two schools that became one may be the same.
    key = list(dict.fromkeys([*table.key, *of_pupil]))
    for latest in (*(["recorded_on"] if table.versioned else []), "_former"):
        moved = moved.filter(nw.col(latest) == nw.col(latest).max().over(*key))
    contested = own.select(key).join(moved.select(key), on=key, how="semi")
    return moved.join(_computed(contested), on=key, how="anti")


def _computed(rows: Lazy) -> Lazy:
    """Compute few rows now, as a plan of Polars would at each of its many uses."""
    if rows.implementation.is_polars() and isinstance(rows, nw.LazyFrame):
        return rows.collect().lazy()
    return rows


def _is_known_empty(rows: Lazy) -> bool:
    """Whether there is no row, where that has been computed already."""
    return rows.implementation.is_polars() and rows.lazy().collect().is_empty()


def _beside(frame: Lazy, numbers: pl.DataFrame) -> Lazy:
    """Return the numbers as the same kind of frame as another, on its engine."""
    engine, here = frame.implementation, nw.from_native(numbers)
    if engine.is_pandas_like():
        columns = {column.name: column for column in numbers.get_columns()}
        here = nw.from_dict(columns, backend=engine)
    if not isinstance(frame, nw.LazyFrame):
        return cast(Lazy, here)
    if engine.is_pandas_like() or engine.is_polars():
        return here.lazy()
    native = cast(Any, frame.to_native())
    session = native.sparkSession if engine.is_spark_like() else None
    return here.lazy(engine, session=session)


def _emptied(frame: Frame) -> Frame:
    return cast(Frame, _wrapped(frame).head(0).to_native())


def _wrapped(frame: Any) -> Lazy:
    return cast(Lazy, nw.from_native(frame))
