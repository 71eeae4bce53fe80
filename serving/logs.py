"""Structured logs that cannot hold a pupil: only named fields pass.

This file and :mod:`serving.edge` are the two places where pupil data could reach a
log. Neither ever passes a path, a query, a body or the text of an error.
"""

from __future__ import annotations

import logging
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "request_id",
        "user_id",
        "method",
        "route",
        "status",
        "milliseconds",
        "error",
        "where",
    }
)


def allowed_only(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop every field that is not on the list."""
    return {name: value for name, value in event.items() if name in ALLOWED}


def logger(stream: TextIO | None = None) -> FilteringBoundLogger:
    """Return a logger that writes one JSON object a line, in UTC."""
    # The server's own access log would print addresses with pupils' ids in them.
    logging.getLogger("uvicorn.access").disabled = True
    made: FilteringBoundLogger = structlog.wrap_logger(
        structlog.PrintLogger(stream or sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            allowed_only,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    return made
