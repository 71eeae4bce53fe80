"""The outermost edge of the service: headers, the request log, the last catch."""

from __future__ import annotations

import secrets
import time
import traceback
from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import FilteringBoundLogger

from serving.problems import Problem, answer

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "object-src 'none'"
    ),
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
FAILED = Problem(
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "something went wrong in Waymark; nothing was changed. Tell the administrator "
    "when it happened",
)


class Edge:
    """Wrap the app: every answer has the headers, every request one log line."""

    def __init__(self, app: ASGIApp, log: FilteringBoundLogger) -> None:
        self.app = app
        self.log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, and answer for it when it fails."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        status: int | None = None
        started = time.perf_counter()

        async def send_guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(MutableHeaders(scope=message), request_id)
            await send(message)

        try:
            await self.app(scope, receive, send_guarded)
        # Past this point the server would log the error's text, and the text of a
        # database error holds values. So here, and only here, all are caught.
        except Exception as error:
            self._log_failure(error, request_id)
            if status is None:
                response = answer(Request(scope), FAILED)
                await response(scope, receive, send_guarded)
        self._log_request(scope, request_id, status, started)

    def _log_failure(self, error: Exception, request_id: str) -> None:
        last = traceback.extract_tb(error.__traceback__)[-1]
        self.log.error(
            "failed",
            request_id=request_id,
            error=type(error).__name__,
            where=f"{last.name}:{last.lineno}",
        )

    def _log_request(
        self, scope: Scope, request_id: str, status: int | None, started: float
    ) -> None:
        route = scope.get("route")
        self.log.info(
            "request",
            request_id=request_id,
            user_id=scope.get("state", {}).get("user_id"),
            method=scope["method"],
            route=getattr(route, "path", None),
            status=status,
            milliseconds=round(1000 * (time.perf_counter() - started), 1),
        )


def _add_headers(headers: MutableHeaders, request_id: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value
    headers["X-Request-ID"] = request_id
    headers.setdefault("Cache-Control", "no-store")
