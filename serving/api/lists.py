"""Weekly lists."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import Connection

from serving.access import Viewer
from serving.api.answers import WeeklyList, problems
from serving.dependencies import KeyHolder, Transaction
from serving.store.lists import latest_week, weekly_list
from serving.store.views import ListFilters

router = APIRouter(prefix="/api/v1/lists", tags=["lists"])
After = Annotated[int, Query(ge=0, le=2**31 - 1, description="The last position seen")]
Limit = Annotated[int, Query(ge=1, le=100)]


@router.get("/latest", operation_id="latest_list", responses=problems(404, 422))
def latest_list(
    tx: Transaction, viewer: KeyHolder, after: After = 0, limit: Limit = 50
) -> WeeklyList:
    """Return the newest list: those of its pupils whom you may see."""
    return _page(tx, viewer, latest_week(tx), after, limit)


@router.get("/{week}", operation_id="list_of_week", responses=problems(404, 422))
def list_of_week(
    tx: Transaction, viewer: KeyHolder, week: date, after: After = 0, limit: Limit = 50
) -> WeeklyList:
    """Return the list made on a Monday: those of its pupils whom you may see."""
    return _page(tx, viewer, week, after, limit)


def _page(
    tx: Connection, viewer: Viewer, week: date, after: int, limit: int
) -> WeeklyList:
    shown = weekly_list(tx, viewer, week, ListFilters(after=after, limit=limit))
    return WeeklyList.model_validate(shown)
