"""Whether the service lives, and whether it is ready. No key, and no personal data."""

from __future__ import annotations

from fastapi import APIRouter

from records.errors import DatabaseUnavailable
from serving.dependencies import Transaction
from serving.store.migrate import is_current

router = APIRouter(tags=["health"], prefix="/health")


@router.get("/live", operation_id="live")
def live() -> dict[str, str]:
    """Say that the process answers; nothing else is looked at."""
    return {"status": "live"}


@router.get("/ready", operation_id="ready")
def ready(tx: Transaction) -> dict[str, str]:
    """Say that the database answers and its tables are those of this version."""
    if not is_current(tx):
        raise DatabaseUnavailable("the tables are of another version of Waymark")
    return {"status": "ready"}
