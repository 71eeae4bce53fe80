"""An estimate in words, and the reasons that may stand beside it."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest
from small_county import small_bundle

from features.catalogue import COMPANIONS
from models.bundle import Bundle, Peers
from models.outcomes import SUSPENSION
from serving.likelihood import comparison, likelihood
from serving.reasons import headline, reasons

USUAL_PUPIL = {
    "absence_rate_4w": 0.1,
    "absence_rate_12w": 0.1,
    "absence_rate_year": 0.1,
    "incidents_4w": 0.0,
    "year_group": 9.0,
    "possible_sessions_12w": 110.0,
    "possible_sessions_year": 140.0,
} | dict.fromkeys(COMPANIONS, 40.0)


def reasons_of(**changed: float | None) -> tuple[list[str], list[str]]:
    row = {"pupil_id": 1, "as_of": None, "urn": 900001} | USUAL_PUPIL | changed
    (found,) = reasons(small_bundle("suspension"), pl.DataFrame([row]))
    return [one.code for one in found.concerns], [one.code for one in found.strengths]


@pytest.mark.parametrize(
    ("risk", "words"),
    [
        (0.31, "much more likely than usual"),
        (0.29, "more likely than usual"),
        (0.10, "about as likely as usual"),
        (0.06, "less likely than usual"),
        (0.0, "less likely than usual"),
    ],
)
def test_likelihood_is_set_beside_what_is_usual(risk: float, words: str) -> None:
    assert likelihood(risk, 0.1) == words


def test_comparison_speaks_of_pupils_with_a_like_estimate() -> None:
    peers = (
        Peers(from_risk=0.0, pupils=900, happened=1),
        Peers(from_risk=0.2, pupils=100, happened=34),
    )
    high = comparison(0.5, peers, SUSPENSION)
    assert "suspension or exclusion followed for about 34 in 100" in high
    assert "for about 4 in 100 altogether" in high
    assert "fewer than 1 in 100" in comparison(0.1, peers, SUSPENSION)
    assert "has not been tested" in comparison(0.1, (), SUSPENSION)


def test_much_absence_is_a_concern_and_little_a_strength() -> None:
    concerns, strengths = reasons_of(absence_rate_4w=0.5, absence_rate_year=0.0)
    assert "absence_rate_4w" in concerns
    assert "absence_rate_year" in strengths


def test_features_of_one_reason_speak_once() -> None:
    concerns, strengths = reasons_of(absence_rate_4w=0.5, absence_rate_12w=0.5)
    recent = {"absence_rate_4w", "absence_rate_12w"}
    assert len(recent & {*concerns, *strengths}) == 1


def test_a_fact_no_better_than_usual_is_no_strength() -> None:
    # Twelve in a hundred lowers this model's estimate, but is above the usual ten.
    _, strengths = reasons_of(
        absence_rate_4w=0.12, absence_rate_12w=0.12, absence_rate_year=0.12
    )
    assert set(strengths) <= {"incidents_4w"}


@pytest.mark.parametrize("weight", [2.0, -2.0])
def test_the_year_group_is_nobodys_sign(
    monkeypatch: pytest.MonkeyPatch, weight: float
) -> None:
    moved = np.array([[0.0, 0.0, 0.0, 0.3, weight]])
    monkeypatch.setattr(Bundle, "explain", lambda *_: (moved, 0.0))
    concerns, strengths = reasons_of(incidents_4w=3.0)
    assert concerns == ["incidents_4w"]
    assert strengths == []


def test_a_headline_is_the_foremost_concern_of_the_pupils_own() -> None:
    context = {"code": "year_group", "text": "In Year 9."}
    own = {"code": "absence_rate_4w", "text": "Missed 20 of 40 sessions."}
    assert headline(json.dumps({"concerns": [context, own]})) == own["text"]
    assert headline(json.dumps({"concerns": [context]})) == context["text"]
    assert "none stands out" in headline(json.dumps({"concerns": []}))
