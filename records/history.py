"""History cut at a day: the one way to ask what was known."""

from __future__ import annotations

from datetime import date

import narwhals as nw
from narwhals.typing import IntoFrameT


def known(frame: IntoFrameT, as_of: date) -> IntoFrameT:
    """Keep the rows that were known, in their last known version, on ``as_of``.

    Parameters
    ----------
    frame : a frame of any kind that Narwhals can wrap
        A contract table in lake schema. A table without ``recorded_on`` (the
        calendar, the identities) has no history and comes back whole.
    as_of : date
        The Monday on which a list is made; what is recorded on that day is not
        known yet.

    Returns
    -------
    The same kind of frame, lazy when it was lazy, with all its columns.
    """
    wrapped = nw.from_native(frame)
    columns = wrapped.collect_schema().names()
    if "recorded_on" not in columns:
        return frame
    replaced = nw.col("superseded_on")
    current = replaced.is_null() | (replaced >= as_of)
    return wrapped.filter(nw.col("recorded_on") < as_of, current).to_native()
