"""Early assessments with everything written down in them, as kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    case,
    func,
    insert,
    null,
    select,
    update,
)

from serving.access import NotAllowed, NotFound, Viewer, visible_pupils
from serving.casework.case import Case, Recorded, Stage, case_after
from serving.casework.levels import Level
from serving.casework.steps import STEP, Step
from serving.store import audit_trail
from serving.store.tables import (
    ASSESSMENTS,
    CASE_STEPS,
    FULL_NAME,
    IDENTITIES,
    SCHOOLS,
    USERS,
)
from serving.store.views import School

CASES_A_PAGE = 50


@dataclass(frozen=True)
class CaseView:
    """One case as an officer may see it; ``history`` has the earliest step first."""

    assessment_id: int
    pupil_id: int
    name: str | None
    upn: str | None
    year_group: str | None
    school: School
    opened_on: date
    caseworker: str
    case: Case
    history: tuple[Recorded, ...]

    @property
    def tag(self) -> str:
        """The entity tag that names this state of the case."""
        return f'"{self.assessment_id}.{self.case.version}"'


@dataclass(frozen=True)
class CaseLine:
    """One case in a caseload; ``due_on`` is None when it is closed."""

    assessment_id: int
    pupil_id: int
    name: str | None
    year_group: str | None
    school: School
    stage: Stage
    consent: str
    level: Level
    caseworker: str
    due_on: date | None
    due: str | None


@dataclass(frozen=True)
class Caseload:
    """A page of cases, and how many there are and are overdue on all pages.

    ``next_page`` is None on the last.
    """

    lines: tuple[CaseLine, ...]
    matching: int
    overdue: int
    next_page: int | None


def case_view(tx: Connection, viewer: Viewer, assessment_id: int) -> CaseView:
    """Return a case and audit that it was read.

    Raises
    ------
    NotAllowed
        When the viewer's role does not read the authority's notes.
    NotFound
        When there is no such case about a pupil whom the viewer may see.
    """
    shown = _view(tx, _readable(tx, viewer, assessment_id))
    _audit(tx, viewer, "case viewed", shown)
    return shown


def locked_case(tx: Connection, viewer: Viewer, assessment_id: int) -> CaseView:
    """Return a case that nobody else can write in until the transaction ends.

    Raises
    ------
    NotAllowed, NotFound
        As :func:`case_view`.
    """
    _readable(tx, viewer, assessment_id)
    row = ASSESSMENTS.c.assessment_id == assessment_id
    tx.execute(select(ASSESSMENTS.c.version).where(row).with_for_update())
    return _view(tx, _readable(tx, viewer, assessment_id))


def add_step(
    tx: Connection, viewer: Viewer, before: CaseView, step: Step, at: datetime
) -> CaseView:
    """Keep a step as the next of a locked case, and audit it."""
    recorded = Recorded(step, at.date(), viewer.user_id, viewer.name)
    after = case_after(before.case, [recorded])
    tx.execute(
        insert(CASE_STEPS).values(
            assessment_id=before.assessment_id,
            version=after.version,
            pupil_id=before.pupil_id,
            urn=before.school.urn,
            content=step.model_dump(mode="json"),
            recorded_by=viewer.user_id,
            at=at,
        )
    )
    due = after.due
    tx.execute(
        update(ASSESSMENTS)
        .where(ASSESSMENTS.c.assessment_id == before.assessment_id)
        .values(
            version=after.version,
            stage=after.stage,
            consent=after.permission,
            level=after.level,
            caseworker=after.caseworker,
            due_on=due.on if due else None,
            due=due.what if due else None,
        )
    )
    kept = _view(tx, _readable(tx, viewer, before.assessment_id))
    _audit(tx, viewer, "case step recorded", kept, kind=step.model_dump()["kind"])
    return kept


def caseload(
    tx: Connection,
    viewer: Viewer,
    *,
    mine: bool = True,
    closed: bool = False,
    page: int = 1,
) -> Caseload:
    """Return a page of the viewer's cases, or everybody's, the most overdue first.

    Raises
    ------
    NotAllowed
        When the viewer's role does not read the authority's notes.
    """
    done = ASSESSMENTS.c.stage == Stage.CLOSED
    query = _cases(viewer).where(done if closed else ~done)
    if mine:
        query = query.where(ASSESSMENTS.c.caseworker == viewer.user_id)
    late = ASSESSMENTS.c.due_on < datetime.now(UTC).date()
    counts = query.with_only_columns(func.count(), func.count(case((late, 1))))
    matching, overdue = tx.execute(counts).one()
    rows = tx.execute(
        query.order_by(
            ASSESSMENTS.c.due_on.asc().nulls_last(), ASSESSMENTS.c.assessment_id
        )
        .offset((page - 1) * CASES_A_PAGE)
        .limit(CASES_A_PAGE)
    ).all()
    told = {"cases": [row.assessment_id for row in rows]}
    audit_trail.append(tx, viewer, "caseload viewed", details=told)
    more = page * CASES_A_PAGE < matching
    lines = tuple(_line(row) for row in rows)
    return Caseload(lines, matching, overdue, page + 1 if more else None)


def _cases(viewer: Viewer) -> Select[Any]:
    if not viewer.reads_notes:
        raise NotAllowed("your role does not read cases")
    seen = visible_pupils(viewer).subquery("seen")
    query = (
        select(
            ASSESSMENTS,
            seen.c.year_group,
            SCHOOLS.c.name.label("school"),
            USERS.c.name.label("worker"),
        )
        .join(seen, seen.c.pupil_id == ASSESSMENTS.c.pupil_id)
        .join(SCHOOLS, SCHOOLS.c.urn == ASSESSMENTS.c.urn)
        .join(USERS, USERS.c.user_id == ASSESSMENTS.c.caseworker)
    )
    if not viewer.sees_identities:
        return query.add_columns(null().label("name"), null().label("upn"))
    return query.add_columns(FULL_NAME.label("name"), IDENTITIES.c.upn).outerjoin(
        IDENTITIES, IDENTITIES.c.pupil_id == ASSESSMENTS.c.pupil_id
    )


def _readable(tx: Connection, viewer: Viewer, assessment_id: int) -> Row[Any]:
    query = _cases(viewer).where(ASSESSMENTS.c.assessment_id == assessment_id)
    row = tx.execute(query).one_or_none()
    if row is None:
        audit_trail.append(tx, viewer, "refused", details={"case": assessment_id})
        raise NotFound("there is no such case in your schools")
    return row


def _view(tx: Connection, row: Row[Any]) -> CaseView:
    history = _history(tx, row.assessment_id)
    opened_on = row.opened_at.astimezone(UTC).date()
    return CaseView(
        assessment_id=row.assessment_id,
        pupil_id=row.pupil_id,
        name=row.name,
        upn=row.upn,
        year_group=row.year_group,
        school=School(row.urn, row.school),
        opened_on=opened_on,
        caseworker=row.worker,
        case=case_after(Case(since=opened_on, caseworker=row.caseworker), history),
        history=history,
    )


def _history(tx: Connection, assessment_id: int) -> tuple[Recorded, ...]:
    rows = tx.execute(
        select(CASE_STEPS, USERS.c.name)
        .join(USERS, USERS.c.user_id == CASE_STEPS.c.recorded_by)
        .where(CASE_STEPS.c.assessment_id == assessment_id)
        .order_by(CASE_STEPS.c.version)
    )
    return tuple(
        Recorded(
            STEP.validate_python(row.content),
            row.at.astimezone(UTC).date(),
            row.recorded_by,
            row.name,
        )
        for row in rows
    )


def _line(row: Row[Any]) -> CaseLine:
    return CaseLine(
        assessment_id=row.assessment_id,
        pupil_id=row.pupil_id,
        name=row.name,
        year_group=row.year_group,
        school=School(row.urn, row.school),
        stage=Stage(row.stage),
        consent=row.consent,
        level=Level(row.level),
        caseworker=row.worker,
        due_on=row.due_on,
        due=row.due,
    )


def _audit(
    tx: Connection, viewer: Viewer, action: str, shown: CaseView, **details: str
) -> None:
    audit_trail.append(
        tx,
        viewer,
        action,
        pupil_id=shown.pupil_id,
        urn=shown.school.urn,
        details={"case": shown.assessment_id, **details},
    )
