"""Early assessments: whose they are, what is in them, and the next step."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from serving.api.answers import FROM_VIEW, PupilId, School, problems
from serving.casework.case import Permission, Stage
from serving.casework.levels import Level
from serving.casework.recording import record_step
from serving.casework.steps import AnyStep, Review
from serving.dependencies import KeyHolder, Transaction
from serving.preconditions import NoCondition
from serving.store import cases

router = APIRouter(prefix="/api/v1/assessments", tags=["assessments"])
AssessmentId = Annotated[int, Path(ge=1, lt=2**63)]
IfMatch = Annotated[
    str | None,
    Header(
        max_length=64,
        description="Required. The ETag of the assessment as it was read.",
    ),
]


class CaseLine(BaseModel):
    """One assessment in a caseload, in words."""

    model_config = FROM_VIEW

    assessment_id: int
    pupil_id: PupilId
    name: str | None
    school: School
    year_group: str | None = Field(examples=["9"])
    stage: Stage
    consent: Permission
    level: Level
    caseworker: str = Field(examples=["Demonstration officer"])
    due_on: date | None
    due: str | None = Field(examples=["Ask the family"])


class Caseload(BaseModel):
    """A page of assessments, the most overdue first. ``next_page`` ends with None."""

    assessments: list[CaseLine]
    matching: int
    overdue: int
    next_page: int | None


class WrittenDown(BaseModel):
    """A step of an assessment: what was written, when and by whom."""

    model_config = FROM_VIEW

    step: AnyStep
    on: date
    by: str = Field(examples=["Demonstration officer"])


class OneAssessment(BaseModel):
    """An assessment with everything written down in it, the earliest first."""

    assessment_id: int
    pupil_id: PupilId
    name: str | None
    school: School
    opened_on: date
    version: int
    stage: Stage
    consent: Permission
    level: Level
    caseworker: str
    due_on: date | None
    due: str | None
    steps: list[WrittenDown]


class Reviews(BaseModel):
    """The reviews held in an assessment, and the day of the next."""

    next_review_on: date | None
    reviews: list[Review]


class Wanted(BaseModel):
    """Which assessments to list."""

    model_config = ConfigDict(extra="forbid")

    mine: bool = Field(True, description="Yours only; false for everybody's.")
    closed: bool = Field(False, description="Those that are closed.")
    page: int = Field(1, ge=1, le=10_000)


@router.get("", operation_id="list_assessments", responses=problems(403, 422))
def list_assessments(
    tx: Transaction, viewer: KeyHolder, wanted: Annotated[Wanted, Query()]
) -> Caseload:
    """Return the early assessments you have, the most overdue first."""
    found = cases.caseload(tx, viewer, **wanted.model_dump())
    return Caseload(
        assessments=[CaseLine.model_validate(one) for one in found.lines],
        matching=found.matching,
        overdue=found.overdue,
        next_page=found.next_page,
    )


@router.get(
    "/{assessment_id}",
    operation_id="read_assessment",
    responses=problems(403, 404, 422),
)
def read_assessment(
    response: Response, tx: Transaction, viewer: KeyHolder, assessment_id: AssessmentId
) -> OneAssessment:
    """Return an assessment. Send its ETag as If-Match with the next step."""
    shown = cases.case_view(tx, viewer, assessment_id)
    response.headers["ETag"] = shown.tag
    return _told(shown)


@router.get(
    "/{assessment_id}/reviews",
    operation_id="list_reviews",
    responses=problems(403, 404, 422),
)
def list_reviews(
    tx: Transaction, viewer: KeyHolder, assessment_id: AssessmentId
) -> Reviews:
    """Return the reviews held so far, the earliest first."""
    case = cases.case_view(tx, viewer, assessment_id).case
    going = case.stage is not Stage.CLOSED
    return Reviews(
        next_review_on=case.review_on if going else None, reviews=list(case.reviews)
    )


@router.post(
    "/{assessment_id}/steps",
    operation_id="record_step",
    status_code=201,
    responses=problems(403, 404, 409, 412, 422, 428),
)
def write_down(
    response: Response,
    tx: Transaction,
    viewer: KeyHolder,
    assessment_id: AssessmentId,
    step: AnyStep,
    if_match: IfMatch = None,
) -> OneAssessment:
    """Write the next step down: consent first, then Assess, Plan, Do, Review.

    Sent again with the same ETag it is answered with 412 and kept once.
    """
    if if_match is None:
        raise NoCondition
    kept = record_step(tx, viewer, assessment_id, step, seen=if_match)
    response.headers["ETag"] = kept.tag
    return _told(kept)


def _told(shown: cases.CaseView) -> OneAssessment:
    due = shown.case.due
    return OneAssessment(
        assessment_id=shown.assessment_id,
        pupil_id=shown.pupil_id,
        name=shown.name,
        school=School.model_validate(shown.school),
        opened_on=shown.opened_on,
        version=shown.case.version,
        stage=shown.case.stage,
        consent=shown.case.permission,
        level=shown.case.level,
        caseworker=shown.caseworker,
        due_on=due.on if due else None,
        due=due.what if due else None,
        steps=[WrittenDown.model_validate(one) for one in shown.history],
    )
