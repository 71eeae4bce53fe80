"""Which step may follow in a case: the family first, then one stage after another."""

from __future__ import annotations

from datetime import date, timedelta
from functools import singledispatch

from serving.casework import steps
from serving.casework.case import Case, Stage
from serving.casework.levels import Level
from serving.casework.steps import Answer, Onward, Step

LATEST = timedelta(days=365)
WITHOUT_CONSENT = (steps.Consent, steps.Take, steps.Close)


class OutOfTurn(Exception):
    """A step cannot follow now; the sentence says why, ``field`` where.

    The sentence never repeats what was written.
    """

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def check(case: Case, step: Step, today: date) -> None:
    """Refuse a step that cannot follow in this case.

    Raises
    ------
    OutOfTurn
        When the case is closed, the family has not agreed, an earlier stage is not
        done, or a day is too early or too late.
    """
    if case.stage is Stage.CLOSED:
        raise OutOfTurn("kind", "This case is closed. A new decision opens a new one")
    if not case.agreed and not isinstance(step, WITHOUT_CONSENT):
        raise OutOfTurn(
            "kind", "The family has not agreed. Nothing starts until they do"
        )
    _check(step, case, today)


@singledispatch
def _check(step: Step, case: Case, today: date) -> None:
    """Let a step without rules of its own pass."""


@_check.register
def _(step: steps.Consent, case: Case, today: date) -> None:
    _not_ahead("on", step.on, today)
    if step.answer is Answer.WITHDRAWN and not case.agreed:
        raise OutOfTurn(
            "answer", "The family has not agreed yet, so they cannot take it back"
        )


@_check.register
def _(step: steps.PersonLeaves, case: Case, today: date) -> None:
    if step.person not in {one.number for one in case.people}:
        raise OutOfTurn("person", "Choose somebody who takes part")


@_check.register
def _(step: steps.Action, case: Case, today: date) -> None:
    if case.assessment is None:
        raise OutOfTurn("kind", "Finish the assessment first, then plan actions")
    _ahead("due", step.due, today)


@_check.register
def _(step: steps.ActionEnds, case: Case, today: date) -> None:
    if step.action not in {task.number for task in case.open_tasks}:
        raise OutOfTurn("action", "Choose an action that is still to be done")


@_check.register
def _(step: steps.Plan, case: Case, today: date) -> None:
    if case.assessment is None:
        raise OutOfTurn("kind", "Finish the assessment first, then agree a plan")
    if not case.open_tasks:
        raise OutOfTurn("kind", "Add an action first: a plan says who does what")
    if step.level is not Level.ADDITIONAL and case.lead is None:
        raise OutOfTurn(
            "level", "Name the lead practitioner first: this level needs one"
        )
    _ahead("review_on", step.review_on, today)


@_check.register
def _(step: steps.Review, case: Case, today: date) -> None:
    if case.stage is not Stage.DO:
        raise OutOfTurn("kind", "Agree a plan first, then review it")
    _not_ahead("held_on", step.held_on, today)
    if step.onward is Onward.CARRY_ON:
        if step.review_on is None:
            raise OutOfTurn("review_on", "Enter the day of the next review")
        _ahead("review_on", step.review_on, today)
    if step.onward is Onward.STEP_UP and case.level.above is None:
        raise OutOfTurn("onward", "This is the highest level already")
    if step.onward is Onward.STEP_DOWN and case.level is Level.ADDITIONAL:
        raise OutOfTurn(
            "onward", "Below this level there is no plan: choose to finish instead"
        )


def _ahead(field: str, day: date, today: date) -> None:
    if not today <= day <= today + LATEST:
        raise OutOfTurn(field, "The day must be from today to a year ahead")


def _not_ahead(field: str, day: date, today: date) -> None:
    if not today - LATEST <= day <= today:
        raise OutOfTurn(field, "The day must be today or within the last year")
