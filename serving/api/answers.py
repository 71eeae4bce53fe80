"""The shape of every answer of the API, and how it is made from what was read.

A pupil's identifier is a string: it has 63 bits, and JavaScript keeps 53.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from serving.store import views

AS_STRING = {"type": "string", "pattern": r"^\d{1,19}$"}
PupilId = Annotated[
    int,
    Field(ge=1, le=2**63 - 1, examples=["4503599627370497"]),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(AS_STRING),
]
FROM_VIEW = ConfigDict(from_attributes=True, frozen=True)


class School(BaseModel):
    """A school."""

    model_config = FROM_VIEW

    urn: int = Field(examples=[900001])
    name: str = Field(examples=["Harefield Vale School"])


class Reason(BaseModel):
    """One thing that moved an estimate: in words, with the pupil's own figure."""

    model_config = FROM_VIEW

    code: str = Field(examples=["absence_recent"])
    title: str = Field(examples=["Absence in recent weeks"])
    feature: str = Field(examples=["absence_rate_4w"])
    text: str = Field(examples=["Missed 9 of the last 40 sessions"])
    value: float | None = Field(examples=[0.225])
    unit: str = Field(examples=["share of possible sessions"])
    direction: Literal["concern", "strength"]
    how_much: str = Field(examples=["much more likely than usual"])
    actionable: bool = Field(description="False for context nobody can change.")
    sources: list[str] = Field(examples=[["marks", "calendar", "enrolments"]])
    as_at: date = Field(examples=["2026-11-22"])


class Change(BaseModel):
    """A reason that is not as it was on the list before."""

    model_config = FROM_VIEW

    kind: str = Field(examples=["stronger"])
    title: str = Field(examples=["Absence in recent weeks"])
    now: str | None
    before: str | None


class Screening(BaseModel):
    """What is foreseen of one outcome. ``risk`` is for data scientists only."""

    outcome: str = Field(examples=["suspension"])
    title: str = Field(examples=["suspension or exclusion"])
    likelihood: str = Field(examples=["more likely than usual"])
    comparison: str
    reasons: list[Reason]
    changes: list[Change]
    doubts: list[str]
    would_help: str | None
    risk: float | None = Field(None, examples=[None])


class Decision(BaseModel):
    """What was decided. ``reason`` is for the authority's officers only."""

    model_config = FROM_VIEW

    decision_id: int
    week: date = Field(examples=["2026-11-23"])
    pupil_id: PupilId
    version: int
    kind: str = Field(examples=["not_now"])
    reason: str | None = Field(examples=["Settled since the move of form"])
    review_on: date | None
    decided_by: str = Field(examples=["Demonstration officer"])
    at: datetime


class Assessment(BaseModel):
    """An early Graduated Pathway assessment."""

    model_config = FROM_VIEW

    assessment_id: int
    decision_id: int
    stage: str = Field(examples=["assess"])
    consent: str = Field(examples=["family to be asked"])
    opened_at: datetime


class Entry(BaseModel):
    """One pupil on a week's list, in words and without a number."""

    model_config = FROM_VIEW

    position: int
    pupil_id: PupilId
    name: str | None = Field(description="None for those who read pseudonyms.")
    school: School
    year_group: str | None = Field(examples=["9"])
    priority: str = Field(examples=["Review first"])
    change: str = Field(examples=["still here"])
    outcomes: list[str]
    headline: str
    decision: str | None = Field(examples=["already_supported"])


class ModelUsed(BaseModel):
    """The model that foresaw an outcome."""

    model_config = FROM_VIEW

    outcome: str
    version: str
    sha256: str


class WeeklyList(BaseModel):
    """A page of a week's list. ``next_after`` is None on the last page."""

    model_config = FROM_VIEW

    week: date
    created_at: datetime
    data_as_at: date
    capacity: int | None = Field(description="Of the county; None for schools.")
    scored: int | None = Field(description="Of the county; None for schools.")
    not_scored: int | None = Field(description="Of the county; None for schools.")
    models: list[ModelUsed]
    explanation: dict[str, str] = Field(
        description="How the list came about: the six explanations of the ICO."
    )
    matching: int
    entries: list[Entry]
    next_after: int | None


class Explanation(BaseModel):
    """Why a pupil stands where they stand, for somebody who may see them."""

    pupil_id: PupilId
    name: str | None
    school: School
    year_group: str | None
    week: date
    data_as_at: date
    listed: bool
    priority: str | None
    change: str | None
    moved: str | None = Field(description="Why the pupil came onto the list or left.")
    too_little_recorded: bool
    screenings: list[Screening]
    decisions: list[Decision]
    assessments: list[Assessment]


class FoundPupil(BaseModel):
    """A pupil that a search found."""

    pupil_id: PupilId


class FieldProblem(BaseModel):
    """What is wrong with one field of a request."""

    field: str
    problem: str


class ProblemDocument(BaseModel):
    """Why a request was not met (RFC 9457). Never repeats what was sent."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str
    errors: list[FieldProblem] | None = None


def explanation(pupil: views.PupilView) -> Explanation:
    """Return a pupil as the API tells it."""
    return Explanation(
        pupil_id=pupil.pupil_id,
        name=pupil.name,
        school=School.model_validate(pupil.school),
        year_group=pupil.year_group,
        week=pupil.week,
        data_as_at=pupil.data_as_at,
        listed=pupil.position is not None,
        priority=pupil.priority,
        change=pupil.change,
        moved=pupil.moved,
        too_little_recorded=not pupil.screenings,
        screenings=[_screening(one, pupil.data_as_at) for one in pupil.screenings],
        decisions=[Decision.model_validate(one) for one in pupil.decisions],
        assessments=[Assessment.model_validate(one) for one in pupil.assessments],
    )


def _screening(screening: views.Screening, as_at: date) -> Screening:
    concerns = [_reason(one, "concern", as_at) for one in screening.concerns]
    strengths = [_reason(one, "strength", as_at) for one in screening.strengths]
    return Screening(
        outcome=screening.outcome,
        title=screening.title,
        likelihood=screening.likelihood,
        comparison=screening.comparison,
        reasons=concerns + strengths,
        changes=[Change.model_validate(one) for one in screening.changes],
        doubts=list(screening.doubts),
        would_help=screening.would_help,
        risk=screening.risk,
    )


def _reason(
    reason: views.Reason, direction: Literal["concern", "strength"], as_at: date
) -> Reason:
    return Reason(
        code=reason.code,
        title=reason.title,
        feature=reason.feature,
        text=reason.text,
        value=reason.value,
        unit=reason.unit,
        direction=direction,
        how_much=reason.how_much,
        actionable=reason.actionable,
        sources=list(reason.sources),
        as_at=as_at,
    )


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI description of the refusals a route may answer."""
    content = {"application/problem+json": {"schema": {"$ref": _PROBLEM_SCHEMA}}}
    return {
        status: {"model": ProblemDocument, "content": content}
        for status in (401, 503, *statuses)
    }


_PROBLEM_SCHEMA = "#/components/schemas/ProblemDocument"
