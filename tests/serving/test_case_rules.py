"""What may follow what in a case, and what is due next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from cases import (
    AS_FAR_AS_A_PLAN,
    ASSESSMENT,
    action,
    close,
    consent,
    in_days,
    person,
    plan,
    review,
    today,
)
from hypothesis import given
from hypothesis import strategies as st

from serving.casework import steps
from serving.casework.case import Case, Permission, Recorded, Stage, case_after
from serving.casework.levels import MEANINGS, Level
from serving.casework.steps import STEP, Step
from serving.casework.turns import OutOfTurn, check

OPENED = Case(since=today(), caseworker="officer")
DONE = steps.ActionEnds(action=1, ending="done", came_of_it="It helped")


def recorded(step: Step, user_id: str = "officer") -> Recorded:
    return Recorded(step, today(), user_id, "Olive Officer")


def after(*written: Step) -> Case:
    """Return the case after steps that were each checked first."""
    case = OPENED
    for step in written:
        check(case, step, today())
        case = case_after(case, [recorded(step)])
    return case


BEFORE_CONSENT: tuple[Sequence[Step], ...] = (
    (),
    (consent("declined"),),
    (consent("waiting"),),
    (consent("agreed"), consent("withdrawn")),
    (*AS_FAR_AS_A_PLAN, consent("withdrawn")),
)
NEEDS_CONSENT = (
    ASSESSMENT,
    person(),
    steps.PersonLeaves(person=1),
    action(),
    DONE,
    plan(),
    review(),
)


@pytest.mark.parametrize("written", BEFORE_CONSENT, ids=len)
@pytest.mark.parametrize("step", NEEDS_CONSENT, ids=lambda step: step.kind)
def test_nothing_starts_until_the_family_agrees(
    written: Sequence[Step], step: Step
) -> None:
    with pytest.raises(OutOfTurn, match="family has not agreed"):
        check(after(*written), step, today())


@pytest.mark.parametrize("written", BEFORE_CONSENT, ids=len)
def test_a_family_that_did_not_agree_can_be_asked_again_or_left_in_peace(
    written: Sequence[Step],
) -> None:
    assert after(*written, consent()).agreed
    assert after(*written, close()).stage is Stage.CLOSED


def test_a_case_goes_through_assess_plan_do_and_review() -> None:
    stages = [after(*AS_FAR_AS_A_PLAN[:upto]).stage for upto in range(6)]
    first = [Stage.ASSESS, Stage.ASSESS, Stage.PLAN, Stage.PLAN, Stage.PLAN]
    assert stages == [*first, Stage.DO]
    going = after(*AS_FAR_AS_A_PLAN, DONE, review())
    assert (going.stage, going.review_on) == (Stage.DO, in_days(42))
    finished = after(*AS_FAR_AS_A_PLAN, review("finish", None))
    assert finished.stage is Stage.CLOSED
    assert finished.closed is not None
    assert finished.closed.outcome == "needs_met"


def test_what_is_due_is_the_earliest_thing_still_to_do() -> None:
    def due(*written: Step) -> tuple[str, object]:
        told = after(*written).due
        assert told is not None
        return told.what, told.on

    assert due() == ("Ask the family", in_days(14))
    assert due(consent(days=-3)) == ("Finish the assessment", in_days(25))
    assert due(consent(), ASSESSMENT) == ("Agree the plan", in_days(14))
    assert due(*AS_FAR_AS_A_PLAN) == ("Finish an action", in_days(7))
    assert due(*AS_FAR_AS_A_PLAN, DONE) == ("Review the plan", in_days(42))
    assert after(close()).due is None


@pytest.mark.parametrize(
    ("level", "onward", "expected"),
    [
        ("additional", "step_up", Level.INTENSIVE),
        ("intensive", "step_down", Level.ADDITIONAL),
        ("intensive", "step_up", Level.SPECIALIST),
    ],
)
def test_a_review_may_step_up_or_down_by_one_level(
    level: str, onward: str, expected: Level
) -> None:
    moved = after(*AS_FAR_AS_A_PLAN[:-1], plan(level), review(onward, None))
    assert (moved.level, moved.stage) == (expected, Stage.PLAN)


REFUSED = (
    ((consent(),), action(), "Finish the assessment first"),
    ((consent(), ASSESSMENT), plan(), "Add an action first"),
    ((consent(), ASSESSMENT, action()), plan("intensive"), "lead practitioner first"),
    ((consent(), ASSESSMENT, action()), review(), "Agree a plan first"),
    (AS_FAR_AS_A_PLAN, review(days=None), "day of the next review"),
    (AS_FAR_AS_A_PLAN, review(days=400), "to a year ahead"),
    (AS_FAR_AS_A_PLAN, review("step_down", None), "choose to finish instead"),
    (
        (*AS_FAR_AS_A_PLAN[:-1], plan("specialist")),
        review("step_up", None),
        "highest level",
    ),
    ((*AS_FAR_AS_A_PLAN, DONE), DONE, "still to be done"),
    (AS_FAR_AS_A_PLAN, steps.PersonLeaves(person=2), "somebody who takes part"),
    ((), consent(days=1), "today or within the last year"),
    ((), consent("withdrawn"), "cannot take it back"),
    ((close(),), consent(), "closed"),
)


@pytest.mark.parametrize(("written", "step", "sentence"), REFUSED)
def test_what_cannot_follow_is_refused_in_a_sentence(
    written: Sequence[Step], step: Step, sentence: str
) -> None:
    with pytest.raises(OutOfTurn, match=sentence):
        check(after(*written), step, today())


def test_the_last_lead_practitioner_named_is_the_one_until_they_leave() -> None:
    case = after(consent(), person(), person(lead=False), person())
    assert case.lead is not None
    assert case.lead.number == 3
    left = case_after(case, [recorded(steps.PersonLeaves(person=3))])
    assert left.lead is not None
    assert left.lead.number == 1


def test_whoever_takes_a_case_has_it() -> None:
    taken = case_after(OPENED, [recorded(steps.Take(), "other")])
    assert taken.caseworker == "other"


def test_every_level_is_explained() -> None:
    assert set(MEANINGS) == set(Level)


STEPS = st.sampled_from(
    [
        *(consent(answer) for answer in steps.Answer),
        ASSESSMENT,
        person(),
        action(),
        DONE,
        plan(),
        plan("intensive"),
        *(review(onward) for onward in steps.Onward),
        close(),
    ]
)


@given(st.lists(STEPS, max_size=25))
def test_whatever_is_tried_no_case_goes_on_without_consent(tried: list[Step]) -> None:
    case, agreed, closed = OPENED, False, False
    for step in tried:
        try:
            check(case, step, today())
        except OutOfTurn:
            continue
        assert not closed
        assert agreed or isinstance(step, steps.Consent | steps.Close)
        case = case_after(case, [recorded(step)])
        if isinstance(step, steps.Consent):
            agreed = step.answer == "agreed"
        closed = isinstance(step, steps.Close) or getattr(step, "onward", 0) == "finish"
        assert (case.agreed, case.stage is Stage.CLOSED) == (agreed, closed)
        assert (case.due is None) == closed
        assert case.plan is None or case.assessment is not None


@given(st.lists(STEPS, max_size=8))
def test_steps_read_back_are_the_steps_written(written: list[Step]) -> None:
    for step in written:
        assert STEP.validate_python(step.model_dump(mode="json")) == step


def test_a_reminder_counts_from_the_day_the_family_was_asked() -> None:
    case = after(consent("declined", days=-10))
    assert case.permission is Permission.DECLINED
    assert case.due is not None
    assert case.due.on == in_days(-10) + timedelta(weeks=2)
