"""A form of a case as sent and as shown.

One function turns what a browser sent into a step, or into the sentences that say
what to mend; one template shows every form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from serving.casework.case import Case
from serving.casework.steps import STEP, Step
from serving.pages.case_questions import CaseForm, Question

DAY_PARTS = ("day", "month", "year")


@dataclass(frozen=True)
class Filled:
    """A form with its answers; ``errors`` has a sentence for each to mend."""

    form: CaseForm
    sent: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> list[dict[str, str]]:
        """The errors as the error summary takes them, each with its question."""
        anchors = {each.name: each.anchor for each in self.form.questions}
        return [
            {"text": sentence, "href": anchors.get(name, "#step")}
            for name, sentence in self.errors.items()
        ]

    def items(self, question: Question, case: Case) -> list[dict[str, str]]:
        """Return the choices of a question as the radios take them."""
        return [
            {"value": value, "text": label} for value, label in question.choices(case)
        ]

    def parts(self, question: Question) -> list[dict[str, str]]:
        """Return day, month and year as the date input takes them."""
        wrong = " govuk-input--error" if question.name in self.errors else ""
        return [
            {
                "name": part,
                "classes": f"govuk-input--width-{4 if part == 'year' else 2}{wrong}",
                "value": self.sent.get(f"{question.name}-{part}", ""),
            }
            for part in DAY_PARTS
        ]


def step_of(form: CaseForm, sent: Mapping[str, str]) -> Step | dict[str, str]:
    """Return the step that was sent, or a sentence for each answer to mend."""
    content: dict[str, Any] = {"kind": form.kind}
    for question in form.questions:
        answer = _answer(question, sent)
        if answer is not None:
            content[question.name] = answer
    try:
        return STEP.validate_python(content)
    except ValidationError as error:
        wrong = {str(part) for one in error.errors() for part in one["loc"]}
    return {
        each.name: _mend(each, sent) for each in form.questions if each.name in wrong
    }


def _answer(question: Question, sent: Mapping[str, str]) -> Any:
    if question.control != "day":
        return sent.get(question.name, "").strip() or None
    parts = [sent.get(f"{question.name}-{part}", "").strip() for part in DAY_PARTS]
    if not any(parts):
        return None
    try:
        day, month, year = map(int, parts)
        return date(year, month, day)
    except (ValueError, OverflowError):
        return "no day"


def _mend(question: Question, sent: Mapping[str, str]) -> str:
    if len(sent.get(question.name, "")) > question.longest:
        return f"Use {question.longest:,} characters or fewer"
    return question.missing
