"""Decisions."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel, ConfigDict, Field

from serving.api.answers import Decision, PupilId, problems
from serving.dependencies import KeyHolder, Transaction
from serving.pathway import LONGEST_REASON, Kind, record_decision
from serving.preconditions import NoCondition, NoIdempotencyKey, case_tag

router = APIRouter(prefix="/api/v1/decisions", tags=["decisions"])
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=8,
        max_length=64,
        pattern=r"^[!-~]+$",
        description="Required. Sent again with the same decision, it is recorded only "
        "once.",
    ),
]
IfMatch = Annotated[
    str | None,
    Header(
        max_length=64,
        description="Required. The ETag of the explanation that the decision rests on.",
    ),
]


class NewDecision(BaseModel):
    """A decision to record. ``review_on`` is required for ``not_now``."""

    model_config = ConfigDict(extra="forbid")

    pupil_id: PupilId
    week: date = Field(examples=["2026-11-23"])
    kind: Kind
    reason: str = Field(
        min_length=1, max_length=LONGEST_REASON, examples=["Talked with the SENCO"]
    )
    review_on: date | None = None


@router.post(
    "",
    operation_id="record_decision",
    status_code=201,
    responses=problems(400, 403, 404, 409, 412, 422, 428),
)
def decide(
    response: Response,
    tx: Transaction,
    viewer: KeyHolder,
    new: NewDecision,
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Decision:
    """Record an officer's decision; to act opens a Graduated Pathway assessment."""
    if idempotency_key is None:
        raise NoIdempotencyKey
    if if_match is None:
        raise NoCondition
    decision = record_decision(
        tx,
        viewer,
        pupil_id=new.pupil_id,
        week=new.week,
        kind=new.kind,
        reason=new.reason,
        review_on=new.review_on,
        seen=if_match,
        idempotency_key=idempotency_key,
    )
    response.headers["ETag"] = case_tag(new.week, decision.decision_id)
    return Decision.model_validate(decision)
