"""Pupils: found by UPN, explained by pseudonym."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from records.tables import IDENTITIES
from serving.api.answers import (
    Explanation,
    FoundPupil,
    PupilId,
    explanation,
    problems,
)
from serving.dependencies import KeyHolder, Transaction
from serving.store.lists import latest_week
from serving.store.pupils import pupil_by_upn, pupil_page

router = APIRouter(prefix="/api/v1/pupils", tags=["pupils"])
UPN = IDENTITIES.column("upn")


class Search(BaseModel):
    """Whom to look for. In the body, because addresses are written down."""

    model_config = ConfigDict(extra="forbid")

    upn: str = Field(pattern=f"^{UPN.pattern}$", examples=[UPN.example])


@router.post("/search", operation_id="search_pupils", responses=problems(403, 404, 422))
def search_pupils(tx: Transaction, viewer: KeyHolder, wanted: Search) -> FoundPupil:
    """Return the pseudonym of the pupil with this UPN, when you may see them."""
    return FoundPupil(pupil_id=pupil_by_upn(tx, viewer, wanted.upn))


@router.get(
    "/{pupil_id}/explanation",
    operation_id="explain_pupil",
    responses=problems(404, 422),
)
def explain_pupil(
    response: Response,
    tx: Transaction,
    viewer: KeyHolder,
    pupil_id: PupilId,
    week: date | None = None,
) -> Explanation:
    """Return why a pupil stands where they stand, in the newest or a past week.

    Send the answer's ETag as If-Match with a decision that rests on it.
    """
    shown = pupil_page(tx, viewer, pupil_id, week or latest_week(tx))
    response.headers["ETag"] = shown.tag
    return explanation(shown)
