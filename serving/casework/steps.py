"""Each thing that can be written down in a case, as one declared step.

The same declarations read the forms of the pages, the bodies of the API and what
the store keeps.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

from serving.casework.levels import Level

LONGEST_WORDS = 2000
LONGEST_LINE = 200


class Answer(StrEnum):
    """What the family said when they were asked."""

    AGREED = "agreed"
    WAITING = "waiting"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Asked(StrEnum):
    """Who was asked."""

    FAMILY = "parent_or_carer"
    YOUNG_PERSON = "young_person"
    BOTH = "both"


class Onward(StrEnum):
    """What a review leads to."""

    CARRY_ON = "carry_on"
    STEP_UP = "step_up"
    STEP_DOWN = "step_down"
    FINISH = "finish"


class Outcome(StrEnum):
    """Why a case is closed."""

    NEEDS_MET = "needs_met"
    UNIVERSAL_ENOUGH = "universal_enough"
    NOT_AGREED = "not_agreed"
    MOVED = "moved"
    STATUTORY = "statutory"
    OPENED_IN_ERROR = "opened_in_error"


class Ending(StrEnum):
    """What became of an action."""

    DONE = "done"
    DROPPED = "dropped"


def _said(text: str) -> str:
    text = text.strip()
    if not text or "\x00" in text:
        raise ValueError("write at least a word, in letters that can be kept")
    return text


def _may_be_empty(text: str) -> str:
    return _said(text) if text.strip() else ""


Words = Annotated[str, Field(max_length=LONGEST_WORDS), AfterValidator(_said)]
Line = Annotated[str, Field(max_length=LONGEST_LINE), AfterValidator(_said)]
Note = Annotated[str, Field(max_length=LONGEST_WORDS), AfterValidator(_may_be_empty)]
Number = Annotated[int, Field(ge=1, le=32767)]


class Step(BaseModel):
    """Something that was written down; never changed, only followed by another."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Consent(Step):
    """The family was asked. Nothing else may start before they agree."""

    kind: Literal["consent"] = "consent"
    answer: Answer
    asked: Asked
    on: date = Field(description="The day they were asked, or took it back.")
    said: Note = Field("", description="In their own words.")


class Assess(Step):
    """Assess: what is going well, what is hard, and what child and family say."""

    kind: Literal["assessment"] = "assessment"
    going_well: Words
    hard: Words
    child_said: Words
    family_said: Words
    wanted: Words = Field(description="What child and family want to be different.")


class Person(Step):
    """Somebody takes part, for the school, the family or an agency."""

    kind: Literal["person"] = "person"
    name: Line
    part: Line = Field(description="Their role and agency.")
    lead: bool = Field(description="Whether they are the lead practitioner.")


class PersonLeaves(Step):
    """Somebody no longer takes part."""

    kind: Literal["person_leaves"] = "person_leaves"
    person: Number


class Action(Step):
    """Somebody will do something by a day."""

    kind: Literal["action"] = "action"
    what: Words
    owner: Line
    due: date


class ActionEnds(Step):
    """An action is done, or will not be done."""

    kind: Literal["action_ends"] = "action_ends"
    action: Number
    ending: Ending
    came_of_it: Words


class Plan(Step):
    """Plan: the level of help, the aim, and the day of the review."""

    kind: Literal["plan"] = "plan"
    level: Literal[Level.ADDITIONAL, Level.INTENSIVE, Level.SPECIALIST]
    aim: Words
    sign: Words = Field(description="How everybody will see that it is better.")
    review_on: date


class Review(Step):
    """Review: what changed, what child and family say, and what follows."""

    kind: Literal["review"] = "review"
    held_on: date
    changed: Words
    child_said: Words
    family_said: Words
    onward: Onward
    review_on: date | None = Field(None, description="Required to carry on.")


class Close(Step):
    """The case is closed."""

    kind: Literal["close"] = "close"
    outcome: Outcome
    note: Words


class Take(Step):
    """The officer who writes this down takes the case over."""

    kind: Literal["take"] = "take"


AnyStep = Annotated[
    Consent
    | Assess
    | Person
    | PersonLeaves
    | Action
    | ActionEnds
    | Plan
    | Review
    | Close
    | Take,
    Field(discriminator="kind"),
]
STEP: TypeAdapter[AnyStep] = TypeAdapter(AnyStep)
