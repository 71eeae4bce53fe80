"""Cases as tests of the pages open them and write in them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from handmade import BY_NUMBER, OFFICER, WEEK

from serving.access import Viewer
from serving.casework import steps
from serving.casework.recording import record_step
from serving.casework.steps import Step
from serving.pathway import Kind, record_decision
from serving.store.cases import case_view
from serving.store.database import Store
from serving.store.decisions import assessments_of


def in_days(days: int) -> date:
    return datetime.now(UTC).date() + timedelta(days=days)


def consent(answer: str = "agreed", days: int = 0) -> Step:
    said = "Yes, we would like that"
    return steps.Consent(answer=answer, asked="both", on=in_days(days), said=said)


def as_far_as_a_plan() -> tuple[Step, ...]:
    return (
        consent(),
        steps.Assess(
            going_well="Art, and two close friends",
            hard="Mondays, since the move",
            child_said="I like art best",
            family_said="Sundays are hard for all of us",
            wanted="A calm start to the week",
        ),
        steps.Person(name="The school’s SENCO", part="Oakfield Vale", lead=True),
        steps.Action(what="Meet at the gate", owner="Form tutor", due=in_days(7)),
        steps.Action(what="A seat near a friend", owner="SENCO", due=in_days(14)),
        steps.ActionEnds(action=2, ending="done", came_of_it="It is quieter"),
        steps.Plan(
            level="intensive",
            aim="Mondays are calm",
            sign="In by nine on three Mondays of four",
            review_on=in_days(42),
        ),
    )


def review(onward: str = "carry_on") -> Step:
    return steps.Review(
        held_on=in_days(0),
        changed="Three Mondays of four on time",
        child_said="It is better",
        family_said="Sundays are quieter",
        onward=onward,
        review_on=in_days(42) if onward == "carry_on" else None,
    )


def open_case(store: Store, number: int, *written: Step) -> int:
    """Open a case about a handmade pupil, write steps in it and return its id."""
    with store.transaction(OFFICER) as tx:
        record_decision(
            tx,
            OFFICER,
            pupil_id=BY_NUMBER[number].pupil_id,
            week=WEEK,
            kind=Kind.START_ASSESSMENT,
            reason="Has asked for help",
        )
        case = assessments_of(tx, BY_NUMBER[number].pupil_id)[0].assessment_id
    write(store, case, *written)
    return case


def write(store: Store, case: int, *written: Step, viewer: Viewer = OFFICER) -> None:
    for step in written:
        with store.transaction(viewer) as tx:
            seen = case_view(tx, viewer, case).tag
            record_step(tx, viewer, case, step, seen=seen)
