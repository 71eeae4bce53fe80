"""Pages for when something cannot be shown: what happened, and what to do now."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import HTMLResponse

from serving.browser import clear_session_cookie
from serving.pages.rendering import page
from serving.pages.words import capital


@dataclass(frozen=True)
class Message:
    """What an error page says."""

    heading: str
    sentences: tuple[str, ...]


MESSAGES = {
    401: Message(
        "Sign in to see this page",
        (
            "You have not signed in, or you were signed out after 8 hours.",
            "Use your sign-in link. If it does not work any more, ask the person who "
            "gave it to you for a new one.",
        ),
    ),
    403: Message(
        "You cannot do this",
        (
            "Your role does not include it, or the form did not come from this page.",
            "Nothing was changed. Go back, load the page again and try once more. "
            "If you need it for your work, ask the person who gave you your "
            "sign-in link.",
        ),
    ),
    404: Message(
        "Page not found",
        (
            "There is no such page, or it is about a pupil or a week that you "
            "cannot see.",
            "If you typed the address, check that it is right.",
        ),
    ),
    409: Message(
        "Somebody else decided at the same moment",
        (
            "Your decision was not recorded.",
            "Open the pupil’s page again, look at what was decided, and decide.",
        ),
    ),
    422: Message(
        "We could not read what was sent",
        ("Nothing was changed. Go back, load the page again and try once more.",),
    ),
    500: Message(
        "Sorry, something went wrong",
        (
            "This is our fault, not yours. Nothing was changed.",
            "Try again in a few minutes. If you are worried about a pupil now, act "
            "as you always would.",
        ),
    ),
    503: Message(
        "Waymark is away for a moment",
        (
            "The database does not answer. Nothing was changed.",
            "Try again in a minute. If you are worried about a pupil now, act as "
            "you always would.",
        ),
    ),
}


def error_page(request: Request, status: int, detail: str) -> HTMLResponse:
    """Return the page for an HTTP status; it needs neither session nor database.

    Parameters
    ----------
    request : Request
    status : int
        An HTTP status from 400 up.
    detail : str
        What happened, said where Waymark has no better words for the status.
    """
    message = MESSAGES.get(status) or Message(
        "We could not do that", (capital(detail),)
    )
    response = page(
        request,
        "error.html",
        status=status,
        heading=message.heading,
        sentences=message.sentences,
    )
    if status == HTTPStatus.UNAUTHORIZED:
        # The cookie of a session that is over would lead from every page to here.
        clear_session_cookie(response, request)
    return response
