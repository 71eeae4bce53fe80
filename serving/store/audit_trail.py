"""The audit trail: who saw or decided what about whom, in chains of hashes.

Each row carries the hash of the row before it, so a changed, removed or reordered
row breaks its chain. There is one chain a school (and chain 0 for what belongs to
no school), so that readers of different schools do not wait for each other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from serving.access import Viewer
from serving.store.tables import AUDIT_HEADS, AUDIT_TRAIL

NO_SCHOOL = 0
START = "0" * 64


@dataclass(frozen=True)
class Break:
    """The first place at which a chain no longer holds, and why."""

    stream: int
    number: int
    why: str


def append(
    tx: Connection,
    viewer: Viewer,
    action: str,
    *,
    pupil_id: int | None = None,
    urn: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add one row to the chain of the school, in the transaction of the deed."""
    stream = urn or NO_SCHOOL
    number, previous = _next_link(tx, stream)
    row = {
        "stream": stream,
        "number": number,
        "at": datetime.now(UTC),
        "who": viewer.user_id,
        "role": viewer.role.value,
        "action": action,
        "pupil_id": pupil_id,
        "urn": urn,
        "details": dict(details or {}),
        "previous_hash": previous,
    }
    row["hash"] = _hash(row)
    tx.execute(insert(AUDIT_TRAIL).values(row))
    tx.execute(
        update(AUDIT_HEADS)
        .where(AUDIT_HEADS.c.stream == stream)
        .values(hash=row["hash"])
    )


def verify(tx: Connection) -> Break | None:
    """Return the first broken link of all chains, or None when all hold.

    The transaction must be scoped to every school.
    """
    heads = {head.stream: head for head in tx.execute(select(AUDIT_HEADS))}
    ends: dict[int, tuple[int, str]] = dict.fromkeys(heads, (0, START))
    for row in _rows(tx):
        number, previous = ends.get(row.stream, (0, START))
        if row.number != number + 1:
            return Break(row.stream, number + 1, "this row is missing")
        if row.previous_hash != previous:
            return Break(row.stream, row.number, "it does not follow the row before it")
        if row.hash != _hash(row._asdict()):
            return Break(row.stream, row.number, "its content was changed")
        ends[row.stream] = (row.number, row.hash)
    for stream, (number, last) in ends.items():
        head = heads.get(stream)
        if head is None or (head.number, head.hash) != (number, last):
            return Break(stream, number + 1, "the end of the chain was cut off")
    return None


def _rows(tx: Connection) -> Iterator[Row[Any]]:
    order = (AUDIT_TRAIL.c.stream, AUDIT_TRAIL.c.number)
    yield from tx.execute(select(AUDIT_TRAIL).order_by(*order))


def _next_link(tx: Connection, stream: int) -> tuple[int, str]:
    """Lock the chain until the end of the transaction and return its next place."""
    first = upsert(AUDIT_HEADS).values(stream=stream, number=1, hash=START)
    link = first.on_conflict_do_update(
        index_elements=[AUDIT_HEADS.c.stream],
        set_={"number": AUDIT_HEADS.c.number + 1},
    ).returning(AUDIT_HEADS.c.number, AUDIT_HEADS.c.hash)
    number, previous = tx.execute(link).one()
    return number, previous


def _hash(row: Mapping[str, Any]) -> str:
    content = {name: value for name, value in row.items() if name != "hash"}
    content["at"] = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
