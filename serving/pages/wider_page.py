"""The wider view: how a school, a cluster and the county fare, of no pupil."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from fairness.words import heading
from records.disclosure import SYMBOL
from serving.access import NotFound
from serving.area_figures import CLUSTER, EVERYWHERE, SCHOOL, WHOLE
from serving.dependencies import SignedIn, Transaction
from serving.pages.rendering import page
from serving.pages.week_chart import WeekChart, of_counts, of_shares
from serving.store.areas import AreaView, area_view, check_may_see, schools_named
from serving.store.tables import SCHOOLS

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Urn = Annotated[int, Path(ge=1, lt=2**31)]


@router.get("/wider")
def show_county(request: Request, tx: Transaction, session: SignedIn) -> Response:
    """Show the county; who sees some schools only is led to those."""
    own = session.viewer.urns or frozenset()
    if len(own) == 1:
        return RedirectResponse(f"/wider/schools/{min(own)}", 303)
    if own:
        schools = schools_named(tx, SCHOOLS.c.urn.in_(own))
        return page(request, "wider_schools.html", session, schools=schools)
    return _show(request, tx, session, WHOLE, EVERYWHERE)


@router.get("/wider/clusters/{name}")
def show_cluster(
    request: Request, tx: Transaction, session: SignedIn, name: str
) -> Response:
    """Show the schools of one locality cluster together."""
    return _show(request, tx, session, CLUSTER, name)


@router.get("/wider/schools/{urn}")
def show_school(
    request: Request, tx: Transaction, session: SignedIn, urn: Urn
) -> Response:
    """Show one school."""
    return _show(request, tx, session, SCHOOL, str(urn))


def _show(
    request: Request, tx: Transaction, session: SignedIn, kind: str, key: str
) -> Response:
    check_may_see(session.viewer, kind, key)
    try:
        view = area_view(tx, session.viewer, kind, key)
    except NotFound:
        if kind != WHOLE:
            raise
        return page(request, "wider_none.html", session)
    return page(
        request,
        "wider.html",
        session,
        view=view,
        charts=_charts(view),
        groups=_groups(view.figures["groups"]),
    )


def _charts(view: AreaView) -> list[WeekChart]:
    weeks = view.figures["weeks"]
    mondays = [date.fromisoformat(one["week"]) for one in weeks]
    lists = [one.week for one in view.lists]
    charts = [
        of_shares(
            "Sessions missed",
            "Share of possible sessions missed",
            mondays,
            [one["absence"] for one in weeks],
        ),
        of_counts(
            "Suspensions",
            "Suspensions that began",
            mondays,
            [one["suspensions"] for one in weeks],
        ),
        of_counts(
            "Places on the list",
            "Places on the list",
            lists,
            [one.places for one in view.lists],
        ),
        of_counts(
            "Decisions",
            "Places decided about",
            lists,
            [one.decided for one in view.lists],
        ),
    ]
    return [chart for chart in charts if chart.table]


def _groups(groups: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, ...]]]]:
    return [
        (
            heading(attribute),
            [
                (
                    one["group"],
                    one["pupils"],
                    SYMBOL if one["absence"] is None else f"{one['absence']:.1%}",
                    one["suspended"],
                    one["listed"],
                )
                for one in rows
            ],
        )
        for attribute, rows in groups.items()
    ]
