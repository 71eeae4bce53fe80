"""Reading the figures of schools, clusters and the county: of no pupil."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    case,
    cast,
    func,
    select,
    true,
)

from records.disclosure import MINIMUM, published
from serving.access import NotAllowed, NotFound, Viewer
from serving.area_figures import CLUSTER, SCHOOL, WHOLE
from serving.casework.case import Permission
from serving.pathway import Kind
from serving.store import audit_trail
from serving.store.tables import (
    AREA_FIGURES,
    ASSESSMENTS,
    DECISIONS,
    LIST_ENTRIES,
    LISTS,
    SCHOOLS,
)
from serving.store.views import School

SOON = 7


@dataclass(frozen=True)
class Area:
    """The county, one cluster or one school."""

    kind: str
    key: str
    name: str


@dataclass(frozen=True)
class ListWeek:
    """One week's list in an area: places, and what stood decided, as published."""

    week: date
    places: str
    decided: str
    acted: str


@dataclass(frozen=True)
class Speed:
    """How fast lists are answered; shares are None where too few to show."""

    decided_soon: float | None
    median_days: float | None
    families_agreed: str


@dataclass(frozen=True)
class AreaView:
    """What may be shown of an area; ``figures`` as ``area_figures`` makes them."""

    area: Area
    week: date
    data_as_at: date
    figures: Mapping[str, Any]
    lists: tuple[ListWeek, ...]
    speed: Speed
    clusters: tuple[str, ...]
    schools: tuple[School, ...]


def area_view(tx: Connection, viewer: Viewer, kind: str, key: str) -> AreaView:
    """Return the figures of an area at the newest list, and audit the reading.

    Raises
    ------
    NotAllowed
        When the area is wider than what the viewer may see.
    NotFound
        When there is no such area, or no list yet.
    """
    check_may_see(viewer, kind, key)
    newest = select(AREA_FIGURES, LISTS.c.data_as_at).join(
        LISTS, LISTS.c.week == AREA_FIGURES.c.week
    )
    row = tx.execute(
        newest.where(AREA_FIGURES.c.kind == kind, AREA_FIGURES.c.area == key)
        .order_by(AREA_FIGURES.c.week.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotFound("no figures are kept of such an area")
    audit_trail.append(tx, viewer, "figures viewed", details={kind: key})
    return AreaView(
        area=Area(kind, key, _name(tx, kind, key)),
        week=row.week,
        data_as_at=row.data_as_at,
        figures=row.figures,
        lists=_lists(tx, _within(kind, key)),
        speed=_speed(tx, _within(kind, key)),
        clusters=_clusters(tx) if kind == WHOLE else (),
        schools=schools_named(tx, SCHOOLS.c.cluster == key) if kind == CLUSTER else (),
    )


def check_may_see(viewer: Viewer, kind: str, key: str) -> None:
    """Refuse an area wider than the viewer's own; ``NotAllowed``."""
    if viewer.sees_totals:
        return
    own = viewer.urns or frozenset()
    if kind != SCHOOL or not viewer.reads_lists or int(key) not in own:
        raise NotAllowed("your role sees the figures of your own schools")


def _within(kind: str, key: str) -> ColumnElement[bool]:
    if kind == SCHOOL:
        return LIST_ENTRIES.c.urn == int(key)
    if kind == CLUSTER:
        schools = select(SCHOOLS.c.urn).where(SCHOOLS.c.cluster == key)
        return LIST_ENTRIES.c.urn.in_(schools)
    return true()


def _answered() -> Select[Any]:
    """Return the query of every place with its first answer, if any."""
    place = (DECISIONS.c.week, DECISIONS.c.pupil_id)
    first = (
        select(
            *place,
            func.min(cast(DECISIONS.c.at, Date)).label("on"),
            func.bool_or(DECISIONS.c.kind == Kind.START_ASSESSMENT).label("acted"),
        )
        .group_by(*place)
        .subquery("first")
    )
    entry = LIST_ENTRIES.c
    return select(entry.week, entry.pupil_id, first.c.on, first.c.acted).outerjoin_from(
        LIST_ENTRIES,
        first,
        (first.c.week == entry.week) & (first.c.pupil_id == entry.pupil_id),
    )


def _lists(tx: Connection, within: ColumnElement[bool]) -> tuple[ListWeek, ...]:
    answered = _answered().where(within).subquery("answered")
    rows = tx.execute(
        select(
            answered.c.week,
            func.count().label("places"),
            func.count(answered.c.on).label("decided"),
            func.count(case((answered.c.acted, 1))).label("acted"),
        )
        .group_by(answered.c.week)
        .order_by(answered.c.week.desc())
        .limit(12)
    ).all()
    places, decided, acted = (
        published([getattr(row, name) for row in rows])
        for name in ("places", "decided", "acted")
    )
    told = zip((row.week for row in rows), places, decided, acted, strict=True)
    return tuple(ListWeek(*each) for each in told)[::-1]


def _speed(tx: Connection, within: ColumnElement[bool]) -> Speed:
    answered = _answered().where(within).subquery("answered")
    days = answered.c.on - answered.c.week
    row = tx.execute(
        select(
            func.count(answered.c.on).label("decided"),
            func.count(case((days <= SOON, 1))).label("soon"),
            func.percentile_cont(0.5).within_group(days).label("median"),
        )
    ).one()
    enough = row.decided >= MINIMUM
    agreed = (
        select(func.count())
        .select_from(ASSESSMENTS)
        .where(
            ASSESSMENTS.c.consent == Permission.AGREED,
            ASSESSMENTS.c.pupil_id.in_(select(LIST_ENTRIES.c.pupil_id).where(within)),
        )
    )
    (families,) = published([tx.execute(agreed).scalar_one()])
    return Speed(
        decided_soon=row.soon / row.decided if enough else None,
        median_days=row.median if enough else None,
        families_agreed=families,
    )


def _name(tx: Connection, kind: str, key: str) -> str:
    if kind == WHOLE:
        return "The county"
    if kind == CLUSTER:
        return key
    query = select(SCHOOLS.c.name).where(SCHOOLS.c.urn == int(key))
    return str(tx.execute(query).scalar_one())


def _clusters(tx: Connection) -> tuple[str, ...]:
    query = select(SCHOOLS.c.cluster).distinct().order_by(SCHOOLS.c.cluster)
    return tuple(tx.execute(query.where(SCHOOLS.c.cluster.is_not(None))).scalars())


def schools_named(tx: Connection, which: ColumnElement[bool]) -> tuple[School, ...]:
    """Return the schools for which this holds, by name."""
    query = select(SCHOOLS.c.urn, SCHOOLS.c.name).where(which)
    return tuple(School(*row) for row in tx.execute(query.order_by(SCHOOLS.c.name)))
