"""Decisions and the assessments they open, as kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.exc import IntegrityError

from serving.access import Viewer
from serving.casework.case import Case
from serving.store.tables import ASSESSMENTS, DECISIONS, USERS
from serving.store.views import Assessment, Decision


class Conflict(Exception):
    """Two decisions about one pupil met; this one was not kept."""


def standing_decisions(week: date) -> Select[tuple[int, str]]:
    """Return the query of the decision that stands (``pupil_id, kind``) each week."""
    return (
        select(DECISIONS.c.pupil_id, DECISIONS.c.kind)
        .where(DECISIONS.c.week == week)
        .ext(distinct_on(DECISIONS.c.pupil_id))
        .order_by(DECISIONS.c.pupil_id, DECISIONS.c.version.desc())
    )


def decisions_about(
    tx: Connection, viewer: Viewer, pupil_id: int
) -> tuple[Decision, ...]:
    """Return every decision about a pupil, newest first."""
    query = _decisions().where(DECISIONS.c.pupil_id == pupil_id)
    rows = tx.execute(query.order_by(DECISIONS.c.decision_id.desc()))
    return tuple(_decision(row, viewer) for row in rows)


def lock_case(tx: Connection, pupil_id: int) -> None:
    """Let nobody else decide about this pupil until the transaction ends."""
    tx.execute(select(func.pg_advisory_xact_lock(pupil_id)))


def newest_decision(tx: Connection, pupil_id: int) -> int | None:
    """Return the id of the newest decision about a pupil, None before the first."""
    query = select(func.max(DECISIONS.c.decision_id))
    about = query.where(DECISIONS.c.pupil_id == pupil_id)
    newest: int | None = tx.execute(about).scalar_one()
    return newest


def decision_under_key(tx: Connection, viewer: Viewer, key: str) -> Decision | None:
    """Return the decision this viewer already recorded under an idempotency key."""
    row = tx.execute(
        _decisions().where(
            DECISIONS.c.decided_by == viewer.user_id,
            DECISIONS.c.idempotency_key == key,
        )
    ).one_or_none()
    return None if row is None else _decision(row, viewer)


def add_decision(
    tx: Connection,
    viewer: Viewer,
    *,
    week: date,
    pupil_id: int,
    urn: int,
    kind: str,
    reason: str,
    review_on: date | None,
    at: datetime,
    idempotency_key: str | None,
) -> Decision:
    """Keep a decision as the next version of this pupil's week."""
    newest = select(func.coalesce(func.max(DECISIONS.c.version), 0)).where(
        DECISIONS.c.pupil_id == pupil_id, DECISIONS.c.week == week
    )
    version = tx.execute(newest).scalar_one() + 1
    statement = insert(DECISIONS).values(
        week=week,
        pupil_id=pupil_id,
        urn=urn,
        version=version,
        kind=kind,
        reason=reason,
        review_on=review_on,
        decided_by=viewer.user_id,
        at=at,
        idempotency_key=idempotency_key,
    )
    try:
        added = tx.execute(statement.returning(DECISIONS.c.decision_id))
    except IntegrityError:
        raise Conflict(
            "somebody recorded a decision about this pupil at the same moment; "
            "look at it, then decide again"
        ) from None
    decision_id = added.scalar_one()
    row = tx.execute(_decisions().where(DECISIONS.c.decision_id == decision_id)).one()
    return _decision(row, viewer)


def assessments_of(tx: Connection, pupil_id: int) -> tuple[Assessment, ...]:
    """Return a pupil's Graduated Pathway assessments, newest first."""
    rows = tx.execute(
        select(ASSESSMENTS)
        .where(ASSESSMENTS.c.pupil_id == pupil_id)
        .order_by(ASSESSMENTS.c.assessment_id.desc())
    )
    return tuple(_assessment(row) for row in rows)


def add_assessment(
    tx: Connection, viewer: Viewer, decision: Decision, *, urn: int
) -> Assessment:
    """Keep the assessment that a decision opened; whoever decided has the case."""
    case = Case(since=decision.at.date(), caseworker=viewer.user_id)
    due = case.due
    row = tx.execute(
        insert(ASSESSMENTS)
        .values(
            pupil_id=decision.pupil_id,
            urn=urn,
            decision_id=decision.decision_id,
            stage=case.stage,
            consent=case.permission,
            opened_at=decision.at,
            version=case.version,
            level=case.level,
            caseworker=case.caseworker,
            due_on=due.on if due else None,
            due=due.what if due else None,
        )
        .returning(ASSESSMENTS)
    ).one()
    return _assessment(row)


def _decisions() -> Select[Any]:
    return select(DECISIONS, USERS.c.name.label("decider")).join(
        USERS, USERS.c.user_id == DECISIONS.c.decided_by
    )


def _decision(row: Row[Any], viewer: Viewer) -> Decision:
    return Decision(
        decision_id=row.decision_id,
        week=row.week,
        pupil_id=row.pupil_id,
        version=row.version,
        kind=row.kind,
        reason=row.reason if viewer.reads_notes else None,
        review_on=row.review_on,
        decided_by=row.decider,
        at=row.at,
    )


def _assessment(row: Row[Any]) -> Assessment:
    return Assessment(
        assessment_id=row.assessment_id,
        decision_id=row.decision_id,
        stage=row.stage,
        consent=row.consent,
        opened_at=row.opened_at,
    )
