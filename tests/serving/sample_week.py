"""A week's list of four pupils in two schools, made by hand."""

from __future__ import annotations

import json
from datetime import date

import polars as pl

from serving.access import Role, Viewer
from serving.store.publication import WeeklyList
from serving.store.views import ModelUsed

WEEK = date(2026, 11, 23)
OAK, ELM = 900001, 900002
ANN, BEN, CAT, DAN = (4503599627370497 + number for number in range(4))
SCHOOL_OF = {ANN: OAK, BEN: OAK, CAT: ELM, DAN: ELM}
# Of Dan too little is recorded.
SCORED = (ANN, BEN, CAT)
ANNS_UPN = "M999200024001"
CATS_UPN = "X999200024003"
CANARY_NAMES = ("Zephyrine", "Quillfeather")

OFFICER = Viewer("officer", "Olive Officer", Role.OFFICER, None)
OAK_USER = Viewer("oak", "Oak office", Role.SCHOOL, frozenset({OAK}))
ELM_USER = Viewer("elm", "Elm office", Role.SCHOOL, frozenset({ELM}))
SCIENTIST = Viewer("scientist", "Dee Data", Role.DATA_SCIENTIST, None)
VIEWERS = (OFFICER, OAK_USER, ELM_USER, SCIENTIST)


def reason(feature: str, text: str, weight: float = 0.5) -> dict[str, object]:
    return {"feature": feature, "text": text, "value": 0.2, "weight": weight}


def word(code: str) -> dict[str, object]:
    title = code.replace("_", " ").capitalize()
    sources = ["marks"]
    told = {"code": code, "title": title, "unit": "share", "sources": sources}
    return told | {"actionable": True}


VOCABULARY = {
    "absence_rate_4w": word("absence_recent"),
    "incidents_4w": word("behaviour_recent"),
}


REASONS = json.dumps(
    {
        "concerns": [reason("absence_rate_4w", "Missed 8 of the last 40 sessions")],
        "strengths": [reason("incidents_4w", "No incident in the last 4 weeks", -0.5)],
    }
)


def screening(pupil_id: int, urn: int, outcome: str, risk: float) -> dict[str, object]:
    return {
        "pupil_id": pupil_id,
        "outcome": outcome,
        "urn": urn,
        "risk": risk,
        "likelihood": "more likely than usual",
        "comparison": "It happened to 12 of 100 pupils with a like record",
        "reasons": REASONS,
        "doubts": ["This rests on 4 of the last 12 school weeks."],
        "would_help": None,
    }


def entry(position: int, pupil_id: int, urn: int, priority: str) -> dict[str, object]:
    return {
        "position": position,
        "pupil_id": pupil_id,
        "urn": urn,
        "year_group": "9",
        "priority": priority,
        "outcomes": ["suspension"],
        "headline": "Missed 8 of the last 40 sessions",
    }


def sample_list(
    week: date = WEEK, *, listed: tuple[int, ...] = (ANN, CAT)
) -> WeeklyList:
    return WeeklyList(
        week=week,
        data_as_at=date(2026, 11, 20),
        capacity=len(listed),
        not_scored=1,
        models=(ModelUsed("suspension", "2026-07-06", "ab" * 32),),
        audit={"groups": []},
        vocabulary=VOCABULARY,
        explanation={},
        schools=pl.DataFrame({"urn": [OAK, ELM], "name": ["Oak", "Elm"]}),
        pupils=pl.DataFrame(
            {
                "pupil_id": list(SCHOOL_OF),
                "urn": list(SCHOOL_OF.values()),
                "year_group": ["9", "R", "9", None],
            }
        ),
        identities=identities(),
        entries=pl.DataFrame(
            [
                entry(place, pupil, SCHOOL_OF[pupil], "Review first")
                for place, pupil in enumerate(listed, start=1)
            ]
        ),
        screenings=screenings(),
        attendance=attendance(),
    )


def identities() -> pl.DataFrame:
    forename, surname = CANARY_NAMES
    return pl.DataFrame(
        {
            "pupil_id": [ANN, CAT],
            "upn": [ANNS_UPN, CATS_UPN],
            "forename": ["Ann", forename],
            "surname": ["Oakley", surname],
        }
    )


def screenings() -> pl.DataFrame:
    risks = {"suspension": 0.1234, "persistent_absence": 0.4}
    return pl.DataFrame(
        [
            screening(pupil, SCHOOL_OF[pupil], outcome, risk)
            for pupil in SCORED
            for outcome, risk in risks.items()
        ]
    )


def attendance() -> pl.DataFrame:
    week = {"week": "2026-11-16", "possible": 10, "absent": 2}
    return pl.DataFrame(
        {
            "pupil_id": SCORED,
            "urn": [SCHOOL_OF[pupil] for pupil in SCORED],
            "weeks": json.dumps([week]),
        }
    )
