"""What each form of a case asks, in which words.

Plain and kind: child and family read what is written here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from serving.casework.case import Case
from serving.casework.levels import MEANINGS, Level
from serving.casework.steps import LONGEST_LINE, LONGEST_WORDS

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Question:
    """One thing that a form asks; ``missing`` is said when the answer will not do.

    ``choices`` returns value and label of each answer to choose from.
    """

    name: str
    ask: str
    control: Literal["words", "line", "day", "choice"]
    missing: str
    hint: str = ""
    choices: Callable[[Case], Choices] = lambda case: ()

    @property
    def longest(self) -> int:
        """Characters that an answer may have."""
        return LONGEST_WORDS if self.control == "words" else LONGEST_LINE

    @property
    def anchor(self) -> str:
        """Where a link from the error summary leads."""
        return f"#{self.name}-day" if self.control == "day" else f"#{self.name}"


@dataclass(frozen=True)
class CaseForm:
    """One step as a page: its title, what leads in, its questions and its button."""

    kind: str
    title: str
    lead: str
    button: str
    questions: tuple[Question, ...] = ()


def _fixed(*choices: tuple[str, str]) -> Callable[[Case], Choices]:
    return lambda case: choices


def _people(case: Case) -> Choices:
    return tuple((str(one.number), one.person.name) for one in case.people)


def _tasks(case: Case) -> Choices:
    return tuple((str(task.number), task.action.what) for task in case.open_tasks)


def _levels(case: Case) -> Choices:
    return tuple(
        (level.value, f"{MEANINGS[level].title}: {MEANINGS[level].form}")
        for level in (Level.ADDITIONAL, Level.INTENSIVE, Level.SPECIALIST)
    )


CHILD_SAID = Question(
    "child_said",
    "What does the child or young person say?",
    "words",
    "Write what the child says, or how they let you know",
    "In their own words, or how they showed it.",
)
FAMILY_SAID = Question(
    "family_said",
    "What does the family say?",
    "words",
    "Write what the family says",
    "In their own words.",
)
FORMS: dict[str, CaseForm] = {
    form.kind: form
    for form in (
        CaseForm(
            "consent",
            "Ask the family",
            "Nothing starts until the family agrees. They can say no, take time, or "
            "take their consent back on any day.",
            "Save their answer",
            (
                Question(
                    "answer",
                    "What did they say?",
                    "choice",
                    "Choose what they said",
                    choices=_fixed(
                        ("agreed", "They agree to an early assessment"),
                        ("waiting", "They want time to think"),
                        ("declined", "They do not want it"),
                        ("withdrawn", "They agreed before and take it back"),
                    ),
                ),
                Question(
                    "asked",
                    "Who did you ask?",
                    "choice",
                    "Choose who you asked",
                    choices=_fixed(
                        ("both", "The parent or carer, and the young person"),
                        ("parent_or_carer", "The parent or carer"),
                        ("young_person", "The young person"),
                    ),
                ),
                Question("on", "On which day?", "day", "Enter the day you asked them"),
                Question(
                    "said",
                    "What did they say about it? (optional)",
                    "words",
                    "Write it in letters that can be kept",
                    "In their own words.",
                ),
            ),
        ),
        CaseForm(
            "assessment",
            "Assess together",
            "Write this with the child and the family, not about them. They can read "
            "all of it.",
            "Save the assessment",
            (
                Question(
                    "going_well",
                    "What is going well?",
                    "words",
                    "Write what is going well",
                    "At school, at home, with friends.",
                ),
                Question("hard", "What is hard now?", "words", "Write what is hard"),
                CHILD_SAID,
                FAMILY_SAID,
                Question(
                    "wanted",
                    "What do they want to be different?",
                    "words",
                    "Write what they want to be different",
                ),
            ),
        ),
        CaseForm(
            "person",
            "Add somebody who takes part",
            "The family says who takes part.",
            "Add this person",
            (
                Question("name", "Name", "line", "Enter a name"),
                Question(
                    "part",
                    "Role and agency",
                    "line",
                    "Enter their role and agency",
                    "For example, school nurse, NHS.",
                ),
                Question(
                    "lead",
                    "Are they the lead practitioner?",
                    "choice",
                    "Choose yes or no",
                    "The person who holds the plan together and whom the family asks.",
                    choices=_fixed(("true", "Yes"), ("false", "No")),
                ),
            ),
        ),
        CaseForm(
            "person_leaves",
            "Somebody no longer takes part",
            "What they did stays in the history.",
            "Save",
            (Question("person", "Who?", "choice", "Choose somebody", choices=_people),),
        ),
        CaseForm(
            "action",
            "Add an action",
            "Small, clear and soon is best.",
            "Add this action",
            (
                Question("what", "What will be done?", "words", "Write what is done"),
                Question(
                    "owner",
                    "Who will do it?",
                    "line",
                    "Enter who will do it",
                    "It can be the young person or the family.",
                ),
                Question(
                    "due", "By which day?", "day", "Enter the day it is to be done by"
                ),
            ),
        ),
        CaseForm(
            "action_ends",
            "An action is done, or will not be",
            "Both are worth knowing at the review.",
            "Save",
            (
                Question(
                    "action",
                    "Which action?",
                    "choice",
                    "Choose an action",
                    choices=_tasks,
                ),
                Question(
                    "ending",
                    "What became of it?",
                    "choice",
                    "Choose what became of it",
                    choices=_fixed(("done", "It is done"), ("dropped", "It was left")),
                ),
                Question(
                    "came_of_it",
                    "What came of it?",
                    "words",
                    "Write what came of it",
                ),
            ),
        ),
        CaseForm(
            "plan",
            "Agree the plan",
            "Choose the least help that is enough. It can be more or less later.",
            "Save the plan",
            (
                Question(
                    "level",
                    "Which level of help?",
                    "choice",
                    "Choose a level",
                    choices=_levels,
                ),
                Question(
                    "aim", "What is the plan for?", "words", "Write what it is for"
                ),
                Question(
                    "sign",
                    "How will everybody see that it is better?",
                    "words",
                    "Write how you will see it",
                ),
                Question(
                    "review_on",
                    "When will you review it together?",
                    "day",
                    "Enter the day of the review",
                    "Within six to eight weeks is usual.",
                ),
            ),
        ),
        CaseForm(
            "review",
            "Review together",
            "Look at what changed, then choose together what comes next.",
            "Save the review",
            (
                Question(
                    "held_on", "When did you meet?", "day", "Enter the day you met"
                ),
                Question("changed", "What changed?", "words", "Write what changed"),
                CHILD_SAID,
                FAMILY_SAID,
                Question(
                    "onward",
                    "What comes next?",
                    "choice",
                    "Choose what comes next",
                    choices=_fixed(
                        ("carry_on", "Carry on with this plan"),
                        ("step_up", "Step up: more help, one level up"),
                        ("step_down", "Step down: less help, one level down"),
                        ("finish", "Finish: the plan is no longer needed"),
                    ),
                ),
                Question(
                    "review_on",
                    "If you carry on: when is the next review?",
                    "day",
                    "Enter the day of the next review",
                ),
            ),
        ),
        CaseForm(
            "close",
            "Close the case",
            "What was written stays. A new decision can open a new case.",
            "Close the case",
            (
                Question(
                    "outcome",
                    "Why is it closed?",
                    "choice",
                    "Choose why it is closed",
                    choices=_fixed(
                        ("needs_met", "The plan is no longer needed"),
                        ("universal_enough", "What every child has is enough"),
                        ("not_agreed", "The family does not want it"),
                        ("moved", "The pupil moved away"),
                        ("statutory", "A plan set by law took over"),
                        ("opened_in_error", "It was opened by mistake"),
                    ),
                ),
                Question("note", "In a sentence, why?", "words", "Write why"),
            ),
        ),
        CaseForm(
            "take",
            "Take this case over",
            "The case moves to your list. The officer who had it can see this.",
            "Take this case",
        ),
    )
}


def label_of(kind: str, question: str, value: str) -> str:
    """Return the words of a fixed answer, such as ``"They want time to think"``."""
    for each in FORMS[kind].questions:
        if each.name == question:
            return dict(each.choices(_NOBODYS))[value]
    raise KeyError(question)


_NOBODYS = Case(since=date.min, caseworker="")
