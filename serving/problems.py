"""What goes wrong, said once: a problem document in the API, a page elsewhere.

RFC 9457. Nothing that came with the request is ever said back, because it may name
a pupil.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from records.errors import DatabaseUnavailable, NoData
from serving.access import NotAllowed, NotFound, NotSignedIn
from serving.browser import CrossSite
from serving.casework.turns import OutOfTurn
from serving.pages.errors import error_page
from serving.pathway import InvalidDecision
from serving.preconditions import NoCondition, NoIdempotencyKey, Stale
from serving.store.decisions import Conflict

API = "/api/"


@dataclass(frozen=True)
class Problem:
    """A refusal in words: what a person or a program is told, and nothing more."""

    status: HTTPStatus
    detail: str
    headers: dict[str, str] = field(default_factory=dict)
    errors: tuple[dict[str, str], ...] = ()


def add_problem_handlers(app: FastAPI) -> None:
    """Let every failure of the app be answered as one of these problems."""
    for kind in _PROBLEMS:
        app.add_exception_handler(kind, _answer)
    app.add_exception_handler(RequestValidationError, _answer)
    app.add_exception_handler(HTTPException, _answer)


def answer(request: Request, problem: Problem) -> Response:
    """Return the problem as the asker can read it."""
    if not request.url.path.startswith(API):
        page = error_page(request, problem.status, problem.detail)
        page.headers.update(problem.headers)
        return page
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": problem.status.value,
        "detail": problem.detail,
    }
    if problem.errors:
        content["errors"] = list(problem.errors)
    return JSONResponse(
        content,
        problem.status,
        problem.headers,
        media_type="application/problem+json",
    )


async def _answer(request: Request, error: Exception) -> Response:
    if isinstance(error, RequestValidationError):
        return answer(request, _invalid(error))
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.status_code)
        headers = dict(error.headers or {})
        return answer(request, Problem(status, status.description, headers))
    if isinstance(error, InvalidDecision | OutOfTurn):
        told = {"field": error.field, "problem": str(error)}
        late = isinstance(error, OutOfTurn)
        status = HTTPStatus.CONFLICT if late else HTTPStatus.UNPROCESSABLE_ENTITY
        return answer(request, Problem(status, str(error), errors=(told,)))
    kind = next(kind for kind in type(error).__mro__ if kind in _PROBLEMS)
    return answer(request, _PROBLEMS[kind])


def _invalid(error: RequestValidationError) -> Problem:
    # A field that should not be there is not named: its name came with the request.
    told = tuple(
        {
            "field": ".".join(str(part) for part in one["loc"][1:]),
            "problem": str(one["msg"]),
        }
        for one in error.errors()
        if one["type"] not in ("extra_forbidden", "json_invalid")
    )
    detail = "the request does not have the form that the API reference gives"
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=told)


_PROBLEMS: dict[type, Problem] = {
    NotSignedIn: Problem(
        HTTPStatus.UNAUTHORIZED,
        "sign in, or send an API key that is valid",
        {"WWW-Authenticate": "Bearer"},
    ),
    NotAllowed: Problem(HTTPStatus.FORBIDDEN, "your role does not include this"),
    CrossSite: Problem(
        HTTPStatus.FORBIDDEN,
        "this form did not come from Waymark, or is too old; open the page again",
    ),
    NotFound: Problem(
        HTTPStatus.NOT_FOUND, "there is nothing here that you may see under that name"
    ),
    NoData: Problem(HTTPStatus.NOT_FOUND, "no list has been published yet"),
    Conflict: Problem(
        HTTPStatus.CONFLICT,
        "somebody recorded a decision about this pupil at the same moment; look at "
        "it, then decide again",
    ),
    NoIdempotencyKey: Problem(
        HTTPStatus.BAD_REQUEST,
        "send an Idempotency-Key of 8 to 64 characters, a new one for each decision",
    ),
    NoCondition: Problem(
        HTTPStatus.PRECONDITION_REQUIRED,
        "send the ETag of the pupil's explanation as If-Match",
    ),
    Stale: Problem(
        HTTPStatus.PRECONDITION_FAILED,
        "somebody decided about this pupil after you read of them; read the "
        "explanation again, then decide with its ETag",
    ),
    InvalidDecision: Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "not a decision"),
    OutOfTurn: Problem(HTTPStatus.CONFLICT, "this step cannot follow now"),
    DatabaseUnavailable: Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "the database does not answer; nothing was changed. Try again in a minute",
        {"Retry-After": "30"},
    ),
}
