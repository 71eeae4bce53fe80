"""Weekly lists, in pages and by filter."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from serving.access import Viewer
from serving.api.answers import WeeklyList, problems
from serving.dependencies import KeyHolder, Transaction
from serving.store.lists import latest_week, weekly_list
from serving.store.views import ListFilters, ListView

LARGEST = 2**31 - 1
router = APIRouter(prefix="/api/v1/lists", tags=["lists"])


class Wanted(BaseModel):
    """Which entries of a list, and which page of them."""

    model_config = ConfigDict(extra="forbid")

    urn: int | None = Field(None, ge=1, le=LARGEST, description="Of one school")
    year_group: str | None = Field(None, pattern="^[0-9A-Za-z]{1,4}$")
    outcome: str | None = Field(None, pattern="^[a-z_]{1,40}$")
    priority: str | None = Field(None, pattern="^[A-Za-z ]{1,40}$")
    decided: bool | None = Field(
        None, description="With a decision of the week, or not"
    )
    after: int = Field(0, ge=0, le=LARGEST, description="The last position seen")
    limit: int = Field(50, ge=1, le=100)


Asked = Annotated[Wanted, Query()]


@router.get("/latest", operation_id="latest_list", responses=problems(404, 422))
def latest_list(
    request: Request,
    response: Response,
    tx: Transaction,
    viewer: KeyHolder,
    wanted: Asked,
) -> WeeklyList:
    """Return the newest list: those of its pupils whom you may see.

    A ``Link`` header names the next page; the last page has none.
    """
    shown = _read(tx, viewer, latest_week(tx), wanted)
    _link_next(request, response, shown)
    return WeeklyList.model_validate(shown)


@router.get("/{week}", operation_id="list_of_week", responses=problems(404, 422))
def list_of_week(
    request: Request,
    response: Response,
    tx: Transaction,
    viewer: KeyHolder,
    week: date,
    wanted: Asked,
) -> WeeklyList:
    """Return the list made on a Monday: those of its pupils whom you may see.

    A ``Link`` header names the next page; the last page has none.
    """
    shown = _read(tx, viewer, week, wanted)
    _link_next(request, response, shown)
    return WeeklyList.model_validate(shown)


def _read(tx: Connection, viewer: Viewer, week: date, wanted: Wanted) -> ListView:
    return weekly_list(tx, viewer, week, ListFilters(**wanted.model_dump()))


def _link_next(request: Request, response: Response, shown: ListView) -> None:
    """Name the next page (RFC 8288), by week: a newer list may come in between."""
    if shown.next_after is None:
        return
    address = request.url.replace(path=f"{router.prefix}/{shown.week}")
    following = address.include_query_params(after=shown.next_after)
    link = f"{following.path}?{following.query}"
    response.headers["Link"] = f'<{link}>; rel="next"'
