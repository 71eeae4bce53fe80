"""The addresses of the pages, and what each is given to show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from records.errors import NoData
from serving.access import NotFound
from serving.browser import (
    check_form_token,
    check_same_origin,
    clear_session_cookie,
    cookie_name,
    set_session_cookie,
)
from serving.dependencies import SignedIn, Transaction
from serving.pages import (
    assets,
    case_pages,
    decision_form,
    equality_page,
    list_page,
    public_pages,
    wider_page,
)
from serving.pages import pupil_page as shown_pupil
from serving.pages.list_address import ListAddress
from serving.pages.rendering import page
from serving.preconditions import Stale
from serving.store import users
from serving.store.lists import latest_week, weekly_list
from serving.store.pupils import pupil_page
from serving.store.users import Session
from serving.store.views import PupilView

# Within the database's integers, so that no address can upset a query.
PupilId = Annotated[int, Path(ge=1, lt=2**63)]

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
router.include_router(assets.router)
router.include_router(equality_page.router)
router.include_router(case_pages.router)
router.include_router(wider_page.router)
router.include_router(public_pages.router)


@router.get("/")
def start(request: Request, signed_out: bool = False) -> Response:
    """Lead to the list, or say how to sign in."""
    if request.cookies.get(cookie_name(request)) and not signed_out:
        return RedirectResponse("/list", 303)
    return page(request, "welcome.html", signed_out=signed_out)


@router.get("/sign-in/{token}")
def ask_to_sign_in(request: Request, token: str) -> Response:
    """Ask first: a link that is only followed, or fetched ahead, must not sign in."""
    return page(request, "sign_in.html")


@router.post("/sign-in/{token}", dependencies=[Depends(check_same_origin)])
def sign_in(request: Request, tx: Transaction, token: str) -> Response:
    """Open a session and lead to the list."""
    session = users.sign_in(tx, token)
    response = RedirectResponse("/list", 303)
    set_session_cookie(response, request, session)
    return response


@router.post("/sign-out")
def sign_out(
    request: Request,
    tx: Transaction,
    session: SignedIn,
    token: Annotated[str, Form()] = "",
) -> Response:
    """End the session."""
    check_form_token(session, token)
    users.sign_out(tx, session)
    response = RedirectResponse("/?signed_out=true", 303)
    clear_session_cookie(response, request)
    return response


@router.get("/list")
def show_list(request: Request, tx: Transaction, session: SignedIn) -> Response:
    """Show a week's list, the newest unless the address names another."""
    if not session.viewer.reads_lists:
        return RedirectResponse("/equality", 303)
    address = ListAddress.parse(request.query_params)
    try:
        week = address.week or latest_week(tx)
    except NoData:
        return page(request, "no_list.html", session)
    view = weekly_list(tx, session.viewer, week, address.filters())
    shown = list_page.shown(view, address)
    return page(request, "list.html", session, wide=True, **shown)


@router.get("/pupils/{pupil_id}")
def show_pupil(
    request: Request,
    tx: Transaction,
    session: SignedIn,
    pupil_id: PupilId,
    own_view: str | None = None,
) -> Response:
    """Show one pupil; an officer's own view is asked for before the reasons."""
    address = ListAddress.parse(request.query_params)
    pupil = _pupil(tx, session, pupil_id, address.week)
    form = decision_form.blank_form(pupil)
    shown = shown_pupil.shown(pupil, session.viewer, address, form, own_view)
    return page(request, "pupil.html", session, **shown)


@router.post("/pupils/{pupil_id}")
def decide(
    request: Request,
    tx: Transaction,
    session: SignedIn,
    pupil_id: PupilId,
    sent: Annotated[decision_form.SentDecision, Form()],
) -> Response:
    """Record a decision, or show the form again with what is to be mended."""
    check_form_token(session, sent.token)
    address = ListAddress.parse(request.query_params)
    status = 422
    try:
        errors = decision_form.record(tx, session.viewer, pupil_id, sent)
    except Stale:
        status, errors = 412, {"kind": decision_form.OVERTAKEN}
    if not errors:
        return RedirectResponse(address.to(f"/pupils/{pupil_id}/decided"), 303)
    pupil = _pupil(tx, session, pupil_id, sent.week)
    form = decision_form.mended_form(pupil, sent, errors)
    shown = shown_pupil.shown(pupil, session.viewer, address, form, None)
    return page(request, "pupil.html", session, status=status, **shown)


@router.get("/pupils/{pupil_id}/decided")
def show_decided(
    request: Request, tx: Transaction, session: SignedIn, pupil_id: PupilId
) -> Response:
    """Confirm the newest decision about a pupil, and lead on to the next."""
    address = ListAddress.parse(request.query_params)
    pupil = _pupil(tx, session, pupil_id, address.week)
    form = decision_form.blank_form(pupil)
    if form.standing is None:
        raise NotFound("nothing is decided about this pupil for that week")
    # One entry only: what is fetched counts as looked at.
    undecided = replace(address.filters(), decided=False, limit=1)
    remaining = weekly_list(tx, session.viewer, pupil.week, undecided)
    return page(
        request,
        "decided.html",
        session,
        pupil=pupil,
        decision=form.standing,
        remaining=remaining,
        list_href=address.to("/list"),
        pupil_href=lambda pupil_id: address.to(f"/pupils/{pupil_id}"),
    )


def _pupil(
    tx: Connection, session: Session, pupil_id: int, week: date | None
) -> PupilView:
    return pupil_page(tx, session.viewer, pupil_id, week or latest_week(tx))
