"""From a template and what it shows to an HTML answer.

GOV.UK Frontend's macros expect lenient look-ups of options that were left out.
Waymark's own templates must not: a name spelt wrongly has to raise. So the macros
live in one environment and the pages in another, which is given them as functions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, PrefixLoader, StrictUndefined

from models.outcomes import OUTCOMES
from serving.browser import cookie_name
from serving.pages import words
from serving.pages.assets import asset
from serving.store.users import Session

COMPONENTS = {
    "back-link": "govukBackLink",
    "button": "govukButton",
    "character-count": "govukCharacterCount",
    "date-input": "govukDateInput",
    "details": "govukDetails",
    "error-summary": "govukErrorSummary",
    "generic-header": "govukGenericHeader",
    "input": "govukInput",
    "inset-text": "govukInsetText",
    "pagination": "govukPagination",
    "panel": "govukPanel",
    "radios": "govukRadios",
    "select": "govukSelect",
    "skip-link": "govukSkipLink",
}
FILTERS: tuple[Callable[..., str], ...] = (
    words.capital,
    words.count,
    words.decision_words,
    words.long_date,
    words.long_year,
    words.lower_first,
    words.short_date,
    words.short_year,
    words.status_words,
    words.who,
)


def _components() -> dict[str, Callable[..., str]]:
    package = PackageLoader("govuk_frontend_jinja")
    lenient = Environment(
        loader=PrefixLoader({"govuk_frontend_jinja": package}), autoescape=True
    )
    path = "govuk_frontend_jinja/components/{}/macro.html"
    return {
        macro: getattr(lenient.get_template(path.format(folder)).module, macro)
        for folder, macro in COMPONENTS.items()
    }


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("serving.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update({each.__name__: each for each in FILTERS})
    environment.globals.update(
        asset=asset,
        outcome_title=lambda name: OUTCOMES[name].title,
        **_components(),
    )
    return environment


TEMPLATES = _environment()


def page(
    request: Request,
    template: str,
    session: Session | None = None,
    *,
    status: int = 200,
    wide: bool = False,
    **shown: Any,
) -> HTMLResponse:
    """Return a template as an answer.

    Parameters
    ----------
    request : Request
    template : str
        File name in ``templates``.
    session : Session or None
        Who is signed in; None for a public page.
    status : int, default=200
    wide : bool, default=False
        Whether the page holds a wide table.
    **shown
        What the template shows, by name.
    """
    html = TEMPLATES.get_template(template).render(
        path=request.url.path,
        viewer=session.viewer if session else None,
        returning=cookie_name(request) in request.cookies,
        form_token=session.form_token if session else None,
        width="wm-wide" if wide else "",
        **shown,
    )
    return HTMLResponse(html, status)
