"""The monthly audit of decisions: what it is made from, and what is kept of it.

Only what may be published is kept, so that no page can show more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import Connection, Date, Subquery, cast, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert

from serving.access import NotFound
from serving.store.tables import DECISION_AUDITS, DECISIONS, LIST_ENTRIES, SCREENINGS

ENTRIES = {
    "week": pl.Date,
    "pupil_id": pl.Int64,
    "urn": pl.Int64,
    "outcome": pl.String,
    "reason": pl.String,
    "risk": pl.Float64,
    "kind": pl.String,
    "days": pl.Float64,
}


@dataclass(frozen=True, kw_only=True)
class DecisionAudit:
    """What was decided about one month's lists, compared by group.

    Parameters
    ----------
    month : date
        Its first day.
    made_at : datetime
    listed, decided : int
        Entries of the lists of that month, and those somebody decided on.
    comparisons : tuple of mapping
        As ``fairness.alike.Comparison.to_dict`` tells them for publication: of a
        group too small everything is None but its names and its verdict.
    """

    month: date
    made_at: datetime
    listed: int
    decided: int
    comparisons: tuple[Mapping[str, Any], ...]


def month_of(day: date) -> tuple[date, date]:
    """Return the first day of the day's month, and of the next."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def entries_of(tx: Connection, month: date) -> pl.DataFrame:
    """Return every entry of a month's lists, with what stands decided about it.

    Parameters
    ----------
    tx : Connection
        Of a viewer who may see every school.
    month : date
        Any day of it. A list belongs to the month of its Monday.

    Returns
    -------
    polars.DataFrame of shape (n_entries, 8)
        ``week, pupil_id, urn``; the ``outcome``, first ``reason`` and ``risk`` that
        brought the pupil onto the list; the ``kind`` that stands and the ``days``
        from that Monday to the first decision, null where nothing is decided.
    """
    first, after = month_of(month)
    standing, begun = _standing(), _begun()
    entry, seen = LIST_ENTRIES.c, SCREENINGS.c
    query = (
        select(
            entry.week,
            entry.pupil_id,
            entry.urn,
            seen.outcome,
            seen.reasons[("concerns", 0, "feature")].astext.label("reason"),
            seen.risk,
            standing.c.kind,
            (cast(begun.c.at, Date) - entry.week).label("days"),
        )
        .join(
            SCREENINGS,
            (seen.week == entry.week)
            & (seen.pupil_id == entry.pupil_id)
            & (seen.outcome == entry.outcomes[1]),
        )
        .outerjoin(
            standing,
            (standing.c.week == entry.week) & (standing.c.pupil_id == entry.pupil_id),
        )
        .outerjoin(
            begun, (begun.c.week == entry.week) & (begun.c.pupil_id == entry.pupil_id)
        )
        .where(entry.week >= first, entry.week < after)
        .order_by(entry.week, entry.position)
    )
    rows = [tuple(row) for row in tx.execute(query)]
    return pl.DataFrame(rows, schema=ENTRIES, orient="row")


def _standing() -> Subquery:
    place = (DECISIONS.c.week, DECISIONS.c.pupil_id)
    return (
        select(*place, DECISIONS.c.kind)
        .ext(distinct_on(*place))
        .order_by(*place, DECISIONS.c.version.desc())
        .subquery("standing")
    )


def _begun() -> Subquery:
    place = (DECISIONS.c.week, DECISIONS.c.pupil_id)
    first = func.min(DECISIONS.c.at).label("at")
    return select(*place, first).group_by(*place).subquery("begun")


def save(tx: Connection, audit: DecisionAudit) -> None:
    """Keep the audit of a month, in place of an earlier one of it."""
    values = asdict(audit) | {"comparisons": list(audit.comparisons)}
    tx.execute(
        upsert(DECISION_AUDITS)
        .values(values)
        .on_conflict_do_update(index_elements=[DECISION_AUDITS.c.month], set_=values)
    )


def months(tx: Connection) -> tuple[date, ...]:
    """Return the first days of the months audited, newest first."""
    kept = DECISION_AUDITS.c.month
    return tuple(tx.execute(select(kept).order_by(kept.desc())).scalars())


def audit_of(tx: Connection, month: date) -> DecisionAudit:
    """Return the audit of a month; ``NotFound`` when there is none."""
    query = select(DECISION_AUDITS).where(DECISION_AUDITS.c.month == month_of(month)[0])
    row = tx.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"the decisions of {month:%B %Y} have not been audited")
    return DecisionAudit(
        month=row.month,
        made_at=row.made_at,
        listed=row.listed,
        decided=row.decided,
        comparisons=tuple(row.comparisons),
    )
