"""Figures of an area: added up, and never of so few that one may be known."""

from __future__ import annotations

import json
from datetime import date, timedelta

import polars as pl
import pytest

import serving.area_figures
from serving.area_figures import area_figures

AS_OF = date(2026, 11, 23)
MONDAY = date(2026, 11, 16)
BIG, SMALL = 900001, 900002
# Thirty pupils at the one school, four at the other.
SCHOOL_OF = {pupil: BIG if pupil <= 30 else SMALL for pupil in range(1, 35)}


def figures(suspended: int, monkeypatch: pytest.MonkeyPatch) -> dict[tuple, dict]:
    week = {"week": MONDAY.isoformat(), "possible": 10, "absent": 1}
    attendance = pl.DataFrame(
        {
            "pupil_id": list(SCHOOL_OF),
            "urn": list(SCHOOL_OF.values()),
            "weeks": json.dumps([week]),
        }
    )
    began = {
        "pupil_id": list(range(1, suspended + 1)),
        "start_date": [MONDAY + timedelta(days=2)] * suspended,
        "recorded_on": [MONDAY + timedelta(days=2)] * suspended,
        "review_outcome": [None] * suspended,
    }
    groups = pl.DataFrame(
        {
            "pupil_id": list(SCHOOL_OF),
            "locality": ["North"] * 34,
            "sen": ["None"] * 22 + ["Support"] * 12,
            "fsm": ["Not eligible"] * 34,
            "sex": ["Female"] * 17 + ["Male"] * 17,
            "priority_group": ["Others"] * 31 + ["Mixed"] * 3,
        }
    )
    monkeypatch.setattr(
        serving.area_figures, "characteristics", lambda tables, as_of: groups
    )
    schema = {
        "pupil_id": pl.Int64,
        "start_date": pl.Date,
        "recorded_on": pl.Date,
        "review_outcome": pl.String,
    }
    tables = {"suspensions": pl.DataFrame(began, schema=schema).lazy()}
    listed = pl.Series([1, 2, 31], dtype=pl.Int64)
    made = area_figures(tables, AS_OF, attendance, listed)
    return {(kind, area): json.loads(told) for kind, area, told in made.rows()}


def test_every_area_has_its_share_of_sessions_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = figures(12, monkeypatch)
    assert set(made) == {
        ("whole", "everywhere"),
        ("cluster", "North"),
        ("school", str(BIG)),
        ("school", str(SMALL)),
    }
    (week,) = made["whole", "everywhere"]["weeks"]
    assert week == {"week": MONDAY.isoformat(), "absence": 0.1, "suspensions": "10"}


def test_a_school_of_four_pupils_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    small = figures(12, monkeypatch)["school", str(SMALL)]
    assert small["weeks"][0]["absence"] is None
    assert small["weeks"][0]["suspensions"] == "c"
    for groups in small["groups"].values():
        for each in groups:
            assert each["absence"] is None
            assert {each[name] for name in ("pupils", "suspended", "listed")} == {"c"}


def test_a_small_group_and_the_one_that_would_give_it_away_are_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    county = figures(3, monkeypatch)["whole", "everywhere"]
    assert county["weeks"][0]["suspensions"] == "c"
    assert {each["pupils"] for each in county["groups"]["priority_group"]} == {"c"}
    assert [each["pupils"] for each in county["groups"]["sen"]] == ["20", "10"]
    assert {each["listed"] for each in county["groups"]["sen"]} == {"c"}
