"""Pages that everybody may read: how it works, what is promised, what words mean."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from serving.pages.rendering import page

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
SHELVES = (
    (
        "How it works",
        (
            ("/how-it-works", "How Waymark works"),
            ("/what-it-is-not", "What Waymark is not"),
            ("/fairness", "How we check that it is fair"),
            ("/transparency", "Our transparency record"),
        ),
    ),
    (
        "For parents, carers and young people",
        (
            ("/for-families", "A notice for families"),
            ("/what-you-may-ask", "What parents and young people may ask"),
            ("/privacy", "Privacy"),
        ),
    ),
    (
        "For those who use it",
        (
            ("/worked-examples", "Worked examples"),
            ("/glossary", "What the words mean"),
            ("/accessibility", "Accessibility statement"),
        ),
    ),
)
TEMPLATES = {
    "how-it-works": "how_it_works.html",
    "what-it-is-not": "not.html",
    "fairness": "fairness.html",
    "transparency": "transparency.html",
    "for-families": "families.html",
    "what-you-may-ask": "ask.html",
    "privacy": "privacy.html",
    "worked-examples": "examples.html",
    "glossary": "glossary.html",
    "accessibility": "accessibility.html",
}


@router.get("/help")
def show_help(request: Request) -> Response:
    """Show the way to every public page."""
    return page(request, "help.html", shelves=SHELVES)


def _shows(template: str) -> Callable[[Request], Response]:
    def show(request: Request) -> Response:
        return page(request, template)

    return show


for _name, _template in TEMPLATES.items():
    router.add_api_route(f"/{_name}", _shows(_template), methods=["GET"])
