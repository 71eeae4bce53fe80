"""Reading what was foreseen of one pupil, as it was kept with a list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from models.outcomes import OUTCOMES
from serving.access import Viewer
from serving.changes import changes
from serving.likelihood import how_much
from serving.store.tables import LISTS, SCREENINGS
from serving.store.views import Reason, Screening

Vocabulary = Mapping[str, Any]
Screened = Mapping[str, Mapping[str, Any]]


def list_before(tx: Connection, week: date) -> Row[Any] | None:
    """Return the list published for the nearest week before, if there is one."""
    earlier = select(LISTS).where(LISTS.c.week < week)
    return tx.execute(earlier.order_by(LISTS.c.week.desc()).limit(1)).one_or_none()


def screened(tx: Connection, pupil_id: int, listed: Row[Any]) -> Screened:
    """Return a pupil's screenings of one list by outcome, their reasons as views."""
    rows = tx.execute(
        select(SCREENINGS)
        .where(SCREENINGS.c.pupil_id == pupil_id, SCREENINGS.c.week == listed.week)
        .order_by(SCREENINGS.c.outcome)
    )
    return {
        row.outcome: dict(row._mapping)
        | {
            kind: tuple(_reason(one, listed.vocabulary) for one in row.reasons[kind])
            for kind in ("concerns", "strengths")
        }
        for row in rows
    }


def as_shown(now: Screened, before: Screened, viewer: Viewer) -> tuple[Screening, ...]:
    """Return screenings as a viewer may see them, beside those of the list before."""
    return tuple(
        Screening(
            outcome=outcome,
            title=OUTCOMES[outcome].title,
            likelihood=kept["likelihood"],
            comparison=kept["comparison"],
            concerns=kept["concerns"],
            strengths=kept["strengths"],
            doubts=tuple(kept["doubts"]),
            would_help=kept["would_help"],
            changes=changes(_all(kept), _all(before[outcome]))
            if outcome in before
            else (),
            risk=kept["risk"] if viewer.sees_risks else None,
        )
        for outcome, kept in now.items()
    )


def _all(kept: Mapping[str, Any]) -> tuple[Reason, ...]:
    return (*kept["concerns"], *kept["strengths"])


def _reason(kept: Mapping[str, Any], vocabulary: Vocabulary) -> Reason:
    known = vocabulary[kept["feature"]]
    return Reason(
        code=known["code"],
        title=known["title"],
        feature=kept["feature"],
        text=kept["text"],
        value=kept["value"],
        unit=known["unit"],
        weight=kept["weight"],
        how_much=how_much(kept["weight"]),
        actionable=known["actionable"],
        sources=tuple(known["sources"]),
    )
