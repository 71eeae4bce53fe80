"""Reading a week's list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, null, select

from models.outcomes import OUTCOMES
from records.errors import NoData
from serving.access import NotAllowed, NotFound, Viewer, visible_pupils
from serving.store import audit_trail
from serving.store.decisions import standing_decisions
from serving.store.tables import FULL_NAME, IDENTITIES, LIST_ENTRIES, LISTS, SCHOOLS
from serving.store.views import Entry, ListFilters, ListView, ModelUsed, School


def latest_week(tx: Connection) -> date:
    """Return the Monday of the newest published list; ``NoData`` when there is none."""
    published = weeks(tx)
    if not published:
        raise NoData("no list has been published yet; run `waymark week` first")
    return published[0]


def weeks(tx: Connection) -> tuple[date, ...]:
    """Return the Mondays of every published list, newest first."""
    return tuple(
        tx.execute(select(LISTS.c.week).order_by(LISTS.c.week.desc())).scalars()
    )


def is_published(tx: Connection, week: date) -> bool:
    """Tell whether there is a list for the week."""
    query = select(LISTS.c.week).where(LISTS.c.week == week)
    return tx.execute(query).one_or_none() is not None


def weekly_list(
    tx: Connection, viewer: Viewer, week: date, filters: ListFilters | None = None
) -> ListView:
    """Return the entries of a week's list that the viewer may see, and audit it.

    Raises
    ------
    NotAllowed
        When lists of pupils are not for the viewer's role.
    NotFound
        When no list was published for that week.
    """
    if not viewer.reads_lists:
        raise NotAllowed("your role reads no lists of pupils")
    filters = filters or ListFilters()
    listed = tx.execute(select(LISTS).where(LISTS.c.week == week)).one_or_none()
    if listed is None:
        raise NotFound("there is no list for that week")
    visible = _visible_entries(viewer, week)
    wanted = _filtered(visible, filters)
    rows = tx.execute(_page(wanted, filters)).all()
    entries = tuple(_entry(row) for row in rows[: filters.limit])
    _audit(tx, viewer, week, filters, entries)
    return ListView(
        week=week,
        created_at=listed.created_at,
        data_as_at=listed.data_as_at,
        capacity=listed.capacity if viewer.sees_totals else None,
        scored=listed.scored if viewer.sees_totals else None,
        not_scored=listed.not_scored if viewer.sees_totals else None,
        models=tuple(ModelUsed(**model) for model in listed.models),
        explanation=listed.explanation,
        matching=tx.execute(
            select(func.count()).select_from(wanted.subquery())
        ).scalar_one(),
        entries=entries,
        next_after=entries[-1].position if len(rows) > filters.limit else None,
        schools=_schools(tx, visible),
        year_groups=_year_groups(tx, visible),
    )


def _visible_entries(viewer: Viewer, week: date) -> Select[Any]:
    seen = visible_pupils(viewer).subquery("seen")
    standing = standing_decisions(week).subquery("standing")
    query = (
        select(LIST_ENTRIES, SCHOOLS.c.name.label("school"), standing.c.kind)
        .join(seen, seen.c.pupil_id == LIST_ENTRIES.c.pupil_id)
        .join(SCHOOLS, SCHOOLS.c.urn == LIST_ENTRIES.c.urn)
        .outerjoin(standing, standing.c.pupil_id == LIST_ENTRIES.c.pupil_id)
        .where(LIST_ENTRIES.c.week == week)
    )
    if not viewer.sees_identities:
        return query.add_columns(null().label("name"))
    return query.add_columns(FULL_NAME.label("name")).outerjoin(
        IDENTITIES, IDENTITIES.c.pupil_id == LIST_ENTRIES.c.pupil_id
    )


def _filtered(visible: Select[Any], filters: ListFilters) -> Select[Any]:
    standing = visible.selected_columns["kind"]
    conditions: list[ColumnElement[bool]] = []
    if filters.urn is not None:
        conditions.append(LIST_ENTRIES.c.urn == filters.urn)
    if filters.year_group is not None:
        conditions.append(LIST_ENTRIES.c.year_group == filters.year_group)
    if filters.outcome is not None:
        conditions.append(LIST_ENTRIES.c.outcomes.contains([filters.outcome]))
    if filters.priority is not None:
        conditions.append(LIST_ENTRIES.c.priority == filters.priority)
    if filters.decided is not None:
        decided = standing.is_not(None)
        conditions.append(decided if filters.decided else ~decided)
    return visible.where(*conditions)


def _page(wanted: Select[Any], filters: ListFilters) -> Select[Any]:
    # One row more than shown, to know whether there is a next page.
    return (
        wanted.where(LIST_ENTRIES.c.position > filters.after)
        .order_by(LIST_ENTRIES.c.position)
        .limit(filters.limit + 1)
    )


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        position=row.position,
        pupil_id=row.pupil_id,
        name=row.name,
        school=School(row.urn, row.school),
        year_group=row.year_group,
        priority=row.priority,
        change=row.change,
        outcomes=tuple(OUTCOMES[name].title for name in row.outcomes),
        headline=row.headline,
        decision=row.kind,
    )


def _schools(tx: Connection, visible: Select[Any]) -> tuple[School, ...]:
    columns = (SCHOOLS.c.urn, SCHOOLS.c.name)
    query = visible.with_only_columns(*columns).distinct().order_by(SCHOOLS.c.name)
    return tuple(School(*row) for row in tx.execute(query))


def _year_groups(tx: Connection, visible: Select[Any]) -> tuple[str, ...]:
    query = visible.with_only_columns(LIST_ENTRIES.c.year_group).distinct()
    found = {year for year in tx.execute(query).scalars() if year is not None}
    return tuple(sorted(found, key=_school_order))


def _school_order(year_group: str) -> tuple[bool, int, str]:
    """Order R, 1, 2 ... 14, X as a pupil passes through them."""
    if year_group == "R":
        return (False, 0, "")
    if year_group.isdecimal():
        return (False, int(year_group), "")
    return (True, 0, year_group)


def _audit(
    tx: Connection,
    viewer: Viewer,
    week: date,
    filters: ListFilters,
    entries: tuple[Entry, ...],
) -> None:
    audit_trail.append(
        tx,
        viewer,
        "list viewed",
        urn=filters.urn if entries else None,
        details={
            "week": week.isoformat(),
            "pupils": [entry.pupil_id for entry in entries],
        },
    )


def audited(tx: Connection, week: date) -> Mapping[str, Any]:
    """Return the audit that was kept with a week's list; ``NotFound`` without one."""
    query = select(LISTS.c.audit).where(LISTS.c.week == week)
    audit: Mapping[str, Any] | None = tx.execute(query).scalar_one_or_none()
    if not audit or "everyone" not in audit:
        raise NotFound(f"no audit is kept of a list of {week}")
    return audit
