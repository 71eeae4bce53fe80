"""What a person decides about a pupil on the list, and what that sets in motion.

A decision to act opens an early Graduated Pathway assessment at its first stage,
Assess, and the family is asked before anything else happens.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from serving.access import NotAllowed, NotFound, Viewer
from serving.preconditions import Stale, case_tag
from serving.store import audit_trail
from serving.store.decisions import (
    add_assessment,
    add_decision,
    decision_under_key,
    lock_case,
    newest_decision,
)
from serving.store.lists import is_published
from serving.store.pupils import school_of
from serving.store.views import Decision

LONGEST_REASON = 2000
LATEST_REVIEW = timedelta(days=365)


class Kind(StrEnum):
    """The four things an officer can decide."""

    START_ASSESSMENT = "start_assessment"
    ALREADY_SUPPORTED = "already_supported"
    NOT_NOW = "not_now"
    DATA_WRONG = "data_wrong"


LABELS: dict[Kind, str] = {
    Kind.START_ASSESSMENT: "Start an early Graduated Pathway assessment",
    Kind.ALREADY_SUPPORTED: "Already supported",
    Kind.NOT_NOW: "Not now, review later",
    Kind.DATA_WRONG: "The record is wrong",
}


class InvalidDecision(Exception):
    """What was filled in cannot be a decision; ``field`` says where.

    The sentence never repeats what was filled in.
    """

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def record_decision(
    tx: Connection,
    viewer: Viewer,
    *,
    pupil_id: int,
    week: date,
    kind: Kind,
    reason: str,
    review_on: date | None = None,
    seen: str | None = None,
    idempotency_key: str | None = None,
) -> Decision:
    """Record a decision, open the assessment it calls for, and audit both.

    Parameters
    ----------
    tx : Connection
        Scoped to ``viewer``.
    week : date
        Monday of the list on which the pupil was looked at.
    reason : str
        Why, in the officer's words; 1 to 2,000 characters.
    review_on : date or None
        When to look again; required for ``NOT_NOW``, within a year.
    seen : str or None
        Entity tag of the case that the decider read; None when nothing was read.
    idempotency_key : str or None
        Sent again with the same content, it returns the decision already there.

    Raises
    ------
    NotAllowed
        When the viewer's role does not decide.
    NotFound
        When the pupil is not the viewer's to see, or the week has no list.
    InvalidDecision
        When the reason or the review date will not do, or the key was used for
        another decision.
    Stale
        When somebody decided about the pupil after ``seen`` was read.
    """
    if not viewer.decides:
        raise NotAllowed("your role does not record decisions")
    reason = reason.strip()
    urn = school_of(tx, viewer, pupil_id)
    lock_case(tx, pupil_id)
    if idempotency_key is not None:
        earlier = decision_under_key(tx, viewer, idempotency_key)
        if earlier is not None:
            return _replayed(earlier, pupil_id, week, kind, reason, review_on)
    _check(kind, reason, review_on)
    if not is_published(tx, week):
        raise NotFound("there is no list for that week")
    if seen not in (None, case_tag(week, newest_decision(tx, pupil_id))):
        raise Stale("somebody decided about this pupil after you read of them")
    decision = add_decision(
        tx,
        viewer,
        week=week,
        pupil_id=pupil_id,
        urn=urn,
        kind=kind.value,
        reason=reason,
        review_on=review_on,
        at=datetime.now(UTC),
        idempotency_key=idempotency_key,
    )
    _follow_up(tx, viewer, decision, urn)
    return decision


def _follow_up(tx: Connection, viewer: Viewer, decision: Decision, urn: int) -> None:
    audit_trail.append(
        tx,
        viewer,
        "decision recorded",
        pupil_id=decision.pupil_id,
        urn=urn,
        details={"decision": decision.decision_id, "kind": decision.kind},
    )
    if decision.kind != Kind.START_ASSESSMENT:
        return
    assessment = add_assessment(tx, viewer, decision, urn=urn)
    audit_trail.append(
        tx,
        viewer,
        "assessment opened",
        pupil_id=decision.pupil_id,
        urn=urn,
        details={"assessment": assessment.assessment_id},
    )


def _check(kind: Kind, reason: str, review_on: date | None) -> None:
    if not reason:
        raise InvalidDecision("reason", "Say why you decided this")
    if "\x00" in reason:
        raise InvalidDecision("reason", "Give the reason in letters that can be kept")
    if len(reason) > LONGEST_REASON:
        raise InvalidDecision(
            "reason", f"Give the reason in {LONGEST_REASON:,} characters or fewer"
        )
    if kind is Kind.NOT_NOW and review_on is None:
        raise InvalidDecision("review_on", "Say when to look at this pupil again")
    today = datetime.now(UTC).date()
    if review_on is not None and not today < review_on <= today + LATEST_REVIEW:
        raise InvalidDecision(
            "review_on", "The review date must be after today and within a year"
        )


def _replayed(
    earlier: Decision,
    pupil_id: int,
    week: date,
    kind: Kind,
    reason: str,
    review_on: date | None,
) -> Decision:
    same = (earlier.pupil_id, earlier.week, earlier.kind, earlier.reason)
    if same != (pupil_id, week, kind, reason) or earlier.review_on != review_on:
        raise InvalidDecision(
            "idempotency_key", "This key was already used for another decision"
        )
    return earlier
