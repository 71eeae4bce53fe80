"""How counts and days read in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

MOST_LISTED = 6
HALVES = {(True, False): "morning", (False, True): "afternoon"}


def counted(number: int, noun: str, many: str | None = None) -> str:
    """Return a number with its noun, in the plural where it is not one."""
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"


def day(value: date) -> str:
    """Return a day, such as "Friday 7 November 2025"."""
    return f"{value:%A} {value.day} {value:%B %Y}"


def share(part: int, whole: int) -> str:
    """Return a part as per cent of a whole, with one decimal."""
    return f"{100 * part / whole:.1f}%" if whole else "none"


def sessions(days: Sequence[Mapping[str, object]]) -> str:
    """List days, with the half of the day where it is not the whole.

    Parameters
    ----------
    days : sequence of mapping
        ``date``, and ``am`` and ``pm`` that say which half is meant.
    """
    listed = [_session(each) for each in days[:MOST_LISTED]]
    if len(days) > MOST_LISTED:
        more = counted(len(days) - MOST_LISTED, "more day")
        return f"{', '.join(listed)} and {more}"
    return joined(listed)


def joined(words: Sequence[str]) -> str:
    """Join words as in a sentence: "a, b and c"."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _session(each: Mapping[str, object]) -> str:
    when = each["date"]
    assert isinstance(when, date)
    half = HALVES.get((bool(each["am"]), bool(each["pm"])))
    named = f"{when:%a} {when.day} {when:%b}"
    return f"{named} ({half})" if half else named


def have(number: int) -> str:
    """Return "has" for one, and "have" for any other number."""
    return "has" if number == 1 else "have"
