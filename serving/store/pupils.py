"""Reading one pupil: every way in starts at what the viewer may see."""

from __future__ import annotations

from datetime import date
from typing import Any, NoReturn

from sqlalchemy import Connection, Row, Select, null, select

from serving.access import NotAllowed, NotFound, Viewer, visible_pupils
from serving.changes import why_moved
from serving.store import audit_trail
from serving.store.decisions import assessments_of, decisions_about
from serving.store.screenings import Screened, as_shown, list_before, screened
from serving.store.tables import (
    FULL_NAME,
    IDENTITIES,
    LIST_ENTRIES,
    LISTS,
    RECENT_ATTENDANCE,
    SCHOOLS,
)
from serving.store.views import AttendanceWeek, PupilView, School


def pupil_by_upn(tx: Connection, viewer: Viewer, upn: str) -> int:
    """Return the ``pupil_id`` of the visible pupil with this UPN, and audit it.

    Raises
    ------
    NotAllowed
        When the viewer may not see identities at all.
    NotFound
        When no visible pupil has it.
    """
    if not viewer.sees_identities:
        raise NotAllowed("your role reads pseudonyms only")
    seen = visible_pupils(viewer).subquery("seen")
    found = tx.execute(
        select(seen.c.pupil_id, seen.c.urn)
        .join(IDENTITIES, IDENTITIES.c.pupil_id == seen.c.pupil_id)
        .where(IDENTITIES.c.upn == upn)
    ).one_or_none()
    if found is None:
        # The UPN asked for is not kept: it may be another school's pupil.
        audit_trail.append(tx, viewer, "search without result")
        raise NotFound("no pupil with that UPN is in your schools")
    audit_trail.append(
        tx, viewer, "pupil searched", pupil_id=found.pupil_id, urn=found.urn
    )
    return int(found.pupil_id)


def school_of(tx: Connection, viewer: Viewer, pupil_id: int) -> int:
    """Return the URN of a visible pupil; audit and raise ``NotFound`` otherwise."""
    row = tx.execute(
        _visible(viewer, pupil_id).with_only_columns(SCHOOLS.c.urn)
    ).one_or_none()
    if row is None:
        _refuse(tx, viewer, pupil_id)
    return int(row.urn)


def pupil_page(tx: Connection, viewer: Viewer, pupil_id: int, week: date) -> PupilView:
    """Return one pupil as screened for the list of ``week``, and audit the reading.

    Raises
    ------
    NotFound
        When the pupil does not exist or is not the viewer's to see (that too is
        audited), or when no list was published for that week.
    """
    pupil = tx.execute(_visible(viewer, pupil_id)).one_or_none()
    if pupil is None:
        _refuse(tx, viewer, pupil_id)
    listed = tx.execute(select(LISTS).where(LISTS.c.week == week)).one_or_none()
    if listed is None:
        raise NotFound("there is no list for that week")
    audit_trail.append(
        tx,
        viewer,
        "pupil viewed",
        pupil_id=pupil_id,
        urn=pupil.urn,
        details={"week": week.isoformat()},
    )
    entry = _entry(tx, pupil_id, week)
    earlier = list_before(tx, week)
    now = screened(tx, pupil_id, listed)
    before = screened(tx, pupil_id, earlier) if earlier else {}
    return PupilView(
        pupil_id=pupil_id,
        name=pupil.name,
        upn=pupil.upn,
        school=School(pupil.urn, pupil.school),
        year_group=pupil.year_group,
        week=week,
        data_as_at=listed.data_as_at,
        position=entry.position if entry else None,
        priority=entry.priority if entry else None,
        change=entry.change if entry else None,
        moved=_moved(tx, pupil_id, entry, earlier, now, before),
        screenings=as_shown(now, before, viewer),
        attendance=_attendance(tx, pupil_id, week),
        decisions=decisions_about(tx, viewer, pupil_id),
        assessments=assessments_of(tx, pupil_id),
    )


def _visible(viewer: Viewer, pupil_id: int) -> Select[Any]:
    seen = visible_pupils(viewer).subquery("seen")
    query = (
        select(seen, SCHOOLS.c.name.label("school"))
        .join(SCHOOLS, SCHOOLS.c.urn == seen.c.urn)
        .where(seen.c.pupil_id == pupil_id)
    )
    if not viewer.sees_identities:
        return query.add_columns(null().label("name"), null().label("upn"))
    return query.add_columns(FULL_NAME.label("name"), IDENTITIES.c.upn).outerjoin(
        IDENTITIES, IDENTITIES.c.pupil_id == seen.c.pupil_id
    )


def _refuse(tx: Connection, viewer: Viewer, pupil_id: int) -> NoReturn:
    audit_trail.append(tx, viewer, "refused", pupil_id=pupil_id)
    raise NotFound("there is no such pupil in your schools")


def _entry(tx: Connection, pupil_id: int, week: date) -> Row[Any] | None:
    return tx.execute(
        select(LIST_ENTRIES).where(
            LIST_ENTRIES.c.pupil_id == pupil_id, LIST_ENTRIES.c.week == week
        )
    ).one_or_none()


def _moved(
    tx: Connection,
    pupil_id: int,
    entry: Row[Any] | None,
    earlier: Row[Any] | None,
    now: Screened,
    before: Screened,
) -> str | None:
    if earlier is None:
        return None
    was_listed = _entry(tx, pupil_id, earlier.week) is not None
    risks, former = (
        {name: one["risk"] for name, one in of.items()} for of in (now, before)
    )
    return why_moved(entry is not None, was_listed, risks, former)


def _attendance(
    tx: Connection, pupil_id: int, week: date
) -> tuple[AttendanceWeek, ...]:
    kept = tx.execute(
        select(RECENT_ATTENDANCE.c.weeks).where(
            RECENT_ATTENDANCE.c.pupil_id == pupil_id, RECENT_ATTENDANCE.c.week == week
        )
    ).scalar_one_or_none()
    return tuple(
        AttendanceWeek(date.fromisoformat(one["week"]), one["possible"], one["absent"])
        for one in kept or ()
    )
