"""An estimate in words, and the reasons that may stand beside it."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from small_county import FEATURES, small_bundle

from features.catalogue import CATALOGUE, COMPANIONS, REASONS, UNSPOKEN
from features.wording import halves
from models.bundle import Bundle, Peers
from models.outcomes import SUSPENSION
from serving.choice import NOBODY, choose
from serving.likelihood import TOO_FEW, UNTESTED, comparisons, how_much, likelihoods
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
    rows = pl.DataFrame([row])
    features = [CATALOGUE[name] for name in FEATURES]
    (kept,) = reasons(small_bundle("suspension"), rows, halves(rows, features))
    told = json.loads(kept)
    return tuple([one["feature"] for one in told[kind]] for kind in told)


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
    others = np.full(9_999, (1000 - risk) / 9_999)
    assert likelihoods(np.array([risk, *others]))[0] == words


def test_comparison_speaks_of_pupils_with_a_like_estimate() -> None:
    peers = (
        Peers(from_risk=0.0, pupils=900, happened=1),
        Peers(from_risk=0.2, pupils=100, happened=34),
        Peers(from_risk=0.9, pupils=9, happened=9),
    )
    low, high, rare = comparisons(np.array([0.1, 0.5, 0.95]), peers, SUSPENSION)
    assert high == (
        "Of 10 earlier pupils with a screening like this, suspension or exclusion "
        "followed for about 3 within 12 school weeks. Of all earlier pupils it "
        "followed for about 4 in 100."
    )
    assert "fewer than 1" in low
    assert rare == TOO_FEW
    assert comparisons(np.array([0.1]), (), SUSPENSION) == [UNTESTED]


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


def test_no_more_than_five_are_told_and_one_of_them_is_a_strength() -> None:
    features = [
        replace(CATALOGUE["incidents_4w"], reason=reason, strength="Few.")
        for reason in sorted(set(REASONS) - set(UNSPOKEN))
    ]
    usual = {"incidents_4w": 1.0}
    moved = np.linspace(2.0, 0.1, len(features))[None, :]
    moved[0, -1] = -0.06
    figures = np.full_like(moved, 5.0)
    figures[0, -1] = 0.0
    choice = choose(moved, figures, features, usual)
    assert choice.feature.tolist() == [[0, 1, 2, 3, len(features) - 1]]
    assert choice.weight[0, -1] == -0.06


def test_what_is_not_recorded_is_no_strength_unless_that_says_something() -> None:
    silent, telling = CATALOGUE["absence_rate_4w"], CATALOGUE["weeks_since_incident"]
    nothing = np.full((1, 2), np.nan)
    usual = {silent.name: 0.1, telling.name: 9.0}
    lowers = choose(np.full((1, 2), -1.0), nothing, [silent, telling], usual)
    assert lowers.feature[0, :2].tolist() == [1, NOBODY]
    raises = choose(np.full((1, 2), 1.0), nothing, [silent, telling], usual)
    assert raises.feature[0, :2].tolist() == [0, NOBODY]


def test_of_a_reason_the_feature_that_says_most_in_fitting_words_is_told() -> None:
    long, longer = CATALOGUE["absence_rate_year"], CATALOGUE["absence_rate_last_year"]
    usual = {long.name: 0.1, longer.name: 0.1}
    moved = np.array([[1.0, 0.2]])
    figures = np.array([[0.05, 0.4]])
    assert choose(moved, figures, [long, longer], usual).feature[0, 0] == 1
    assert choose(moved, figures, [long, longer], usual).weight[0, 0] == 1.2


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        (0.9, "much more likely than usual"),
        (0.5, "more likely than usual"),
        (0.1, "a little more likely than usual"),
        (-0.5, "less likely than usual"),
    ],
)
def test_weights_are_told_in_words(weight: float, words: str) -> None:
    assert how_much(weight) == words


def test_a_headline_is_the_foremost_concern_of_the_pupils_own() -> None:
    context = {"feature": "year_group", "text": "In Year 9."}
    own = {"feature": "absence_rate_4w", "text": "Missed 20 of 40 sessions."}
    assert headline(json.dumps({"concerns": [context, own]})) == own["text"]
    assert headline(json.dumps({"concerns": [context]})) == context["text"]
    assert "none stands out" in headline(json.dumps({"concerns": []}))
