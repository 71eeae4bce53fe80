"""What a feature declares about itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Theme = Literal["attendance", "behaviour", "transition", "support", "context", "data"]
Direction = Literal[-1, 0, 1]
Scope = Literal["pupil", "year group", "school"]

REASONS: dict[str, str] = {
    "absence_recent": "Absence in recent weeks",
    "absence_long": "Absence over the year and before",
    "absence_pattern": "When and how sessions are missed",
    "absence_kind": "Kinds of absence",
    "lateness": "Late arrival",
    "part_time": "Reduced timetable",
    "steady_attendance": "Full weeks",
    "behaviour_recent": "Behaviour records in recent weeks",
    "behaviour_serious": "Serious behaviour and time out of lessons",
    "behaviour_long": "Behaviour records over a longer time",
    "achievement": "Achievements",
    "work": "Work missing",
    "suspension": "Suspensions",
    "school_moves": "Changes of school",
    "new_school": "New at the school",
    "provision": "Alternative provision",
    "support": "Support in place",
    "setting": "Year group and time of year",
    "school": "The school last year",
    "peers": "The year group at the school",
    "known": "How much is recorded",
    "characteristic": "Provision or care, where switched on",
}

# The time of year and how much is recorded move a risk, but are no sign of anybody's.
UNSPOKEN = ("setting", "known")

LAST_WEEK = "last school week"
FOUR_WEEKS = "last 4 school weeks"
TWELVE_WEEKS = "last 12 school weeks"
TWELVE_MONTHS = "last 365 days"
THIS_YEAR = "this academic year"
LAST_YEAR = "last academic year"
TWO_YEARS = "this and last academic year"
ON_THE_DAY = "on the day of the list"
SINCE_ENTRY = "since entry to the school"

NEVER_MISSING = "never: zero means none"
NEWCOMER = "new to the area: no school week here lies before the day"


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One feature, declared once: build, models, explanations and docs read it.

    Parameters
    ----------
    name : str
        Column of the feature row.
    title : str
        What it is about, to stand inside a sentence, in lower case.
    description : str
        How it is computed, for a data scientist.
    theme : str
    unit, look_back : str
    direction : int
        1 when more of it can only raise the risk, -1 when it can only lower it,
        0 when either: the monotone constraint of the models.
    actionable : bool
        Whether a school or family can change it; else it is context.
    reason : str
        Key of ``REASONS``: correlated features speak as one reason.
    sources : tuple of str
        Contract tables it is computed from.
    missing : str
        When it is null; null is never zero.
    concern : str
        The officer's sentence, in the wording of ``features.sentences``.
    strength : str or None
        The same fact told as a strength; for a difference, when it is below zero.
    none : str or None
        When it is zero and ``concern`` would not read right.
    unknown : str or None
        When it is null and that says more than that nothing is recorded.
    comparator : str or None
        A clause that sets it beside others, added when the others are known.
    out_of : str or None
        The feature or companion that a share is a share of.
    signed : bool
        A difference: its sign, not the reason's, chooses the wording.
    guidance : str or None
        Where practice says to look at it (``features.catalogue.guidance``).
    learnable : bool
        False for what can fall when a pupil misses more or does more (a trend, a
        share, a number of spells): to look at and not to learn from, because a
        model could then score such a pupil lower.
    scope : str
        Whose records it reads; a school is read also to see whether it sends any.
    """

    name: str
    title: str
    description: str
    theme: Theme
    unit: str
    look_back: str
    direction: Direction
    actionable: bool
    reason: str
    sources: tuple[str, ...]
    concern: str
    missing: str = NEVER_MISSING
    strength: str | None = None
    none: str | None = None
    unknown: str | None = None
    comparator: str | None = None
    out_of: str | None = None
    signed: bool = False
    guidance: str | None = None
    learnable: bool = True
    scope: Scope = "pupil"
