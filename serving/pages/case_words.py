"""The words that the pages of cases use for what is kept as codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from serving.casework import steps
from serving.casework.case import Case, Permission, Recorded, Stage
from serving.casework.levels import MEANINGS, Level
from serving.casework.steps import Step
from serving.pages.case_questions import FORMS, Question, label_of
from serving.pages.words import long_date

OVERTAKEN = (
    "Somebody else wrote in this case while you were writing. Read what they wrote "
    "below; what you wrote is still here if you want to save it"
)
STAGES = ("Consent", "Assess", "Plan", "Do", "Review")
STAGE_WORDS: dict[Stage, str] = {
    Stage.ASSESS: "Assess",
    Stage.PLAN: "Plan",
    Stage.DO: "Do",
    Stage.CLOSED: "Closed",
}


@dataclass(frozen=True)
class NextStep:
    """The one thing to do next: its form, its button and when it is due."""

    kind: str
    title: str
    due_on: date
    overdue: bool


def stages(case: Case) -> list[tuple[str, bool]]:
    """Return the stages in order, each with whether the case stands there."""
    here = "Consent" if not case.agreed else STAGE_WORDS[case.stage]
    return [(stage, stage == here) for stage in STAGES]


def stage_words(stage: Stage, consent: str) -> str:
    """Return where a case stands as a caseload says it."""
    agreed = consent == Permission.AGREED or stage is Stage.CLOSED
    return STAGE_WORDS[stage] if agreed else "Consent"


def level_words(level: Level) -> str:
    """Return a level's name."""
    return MEANINGS[level].title


def form_of(level: Level) -> str:
    """Return a level with the form it is written down on."""
    return f"{MEANINGS[level].title}: {MEANINGS[level].form}"


def next_step(case: Case, today: date) -> NextStep | None:
    """Return what to do next, None when the case is closed."""
    due = case.due
    if due is None:
        return None
    return NextStep(_next_kind(case), due.what, due.on, due.on < today)


def _next_kind(case: Case) -> str:
    if not case.agreed:
        return "consent"
    if case.stage is Stage.ASSESS:
        return "assessment"
    if case.stage is Stage.PLAN:
        return "plan" if case.open_tasks else "action"
    due = case.due
    return "review" if due and due.what.startswith("Review") else "action_ends"


def closed_words(case: Case) -> str:
    """Return why a case is closed."""
    return label_of("close", "outcome", case.closed.outcome) if case.closed else ""


def title_of(recorded: Recorded) -> str:
    """Return what a step was, as a history says it."""
    step = recorded.step
    if isinstance(step, steps.Consent):
        return label_of("consent", "answer", step.answer)
    return FORMS[_kind(step)].title


def said_in(recorded: Recorded) -> Iterator[tuple[str, str]]:
    """Yield each question of a step with its answer in words."""
    kept = recorded.step.model_dump()
    for question in FORMS[_kind(recorded.step)].questions:
        value = kept.get(question.name)
        if value not in (None, ""):
            yield question.ask, _answer(_kind(recorded.step), question, value)


def _kind(step: Step) -> str:
    return str(step.model_dump()["kind"])


def _answer(kind: str, question: Question, value: object) -> str:
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if question.control == "choice" and isinstance(value, str):
        return label_of(kind, question.name, value)
    return str(value)
