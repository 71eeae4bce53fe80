"""History cut at a day: what was known then, and what had been recorded by then."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, TypeVar, cast

import narwhals as nw

Frame = TypeVar("Frame")


def known(frame: Frame, as_of: date) -> Frame:
    """Keep the rows that were known, in their last known version, on ``as_of``.

    Parameters
    ----------
    frame : any frame that Narwhals can wrap
        A contract table in lake schema. A table without ``superseded_on`` (the
        calendar, the identities) has no history and comes back whole.
    as_of : date
        The Monday on which a list is made; what is recorded on that day is not
        known yet.

    Returns
    -------
    The same kind of frame, lazy when it was lazy, with all its columns.
    """
    wrapped, day = _dated(frame, as_of)
    if day is None:
        return frame
    replaced = nw.col("superseded_on")
    kept = wrapped.filter(
        nw.col("recorded_on") < day, replaced.is_null() | (replaced >= day)
    )
    return cast(Frame, kept.to_native())


def as_if_stopped(frame: Frame, as_of: date) -> Frame:
    """Make the table what it was before ``as_of``, as if nothing had come in since.

    Unlike ``known``, it keeps versions that had been replaced by then, and forgets
    that others were replaced later.

    Parameters
    ----------
    frame : any frame that Narwhals can wrap
        A contract table in lake schema; one without history comes back whole.
    as_of : date

    Returns
    -------
    The same kind of frame, lazy when it was lazy, with all its columns.
    """
    wrapped, day = _dated(frame, as_of)
    if day is None:
        return frame
    replaced = nw.col("superseded_on")
    before = wrapped.filter(nw.col("recorded_on") < day).with_columns(
        superseded_on=nw.when(replaced < day).then(replaced)
    )
    return cast(Frame, before.to_native())


def _dated(frame: Any, as_of: date) -> tuple[nw.LazyFrame[Any], date | None]:
    """Wrap a frame, and give the day in the type of its dates; None without history."""
    wrapped = cast("nw.LazyFrame[Any]", nw.from_native(frame))
    schema = wrapped.collect_schema()
    if "superseded_on" not in schema:
        return wrapped, None
    # pandas keeps dates as timestamps unless told otherwise, and will not
    # compare a timestamp with a date.
    dates = schema["recorded_on"] == nw.Date
    return wrapped, as_of if dates else datetime.combine(as_of, time())
