"""History cut at a day: the one way to ask what was known."""

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
        A contract table in lake schema. A table without ``recorded_on`` (the
        calendar, the identities) has no history and comes back whole.
    as_of : date
        The Monday on which a list is made; what is recorded on that day is not
        known yet.

    Returns
    -------
    The same kind of frame, lazy when it was lazy, with all its columns.
    """
    wrapped = cast("nw.LazyFrame[Any]", nw.from_native(cast(Any, frame)))
    schema = wrapped.collect_schema()
    if "recorded_on" not in schema:
        return frame
    # pandas keeps dates as timestamps unless told otherwise, and will not
    # compare a timestamp with a date.
    day = as_of if schema["recorded_on"] == nw.Date else datetime.combine(as_of, time())
    replaced = nw.col("superseded_on")
    kept = wrapped.filter(
        nw.col("recorded_on") < day, replaced.is_null() | (replaced >= day)
    )
    return cast(Frame, kept.to_native())
