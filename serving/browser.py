"""What a signed-in browser needs: a cookie, and proof that a form is our own."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from serving.store.users import SESSION_LASTS, Session

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class CrossSite(Exception):
    """A form came from another site, or without the token of the session."""


def cookie_name(request: Request) -> str:
    """Return the cookie's name; over HTTPS the browser itself guards the prefix."""
    return "__Host-waymark" if _secure(request) else "waymark"


def set_session_cookie(response: Response, request: Request, session: Session) -> None:
    """Let the browser keep the session's secret, out of reach of any script."""
    response.set_cookie(
        cookie_name(request),
        session.secret,
        max_age=int(SESSION_LASTS.total_seconds()),
        path="/",
        secure=_secure(request),
        httponly=True,
        samesite="lax",
    )


def clear_session_cookie(response: Response, request: Request) -> None:
    """Let the browser forget the session."""
    response.delete_cookie(
        cookie_name(request),
        path="/",
        secure=_secure(request),
        httponly=True,
        samesite="lax",
    )


def check_same_origin(request: Request) -> None:
    """Refuse a request that changes something and was started by another site.

    Raises
    ------
    CrossSite
        When the browser says so, or says nothing from which to tell.
    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site in ("same-origin", "none"):
            return
        raise CrossSite
    origin = request.headers.get("origin", "")
    if urlsplit(origin).netloc != request.headers.get("host"):
        raise CrossSite


def check_form_token(session: Session, token: str) -> None:
    """Refuse a form that does not carry its session's token.

    Raises
    ------
    CrossSite
        When it does not.
    """
    if not hmac.compare_digest(session.form_token.encode(), token.encode()):
        raise CrossSite


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"
