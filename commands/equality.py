"""The command that audits a month of officers' decisions and keeps the report."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

import typer

from commands import AsJson, answer, stage
from records.settings import Settings


def equality(
    month: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m"], help="Last month when left out."),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="Show what is too small to publish, too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Audit a month's decisions by group, and keep the report for the pages."""
    from records.lake import Lake
    from serving.equality import audit_month
    from serving.store.database import open_store

    settings = Settings()
    day = month.date() if month else date.today().replace(day=1) - timedelta(days=1)
    store = open_store(settings)
    with stage(f"Auditing the decisions of {day:%B %Y}"):
        audit, found = audit_month(store, Lake(settings.lake).tables(), day)
    store.close()
    outside = [
        f"{each.sentence}."
        for each in found
        if each.verdict == "outside" and (whole or not each.suppressed)
    ]
    unjudged = sum(each.verdict == "insufficient evidence" for each in found)
    lines = [
        f"Decided: {audit.decided:,} of {audit.listed:,} places on lists.",
        *(outside or ["No difference beyond its mark was found."]),
        f"{unjudged} of {len(found)} comparisons have too little evidence.",
    ]
    result = {
        "month": f"{audit.month:%Y-%m}",
        "listed": audit.listed,
        "decided": audit.decided,
        "comparisons": [each.to_dict(whole=whole) for each in found],
    }
    answer(result, "\n".join(lines), as_json=as_json)
