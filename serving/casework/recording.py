"""Writing a step down in a case, when it may follow and nothing is lost by it."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection

from serving.access import NotAllowed, Viewer
from serving.casework.steps import Step
from serving.casework.turns import check
from serving.preconditions import Stale
from serving.store.cases import CaseView, add_step, locked_case


def record_step(
    tx: Connection, viewer: Viewer, assessment_id: int, step: Step, *, seen: str
) -> CaseView:
    """Keep a step as the next of a case, with its audit row.

    Parameters
    ----------
    tx : Connection
        Scoped to ``viewer``.
    seen : str
        Entity tag of the case that the writer read.

    Returns
    -------
    CaseView
        The case with the step.

    Raises
    ------
    NotAllowed
        When the viewer's role does not decide.
    NotFound
        When there is no such case about a pupil whom the viewer may see.
    Stale
        When somebody wrote in the case after ``seen`` was read.
    OutOfTurn
        When the step cannot follow in the case as it stands.
    """
    if not viewer.decides:
        raise NotAllowed("your role does not write in cases")
    now = datetime.now(UTC)
    before = locked_case(tx, viewer, assessment_id)
    if seen != before.tag:
        raise Stale("somebody wrote in this case after you read it")
    check(before.case, step, now.date())
    return add_step(tx, viewer, before, step, now)
