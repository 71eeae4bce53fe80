from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import roc_auc_score

from training.baselines import (
    RANKINGS,
    RULES,
    fit_boosting,
    fit_logistic_regression,
    rule_scores,
    school_rate,
    some_pupils,
)


def test_the_rules_are_those_schools_use():
    rows = pl.DataFrame(
        {
            "absence_rate_year": [0.05, 0.10, 0.2, None],
            "suspensions_12m": [0.0, 0.0, 2.0, None],
            "absence_rate_last_year": [0.3, None, 0.01, 0.0],
            "incidents_12w": [0.0, 0.0, 6.0, None],
            "in_year_moves_2y": [0.0, 1.0, 0.0, None],
            "in_alternative_provision": [0.0, 0.0, 0.0, None],
            "sen": ["No SEN", "SEN support", "EHC plan", None],
            "fsm": ["Eligible", "Not eligible", None, None],
        }
    )
    scores = rule_scores(rows, RULES)
    assert scores["absent_10_percent_so_far"].tolist() == [0, 1, 1, 0]
    assert scores["suspended_before"].tolist() == [0, 0, 1, 0]
    assert scores["either_then_both"].tolist() == [0, 1, 2, 0]
    assert scores["absence_last_year"].tolist() == [0.3, 0, 0.01, 0]
    assert scores["points_score"].tolist() == [3, 5, 11, 0]


def test_a_school_is_scored_by_its_own_rate_and_a_new_one_by_the_average():
    learnt = pl.DataFrame(
        {"urn": [1] * 950 + [2] * 950, "label": [True] * 95 + [False] * 1805}
    )
    rates = school_rate(learnt, pl.DataFrame({"urn": [2, 1, 3]}))
    assert rates.tolist() == pytest.approx([0.0025, 0.0975, 0.05])


def test_some_pupils_come_with_all_their_rows_and_are_the_same_each_time():
    rows = pl.DataFrame({"pupil_id": np.repeat(np.arange(1, 2001), 3)})
    some = some_pupils(rows, 1500)
    assert len(some) == pytest.approx(1500, rel=0.2)
    assert (some.group_by("pupil_id").len()["len"] == 3).all()
    assert some.equals(some_pupils(rows, 1500))


def test_the_rankings_leave_few_ties():
    rows = pl.DataFrame(
        {"absence_rate_year": [0.02, 0.3, 0.04], "suspensions_12m": [1.0, 0.0, 1.0]}
    )
    scores = rule_scores(rows, RANKINGS)
    assert np.argsort(scores["most_absent_first"]).tolist() == [0, 2, 1]
    assert np.argsort(scores["most_suspended_first"]).tolist() == [1, 0, 2]


@pytest.mark.parametrize("fit", [fit_logistic_regression, fit_boosting])
def test_plain_learners_take_what_is_not_known(fit):
    generator = np.random.default_rng(6)
    rows = pl.DataFrame(
        {"a": generator.normal(size=800), "b": [None, 1.0] * 400, "never": [None] * 800}
    )
    label = (rows["a"].to_numpy() + generator.normal(size=800) > 1).astype(float)
    score = fit(rows, ["a", "b", "never"], label)
    assert roc_auc_score(label, score(rows)) > 0.8
