"""A tiny list made by hand: two schools, a dozen pupils, three weeks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from serving.access import Role, Viewer
from serving.store.database import Store
from serving.store.publication import WeeklyList, publish
from serving.store.views import ModelUsed

WEEK = date(2026, 11, 23)
OAK, ELM = 900001, 900002

OFFICER = Viewer("officer", "Ola Officer", Role.OFFICER, None)
SCHOOL = Viewer("school", "Sam at Oakfield", Role.SCHOOL, frozenset({OAK}))
SCIENTIST = Viewer("scientist", "Dee Scientist", Role.DATA_SCIENTIST, None)
VIEWERS = (OFFICER, SCHOOL, SCIENTIST)


@dataclass(frozen=True)
class Pupil:
    """Somebody who does not exist."""

    number: int
    forename: str
    surname: str
    urn: int
    year_group: str
    outcomes: tuple[str, ...] = ("persistent_absence",)

    @property
    def pupil_id(self) -> int:
        return 4_503_599_627_370_000 + self.number

    @property
    def upn(self) -> str:
        return f"A99920002{self.number:04d}"


BOTH = ("suspension", "persistent_absence")
PUPILS = (
    Pupil(1, "Amara", "Lindqvist", OAK, "9", BOTH),
    Pupil(2, "Tomasz", "Weir", OAK, "8", ("suspension",)),
    Pupil(3, "Beatrix", "O’Dowd", ELM, "6"),
    Pupil(4, "Kofi", "Ashdown", OAK, "10"),
    Pupil(5, "Isla", "Fairweather", ELM, "R"),
    Pupil(6, "Rhys", "Pemberton-Marchbanks", ELM, "4"),
    Pupil(7, "<b>Zed</b>", "=1+1", OAK, "7"),
    Pupil(8, "Noor", "Halloran", ELM, "5", ("suspension",)),
    Pupil(9, "Dylan", "Sextant", ELM, "3"),
    Pupil(10, "Unlisted", "Underhill", ELM, "2"),
)
BY_NUMBER = {pupil.number: pupil for pupil in PUPILS}
PRIORITIES = ("Review first", "Review first", "Review", "Review", "Review")

CONCERNS = (
    (
        "absence_rate_4w",
        "Missed 28% of sessions in the last 4 school weeks; most pupils in the year "
        "group missed about 5%.",
        0.28,
        "share",
        0.62,
    ),
    (
        "incidents_12w",
        "7 behaviour records in the last 12 school weeks, up from 2 in the 12 before.",
        7.0,
        "records",
        0.41,
    ),
    ("moves_2y", "Changed school once in the last two years.", 1.0, "moves", 0.12),
)
STRENGTHS = (
    (
        "punctual",
        "On time on every day present in the last 4 school weeks.",
        1.0,
        "share",
        -0.2,
    ),
)
LIKELIHOOD = {
    "suspension": "much more likely than usual",
    "persistent_absence": "more likely than usual",
}
COMPARISON = {
    "suspension": "It happened to about 2 in 10 pupils with a record like this one.",
    "persistent_absence": "It happened to about 7 in 10 pupils with a record like "
    "this one.",
}
WOULD_HELP = (
    "With no more than 2 of 40 sessions missed in the next four school weeks, this "
    "estimate would be below the line."
)
MISSED = (0, 1, 0, 2, 1, 0, 0, 3, 4, 2, 4, 1)


def publish_three_weeks(store: Store) -> None:
    """Publish three weeks: pupil 3 comes back, 1 and 2 stay, the rest are new."""
    publish(store, weekly_list(WEEK - timedelta(weeks=2), (3, 1)))
    publish(store, weekly_list(WEEK - timedelta(weeks=1), (1, 2)))
    publish(store, weekly_list(WEEK, range(1, 10)))


def weekly_list(
    week: date, numbers: Sequence[int], pupils: Sequence[Pupil] = PUPILS
) -> WeeklyList:
    """Return the list of a week on which the pupils of these numbers stand."""
    by_number = {pupil.number: pupil for pupil in pupils}
    listed = [by_number[number] for number in numbers]
    return WeeklyList(
        week=week,
        data_as_at=week - timedelta(days=1),
        capacity=max(len(listed), 12),
        not_scored=1,
        models=tuple(ModelUsed(name, "3", "f" * 64) for name in BOTH),
        audit={},
        vocabulary=_vocabulary(),
        explanation={},
        schools=pl.DataFrame(
            {
                "urn": [OAK, ELM],
                "name": ["Oakfield Vale School", "Elm Lane Primary School"],
            }
        ),
        pupils=_frame(pupils, "pupil_id", "urn", "year_group"),
        identities=_frame(pupils, "pupil_id", "upn", "forename", "surname"),
        entries=_entries(listed),
        screenings=_screenings(pupils),
        attendance=_attendance(pupils, week),
    )


def _frame(pupils: Sequence[Pupil], *names: str) -> pl.DataFrame:
    return pl.DataFrame(
        {name: [getattr(pupil, name) for pupil in pupils] for name in names}
    )


def _entries(listed: Sequence[Pupil]) -> pl.DataFrame:
    places = range(1, len(listed) + 1)
    last = len(PRIORITIES)
    words = [PRIORITIES[n - 1] if n <= last else "Keep watching" for n in places]
    return _frame(listed, "pupil_id", "urn", "year_group", "outcomes").with_columns(
        position=pl.Series(list(places), dtype=pl.Int64),
        priority=pl.Series(words, dtype=pl.String),
        headline=pl.Series([_headline(pupil) for pupil in listed], dtype=pl.String),
    )


def _headline(pupil: Pupil) -> str:
    return CONCERNS[pupil.number % len(CONCERNS)][1]


def _screenings(pupils: Sequence[Pupil]) -> pl.DataFrame:
    reasons = {"concerns": _reasons(CONCERNS), "strengths": _reasons(STRENGTHS)}
    return pl.DataFrame(
        [
            {
                "pupil_id": pupil.pupil_id,
                "outcome": outcome,
                "urn": pupil.urn,
                "risk": 0.4321,
                "likelihood": LIKELIHOOD[outcome],
                "comparison": COMPARISON[outcome],
                "reasons": json.dumps(reasons),
                "doubts": ["This rests on 5 of the last 12 school weeks."],
                "would_help": WOULD_HELP,
            }
            for pupil in pupils
            for outcome in BOTH
        ]
    )


def _reasons(rows: Sequence[tuple[str, str, float, str, float]]) -> list[dict]:
    return [
        {"feature": feature, "text": text, "value": value, "weight": weight}
        for feature, text, value, _, weight in rows
    ]


def _vocabulary() -> dict[str, dict[str, object]]:
    return {
        feature: {
            "code": feature,
            "title": feature.replace("_", " ").capitalize(),
            "unit": unit,
            "actionable": feature != "moves_2y",
            "sources": ["marks"],
        }
        for feature, _, _, unit, _ in (*CONCERNS, *STRENGTHS)
    }


def _attendance(pupils: Sequence[Pupil], week: date) -> pl.DataFrame:
    first = week - timedelta(weeks=len(MISSED) + 1)
    weeks = [
        {
            "week": (first + timedelta(weeks=place)).isoformat(),
            "possible": 10,
            "absent": missed,
        }
        for place, missed in enumerate(MISSED)
    ]
    return _frame(pupils, "pupil_id", "urn").with_columns(
        weeks=pl.lit(json.dumps(weeks))
    )
