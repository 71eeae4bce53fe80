"""The equality lead's pages: whom lists hold, and what is decided, by group."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from fairness.decisions import DAYS
from fairness.report import MOST_GROUPS, sentences, table, what_brackets_mean
from fairness.results import OUTSIDE, Estimate, Report
from fairness.words import heading, spoken
from serving.access import NotAllowed, Viewer
from serving.dependencies import SignedIn, Transaction
from serving.pages.forest import of_places, of_ratios
from serving.pages.rendering import page
from serving.store import audit_trail
from serving.store.decision_audits import audit_of, months
from serving.store.lists import audited, weeks

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

By = Annotated[str, Query(max_length=40)]
FIRST = "priority_group"
RECENT_LISTS = 12


@router.get("/equality")
def show_decisions(
    request: Request,
    tx: Transaction,
    session: SignedIn,
    month: date | None = None,
    by: By = FIRST,
) -> Response:
    """Show the audit of a month's decisions, the newest unless one is named."""
    _admit(session.viewer)
    kept = months(tx)
    lists = weeks(tx)[:RECENT_LISTS]
    if not kept:
        return page(request, "equality_none.html", session, lists=lists)
    audit = audit_of(tx, month or kept[0])
    attributes = list(dict.fromkeys(each["attribute"] for each in audit.comparisons))
    by = _chosen(by, attributes)
    audit_trail.append(
        tx, session.viewer, "decision audit viewed", details={"month": str(audit.month)}
    )
    return page(
        request,
        "equality.html",
        session,
        audit=audit,
        months=kept,
        lists=lists,
        chosen=by,
        attributes=[(each, heading(each)) for each in attributes],
        findings=_findings(audit.comparisons),
        pictures=_pictures(audit.comparisons, by),
    )


@router.get("/equality/lists/{week}")
def show_list_audit(
    request: Request, tx: Transaction, session: SignedIn, week: date, by: By = FIRST
) -> Response:
    """Show whom a week's list holds, group by group."""
    _admit(session.viewer)
    report = Report.from_dict(audited(tx, week))
    few = [each for each in report.attributes if len(report.of(each)) <= MOST_GROUPS]
    by = _chosen(by, few)
    audit_trail.append(
        tx, session.viewer, "list audit viewed", details={"week": str(week)}
    )
    return page(
        request,
        "equality_list.html",
        session,
        week=week,
        chosen=by,
        attributes=[(each, heading(each)) for each in few],
        findings=sentences(report),
        pictures=[
            of_places(
                f"Share of each group on the list: {spoken(by)}",
                report.of(by),
                table(report, by),
            )
        ],
        method=what_brackets_mean(report, "pupils"),
    )


def _admit(viewer: Viewer) -> None:
    if not viewer.reads_audits:
        raise NotAllowed


def _chosen(by: str, attributes: list[str]) -> str:
    if by in attributes:
        return by
    return FIRST if FIRST in attributes else attributes[0]


def _findings(comparisons: tuple[Mapping[str, Any], ...]) -> list[str]:
    outside = [each for each in comparisons if each["verdict"] == OUTSIDE]
    told = [_sentence(each) for each in outside]
    unjudged = sum(each["verdict"] == "insufficient evidence" for each in comparisons)
    return [
        *(told or ["No difference beyond its mark was found."]),
        f"In {unjudged} of {len(comparisons)} comparisons there is too little evidence "
        "to judge, which is not a pass.",
    ]


def _sentence(each: Mapping[str, Any]) -> str:
    who = f"{each['group']} ({spoken(each['attribute'])}): {spoken(each['outcome'])}"
    if each["suppressed"]:
        return f"{who} differs from others alike; its figures are too small to show."
    value, low, high = Estimate(**each["ratio"]).numbers
    times = "times those of" if each["outcome"] == DAYS else "times as often as"
    return (
        f"{who} {value:.2f} {times} others alike "
        f"(95% interval {low:.2f} to {high:.2f})."
    )


def _pictures(comparisons: tuple[Mapping[str, Any], ...], by: str) -> list[Any]:
    chosen = [each for each in comparisons if each["attribute"] == by]
    outcomes = dict.fromkeys(each["outcome"] for each in chosen)
    return [
        of_ratios(
            outcome[:1].upper() + outcome[1:],
            [each for each in chosen if each["outcome"] == outcome],
        )
        for outcome in outcomes
    ]
