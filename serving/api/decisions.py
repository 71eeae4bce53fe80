"""Decisions."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Header
from pydantic import BaseModel, ConfigDict, Field

from serving.api.answers import Decision, PupilId, problems
from serving.dependencies import KeyHolder, Transaction
from serving.pathway import LONGEST_REASON, Kind, record_decision

router = APIRouter(prefix="/api/v1/decisions", tags=["decisions"])
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=8,
        max_length=64,
        description="Sent again with the same decision, it is recorded only once.",
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
    responses=problems(403, 404, 409, 422),
)
def decide(
    tx: Transaction,
    viewer: KeyHolder,
    new: NewDecision,
    idempotency_key: IdempotencyKey = None,
) -> Decision:
    """Record an officer's decision; to act opens a Graduated Pathway assessment."""
    decision = record_decision(
        tx,
        viewer,
        pupil_id=new.pupil_id,
        week=new.week,
        kind=new.kind,
        reason=new.reason,
        review_on=new.review_on,
        idempotency_key=idempotency_key,
    )
    return Decision.model_validate(decision)
