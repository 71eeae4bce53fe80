"""The pages of cases: whose they are, one case, its forms, and its evidence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from serving.access import NotFound
from serving.browser import check_form_token
from serving.casework.case import Case
from serving.casework.levels import MEANINGS
from serving.casework.recording import record_step
from serving.casework.turns import OutOfTurn
from serving.dependencies import SignedIn, Transaction
from serving.pages import case_words
from serving.pages.attendance_chart import draw
from serving.pages.case_forms import Filled, step_of
from serving.pages.case_questions import FORMS, CaseForm
from serving.pages.rendering import page
from serving.preconditions import Stale
from serving.store import audit_trail, cases
from serving.store.cases import CaseView
from serving.store.lists import latest_week
from serving.store.pupils import pupil_page
from serving.store.views import PupilView

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
CaseId = Annotated[int, Path(ge=1, lt=2**63)]
EVIDENCE = {
    "assess": "Evidence for the Assess stage",
    "talc": "Referral to the Team Around the Locality Cluster",
}


async def sent_form(request: Request) -> dict[str, str]:
    """Return the text fields of a form that a browser sent."""
    form = await request.form(max_files=0, max_fields=40)
    return {name: value for name, value in form.items() if isinstance(value, str)}


Sent = Annotated[dict[str, str], Depends(sent_form)]


@router.get("/cases")
def show_caseload(
    request: Request,
    tx: Transaction,
    session: SignedIn,
    everyone: bool = False,
    closed: bool = False,
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Show the officer's own cases, the most overdue first."""
    load = cases.caseload(
        tx, session.viewer, mine=not everyone, closed=closed, page=number
    )
    kept = {"everyone": everyone, "closed": closed}
    query = urlencode({name: "true" for name, on in kept.items() if on})
    return page(
        request,
        "cases.html",
        session,
        wide=True,
        load=load,
        today=datetime.now(UTC).date(),
        everyone=everyone,
        closed=closed,
        number=number,
        other_page=lambda one: f"/cases?{query}&page={one}",
        words=case_words,
    )


@router.get("/cases/{case_id}")
def show_case(
    request: Request, tx: Transaction, session: SignedIn, case_id: CaseId
) -> Response:
    """Show one case: what comes next first, then all that was written down."""
    shown = cases.case_view(tx, session.viewer, case_id)
    return page(request, "case.html", session, **_shown(shown))


@router.get("/cases/{case_id}/evidence/{purpose}")
def show_evidence(
    request: Request, tx: Transaction, session: SignedIn, case_id: CaseId, purpose: str
) -> Response:
    """Show what is known so far, filled in, to print; only when the family agreed."""
    if purpose not in EVIDENCE:
        raise NotFound("there is no such page")
    shown = cases.case_view(tx, session.viewer, case_id)
    if not shown.case.agreed:
        return page(request, "evidence_none.html", session, **_shown(shown))
    pupil = pupil_page(tx, session.viewer, shown.pupil_id, latest_week(tx))
    audit_trail.append(
        tx,
        session.viewer,
        "evidence page opened",
        pupil_id=shown.pupil_id,
        urn=shown.school.urn,
        details={"case": case_id, "for": purpose},
    )
    return page(
        request,
        "evidence.html",
        session,
        title=EVIDENCE[purpose],
        purpose=purpose,
        pupil=pupil,
        chart=draw(pupil.attendance),
        facts_known=_facts(pupil),
        **_shown(shown),
    )


@router.get("/cases/{case_id}/{kind}")
def ask_step(
    request: Request, tx: Transaction, session: SignedIn, case_id: CaseId, kind: str
) -> Response:
    """Show the form of one step."""
    form = _form(kind)
    shown = cases.case_view(tx, session.viewer, case_id)
    return _ask(request, session, shown, Filled(form))


@router.post("/cases/{case_id}/{kind}")
def write_step(
    request: Request,
    tx: Transaction,
    session: SignedIn,
    case_id: CaseId,
    kind: str,
    sent: Sent,
) -> Response:
    """Write a step down, or show the form again with what is to be mended."""
    form = _form(kind)
    check_form_token(session, sent.get("token", ""))
    step = step_of(form, sent)
    status, errors = 422, step if isinstance(step, dict) else {}
    if not isinstance(step, dict):
        try:
            seen = sent.get("seen", "")
            record_step(tx, session.viewer, case_id, step, seen=seen)
        except Stale:
            status, errors = 412, {"step": case_words.OVERTAKEN}
        except OutOfTurn as refusal:
            status, errors = 409, {refusal.field: str(refusal)}
        else:
            return RedirectResponse(f"/cases/{case_id}", 303)
    shown = cases.case_view(tx, session.viewer, case_id)
    return _ask(request, session, shown, Filled(form, sent, errors), status)


def _facts(pupil: PupilView) -> list[str]:
    """Return each figure of the records once, without what it was a sign of."""
    concerns = [one.text for each in pupil.screenings for one in each.concerns]
    strengths = [one.text for each in pupil.screenings for one in each.strengths]
    told = [*concerns, *(f"A strength: {text}" for text in strengths)]
    return list(dict.fromkeys(told))


def _form(kind: str) -> CaseForm:
    if kind not in FORMS:
        raise NotFound("there is no such page")
    return FORMS[kind]


def _ask(
    request: Request,
    session: SignedIn,
    shown: CaseView,
    filled: Filled,
    status: int = 200,
) -> Response:
    return page(
        request,
        "case_step.html",
        session,
        status=status,
        filled=filled,
        **_shown(shown),
    )


def _shown(shown: CaseView) -> dict[str, Any]:
    case: Case = shown.case
    today = datetime.now(UTC).date()
    return {
        "shown": shown,
        "case": case,
        "today": today,
        "level": MEANINGS[case.level],
        "stages": case_words.stages(case),
        "next_step": case_words.next_step(case, today),
        "words": case_words,
    }
