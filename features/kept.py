"""A frame that several features rest on, worked out once."""

from __future__ import annotations

from typing import Any

import narwhals as nw


def kept(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Let an engine keep what several plans read, where it would work it out again.

    Polars shares equal parts of a plan, and these are no longer equal once each reader
    has pushed its own columns and rows down to the files.
    """
    if frame.implementation.is_polars():
        shared: nw.LazyFrame[Any] = nw.from_native(frame.to_native().cache())
        return shared
    return frame
