"""What is wrong at a school and what it can do, in sentences fit to be sent to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from records.quality.period import DAYS_TO_AMEND, WEEKS
from records.quality.silence import BEFORE_WEEKS
from records.quality.words import counted, day, have, joined, sessions, share

MOST_UNMARKED = 0.01
MOST_OVERDUE = 0.001
MOST_CLOSED = 0.10
MOST_DIFFERING = 0.05

Row = Mapping[str, Any]
Said = tuple[str, str] | None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong at one school.

    Attributes
    ----------
    kind : str
        One of ``KINDS``.
    found, ask : str
        What is wrong, and what the school can do.
    """

    kind: str
    found: str
    ask: str


def findings(school: Row) -> tuple[Finding, ...]:
    """Return what is wrong at one school, the gravest first.

    Parameters
    ----------
    school : mapping
        A row of ``records.quality.schools``.
    """
    return tuple(
        Finding(kind=kind, found=said[0], ask=said[1])
        for kind, rule in KINDS.items()
        if (said := rule(school)) is not None
    )


def _no_marks(school: Row) -> Said:
    if not school["silent"]:
        return None
    last = school["last_mark"]
    if last is None:
        return (
            f"{counted(school['pupils'], 'pupil')} {have(school['pupils'])} been on "
            "roll, and no mark has ever come.",
            "Switch the export of session marks on, or ask the supplier to.",
        )
    return (
        f"No mark has come for the last school week. The last is of {day(last)}.",
        f"Send the session marks since {day(last)}.",
    )


def _registers_not_taken(school: Row) -> Said:
    number = school["not_taken"]
    if not number:
        return None
    return (
        f"{number:,} of {counted(school['registers'], 'register')} {have(number)} no "
        f"mark for anybody: {sessions(school['days_not_taken'])}.",
        "Send these registers. Where the school was closed, record # for the session.",
    )


def _rows_rejected(school: Row) -> Said:
    number = school["rows_rejected"]
    if not number:
        return None
    reasons = [
        f"{reason['column'] or 'row'} {reason['problem']} ({reason['rows']:,})"
        for reason in school["rejected_for"] or ()
    ]
    why = f": {'; '.join(reasons)}" if reasons else ""
    return (
        f"{number:,} of {counted(school['rows_delivered'], 'row')} in the school's "
        f"files could not be taken in{why}.",
        "Correct these rows and send the file again. The reject file names each row.",
    )


def _registers_in_part(school: Row) -> Said:
    number = school["in_part"]
    if not number:
        return None
    return (
        f"{counted(number, 'pupil session')} {have(number)} no mark where the rest of "
        f"the school has one: {sessions(school['days_in_part'])}.",
        "Find the classes whose register was not taken, and send their marks.",
    )


def _sessions_without_mark(school: Row) -> Said:
    number = school["unmarked"] - school["in_part"]
    if number <= MOST_UNMARKED * school["expected"]:
        return None
    return (
        f"{number:,} of {counted(school['expected'], 'pupil session')} "
        f"({share(number, school['expected'])}) {have(number)} no mark.",
        "Find out whose marks are missing from the export.",
    )


def _pupils_without_marks(school: Row) -> Said:
    number = school["pupils_without_marks"]
    if not number:
        return None
    return (
        f"{counted(number, 'pupil')} on roll {have(number)} no mark on any day.",
        "Send the leaving date of those who left, and the marks of those who did not.",
    )


def _marks_off_roll(school: Row) -> Said:
    number = school["pupils_off_roll"]
    if not number:
        return None
    return (
        f"{counted(number, 'pupil')} {have(number)} marks on days when they were not "
        f"on roll ({counted(school['days_off_roll'], 'day')} in all).",
        "Send the dates on which they joined and left.",
    )


def _double_marks(school: Row) -> Said:
    number = school["pupils_double"]
    if not number:
        return None
    return (
        f"{counted(school['sessions_double'], 'session')} of "
        f"{counted(number, 'pupil')} {have(school['sessions_double'])} a mark here and "
        "at another school that both count.",
        "Record D for sessions at the other school, or ask it to.",
    )


def _enrolments_overlap(school: Row) -> Said:
    number = school["pupils_overlapping"]
    if not number:
        return None
    return (
        f"{counted(number, 'pupil')} {have(number)} a main enrolment here and at "
        "another school at the same time.",
        "Send the leaving date, or say which of the two is the main school.",
    )


def _codes_not_in_force(school: Row) -> Said:
    counts = {
        "mark": school["codes_not_in_force"],
        "suspension": school["reasons_not_in_force"],
    }
    told = [counted(number, noun) for noun, number in counts.items() if number]
    if not told:
        return None
    return (
        f"{joined(told)} {have(sum(counts.values()))} a code that was not in force on "
        "the day.",
        "Update the codes in the school's system, correct these and send them again.",
    )


def _reasons_overdue(school: Row) -> Said:
    number = school["n_overdue"]
    if number <= MOST_OVERDUE * school["marks"]:
        return None
    return (
        f"{counted(number, 'absence')} {have(number)} no reason yet (N) after "
        f"{DAYS_TO_AMEND} school days.",
        "Find out why the pupils were absent, and amend the marks.",
    )


def _seldom_open(school: Row) -> Said:
    if school["closed"] <= MOST_CLOSED * school["marks"]:
        return None
    return (
        f"{share(school['closed'], school['marks'])} of marks are Z, # or Y: the "
        "school was closed, or pupils were unable to attend.",
        "Confirm the days on which the school was closed.",
    )


def _totals_differ(school: Row) -> Said:
    compared = school["pupils_compared"]
    if school["pupils_differing"] <= MOST_DIFFERING * compared:
        return None
    return (
        f"The census totals of the {school['totals_of']} differ from the marks for "
        f"{school['pupils_differing']:,} of {counted(compared, 'pupil')}: the school "
        f"counted {_sums(school, 'told')}; its marks give {_sums(school, 'marked')}.",
        "Send the marks of that term again, or check how the totals were made.",
    )


def _sums(school: Row, whose: str) -> str:
    absent = school[f"authorised_{whose}"] + school[f"unauthorised_{whose}"]
    possible = counted(school[f"possible_{whose}"], "possible session")
    return f"{possible} and {counted(absent, 'absence')}"


def _no_behaviour_records(school: Row) -> Said:
    number = school["incidents_before"]
    if not number:
        return None
    return (
        f"No behaviour record has come for {WEEKS} school weeks, after {number:,} in "
        f"the {BEFORE_WEEKS} weeks before. The last is of "
        f"{day(school['last_incident'])}.",
        "Check that the export of behaviour records still runs.",
    )


KINDS: Mapping[str, Callable[[Row], Said]] = {
    "No marks for the last week": _no_marks,
    "Registers not taken": _registers_not_taken,
    "Registers taken in part": _registers_in_part,
    "Rows rejected": _rows_rejected,
    "Sessions without a mark": _sessions_without_mark,
    "Pupils without marks": _pupils_without_marks,
    "Marks of pupils not on roll": _marks_off_roll,
    "Marked at two schools at once": _double_marks,
    "On roll at two schools at once": _enrolments_overlap,
    "Codes out of date": _codes_not_in_force,
    "Reasons for absence overdue": _reasons_overdue,
    "Closed on many days": _seldom_open,
    "Totals differ from marks": _totals_differ,
    "No behaviour records": _no_behaviour_records,
}
