"""The words that pages use for what the store keeps as codes.

Plain, kind, about support. ``NEVER`` are words that judge a child; a test looks
for them in every template and every page.
"""

from __future__ import annotations

from datetime import date

from records.codes import code_list
from serving.pathway import LABELS, Kind
from serving.store.views import Entry, PupilView

NEVER = (
    "high-risk pupil",
    "offender",
    "red",
    "failing",
    "problem",
    "likely to be excluded",
)

STATUS: dict[Kind, str] = {
    Kind.START_ASSESSMENT: "Assessment open",
    Kind.ALREADY_SUPPORTED: "Already supported",
    Kind.NOT_NOW: "Not now",
    Kind.DATA_WRONG: "Record is wrong",
}

HINTS: dict[Kind, str] = {
    Kind.START_ASSESSMENT: "Opens the Assess stage. The family is asked first: "
    "nothing starts until they agree.",
    Kind.ALREADY_SUPPORTED: "Support is in place that Waymark cannot see.",
    Kind.NOT_NOW: "Nothing starts. You choose the day to look again.",
    Kind.DATA_WRONG: "Say in your reason what is wrong.",
}

OWN_VIEWS: dict[str, str] = {
    "yes": "Yes",
    "no": "No",
    "unsure": "I am not sure",
    "unknown": "I do not know this pupil yet",
}


def long_date(day: date) -> str:
    """Return a date as read aloud, such as ``"23 November 2026"``."""
    return f"{day.day} {day:%B %Y}"


def short_date(day: date) -> str:
    """Return a date without its year, such as ``"23 Nov"``."""
    return f"{day.day} {day:%b}"


def count(number: int, noun: str) -> str:
    """Return a number with its noun, such as ``"1 pupil"`` or ``"6,000 pupils"``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def capital(text: str) -> str:
    """Return the text with its first letter as a capital, and nothing else changed."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Return the text with its first letter small, as inside a sentence."""
    return text[:1].lower() + text[1:]


def who(pupil: Entry | PupilView) -> str:
    """Return the pupil's name, or the pseudonym for those who see no names."""
    return pupil.name or f"Pupil {pupil.pupil_id}"


def long_year(year_group: str | None) -> str:
    """Return a year group in words, such as ``"Year 9"`` or ``"Reception"``."""
    if year_group is None:
        return "Year group not recorded"
    years = code_list("year_groups")
    return str(dict(zip(years["code"], years["description"], strict=True))[year_group])


def short_year(year_group: str | None) -> str:
    """Return a year group as it fits a column, such as ``"9"`` or ``"Reception"``."""
    if year_group is None:
        return "Not recorded"
    return year_group if year_group.isdecimal() else long_year(year_group)


def status_words(kind: str | None) -> str:
    """Return what stands for a pupil this week, ``"To decide"`` when nothing does."""
    return "To decide" if kind is None else STATUS[Kind(kind)]


def decision_words(kind: str) -> str:
    """Return a decision in full, as the officer chose it."""
    return LABELS[Kind(kind)]
