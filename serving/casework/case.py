"""A case as its steps make it, and which step may come next.

Everything here is worked out from the steps alone: the store keeps them, and a case
is read again by taking them one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import singledispatch

from serving.casework import steps
from serving.casework.levels import Level
from serving.casework.steps import Answer, Onward, Outcome, Step

# No published time limit was found for these: they are Waymark's own reminders.
TO_ASK = timedelta(weeks=2)
TO_ASSESS = timedelta(weeks=4)
TO_PLAN = timedelta(weeks=2)


class Stage(StrEnum):
    """Where on Assess, Plan, Do, Review a case stands."""

    ASSESS = "assess"
    PLAN = "plan"
    DO = "do"
    CLOSED = "closed"


class Permission(StrEnum):
    """Where the family's consent stands, in words."""

    TO_ASK = "family to be asked"
    WAITING = "family asked, no answer yet"
    AGREED = "family agreed"
    DECLINED = "family declined"
    WITHDRAWN = "family took consent back"


ANSWERED: dict[Answer, Permission] = {
    Answer.AGREED: Permission.AGREED,
    Answer.WAITING: Permission.WAITING,
    Answer.DECLINED: Permission.DECLINED,
    Answer.WITHDRAWN: Permission.WITHDRAWN,
}


@dataclass(frozen=True)
class Recorded:
    """A step, when it was written down and by whom."""

    step: Step
    on: date
    user_id: str
    by: str


@dataclass(frozen=True)
class Someone:
    """Somebody who takes part, under the number by which steps name them."""

    number: int
    person: steps.Person


@dataclass(frozen=True)
class Task:
    """An action, under its number; ``ended`` is None while it is to be done."""

    number: int
    action: steps.Action
    ended: steps.ActionEnds | None = None


@dataclass(frozen=True)
class Due:
    """What comes next, and the day by which it should have happened."""

    on: date
    what: str


@dataclass(frozen=True)
class Case:
    """One early assessment as it stands after its steps.

    ``version`` counts the steps; ``since`` is the day of the last one that moved the
    case on, from which the next reminder counts.
    """

    since: date
    caseworker: str
    version: int = 0
    stage: Stage = Stage.ASSESS
    level: Level = Level.UNIVERSAL
    consent: steps.Consent | None = None
    assessment: steps.Assess | None = None
    everyone: tuple[Someone, ...] = ()
    gone: frozenset[int] = frozenset()
    tasks: tuple[Task, ...] = ()
    plan: steps.Plan | None = None
    review_on: date | None = None
    reviews: tuple[steps.Review, ...] = ()
    closed: steps.Close | None = None

    @property
    def permission(self) -> Permission:
        """Where the family's consent stands."""
        return ANSWERED[self.consent.answer] if self.consent else Permission.TO_ASK

    @property
    def agreed(self) -> bool:
        """Whether the family agrees that it goes on."""
        return self.permission is Permission.AGREED

    @property
    def people(self) -> tuple[Someone, ...]:
        """Everybody who takes part now."""
        return tuple(one for one in self.everyone if one.number not in self.gone)

    @property
    def lead(self) -> Someone | None:
        """The lead practitioner: the one named last."""
        leads = [one for one in self.people if one.person.lead]
        return leads[-1] if leads else None

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        """The actions that are still to be done."""
        return tuple(task for task in self.tasks if task.ended is None)

    @property
    def due(self) -> Due | None:
        """What comes next; None when the case is closed."""
        if self.stage is Stage.CLOSED:
            return None
        if not self.agreed:
            return Due(self.since + TO_ASK, _TO_SETTLE[self.permission])
        if self.stage is Stage.ASSESS:
            return Due(self.since + TO_ASSESS, "Finish the assessment")
        if self.stage is Stage.PLAN or self.review_on is None:
            return Due(self.since + TO_PLAN, "Agree the plan")
        review = Due(self.review_on, "Review the plan")
        actions = [Due(task.action.due, "Finish an action") for task in self.open_tasks]
        return min([review, *actions], key=lambda due: due.on)


_TO_SETTLE = {
    Permission.TO_ASK: "Ask the family",
    Permission.WAITING: "Hear what the family decided",
    Permission.DECLINED: "Close the case, or ask again if they wish",
    Permission.WITHDRAWN: "Close the case, or ask again if they wish",
}


def case_after(opened: Case, recorded: Iterable[Recorded]) -> Case:
    """Return the case after these steps, the earliest first."""
    case = opened
    for one in recorded:
        case = replace(_take(one.step, case, one), version=case.version + 1)
    return case


@singledispatch
def _take(step: Step, case: Case, one: Recorded) -> Case:
    raise NotImplementedError(type(step))


@_take.register
def _(step: steps.Consent, case: Case, one: Recorded) -> Case:
    return replace(case, consent=step, since=step.on)


@_take.register
def _(step: steps.Assess, case: Case, one: Recorded) -> Case:
    if case.stage is not Stage.ASSESS:
        return replace(case, assessment=step)
    return replace(case, assessment=step, stage=Stage.PLAN, since=one.on)


@_take.register
def _(step: steps.Person, case: Case, one: Recorded) -> Case:
    someone = Someone(len(case.everyone) + 1, step)
    return replace(case, everyone=(*case.everyone, someone))


@_take.register
def _(step: steps.PersonLeaves, case: Case, one: Recorded) -> Case:
    return replace(case, gone=case.gone | {step.person})


@_take.register
def _(step: steps.Action, case: Case, one: Recorded) -> Case:
    return replace(case, tasks=(*case.tasks, Task(len(case.tasks) + 1, step)))


@_take.register
def _(step: steps.ActionEnds, case: Case, one: Recorded) -> Case:
    tasks = tuple(
        replace(task, ended=step) if task.number == step.action else task
        for task in case.tasks
    )
    return replace(case, tasks=tasks)


@_take.register
def _(step: steps.Plan, case: Case, one: Recorded) -> Case:
    going = replace(case, plan=step, level=step.level, review_on=step.review_on)
    return replace(going, stage=Stage.DO, since=one.on)


@_take.register
def _(step: steps.Review, case: Case, one: Recorded) -> Case:
    reviewed = replace(case, reviews=(*case.reviews, step), since=one.on)
    if step.onward is Onward.CARRY_ON:
        return replace(reviewed, review_on=step.review_on)
    if step.onward is Onward.FINISH:
        met = steps.Close(outcome=Outcome.NEEDS_MET, note=step.changed)
        level = Level.UNIVERSAL
        return replace(reviewed, stage=Stage.CLOSED, closed=met, level=level)
    up = step.onward is Onward.STEP_UP
    level = (case.level.above if up else case.level.below) or case.level
    return replace(reviewed, stage=Stage.PLAN, level=level)


@_take.register
def _(step: steps.Close, case: Case, one: Recorded) -> Case:
    return replace(case, stage=Stage.CLOSED, closed=step, since=one.on)


@_take.register
def _(step: steps.Take, case: Case, one: Recorded) -> Case:
    return replace(case, caseworker=one.user_id)
