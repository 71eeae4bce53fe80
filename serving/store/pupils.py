"""Reading one pupil: every way in starts at what the viewer may see."""

from __future__ import annotations

from datetime import date
from typing import Any, NoReturn

from sqlalchemy import Connection, Row, Select, null, select

from models.outcomes import OUTCOMES
from serving.access import NotAllowed, NotFound, Viewer, visible_pupils
from serving.store import audit_trail
from serving.store.decisions import assessments_of, decisions_about
from serving.store.tables import (
    FULL_NAME,
    IDENTITIES,
    LIST_ENTRIES,
    LISTS,
    RECENT_ATTENDANCE,
    SCHOOLS,
    SCREENINGS,
)
from serving.store.views import (
    AttendanceWeek,
    PupilView,
    Reason,
    School,
    Screening,
)


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
    data_as_at = tx.execute(
        select(LISTS.c.data_as_at).where(LISTS.c.week == week)
    ).scalar_one_or_none()
    if data_as_at is None:
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
    return PupilView(
        pupil_id=pupil_id,
        name=pupil.name,
        upn=pupil.upn,
        school=School(pupil.urn, pupil.school),
        year_group=pupil.year_group,
        week=week,
        data_as_at=data_as_at,
        position=entry.position if entry else None,
        priority=entry.priority if entry else None,
        change=entry.change if entry else None,
        screenings=_screenings(tx, viewer, pupil_id, week),
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


def _screenings(
    tx: Connection, viewer: Viewer, pupil_id: int, week: date
) -> tuple[Screening, ...]:
    rows = tx.execute(
        select(SCREENINGS)
        .where(SCREENINGS.c.pupil_id == pupil_id, SCREENINGS.c.week == week)
        .order_by(SCREENINGS.c.outcome)
    )
    return tuple(
        Screening(
            outcome=row.outcome,
            title=OUTCOMES[row.outcome].title,
            likelihood=row.likelihood,
            comparison=row.comparison,
            concerns=_reasons(row.reasons["concerns"]),
            strengths=_reasons(row.reasons["strengths"]),
            risk=row.risk if viewer.sees_risks else None,
        )
        for row in rows
    )


def _reasons(kept: list[dict[str, Any]]) -> tuple[Reason, ...]:
    return tuple(Reason(**reason) for reason in kept)


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
