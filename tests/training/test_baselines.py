from __future__ import annotations

import numpy as np
import polars as pl
from sklearn.metrics import roc_auc_score

from training.baselines import (
    RANKINGS,
    RULES,
    fit_logistic_regression,
    matrix,
    rule_scores,
)


def test_the_rules_are_those_schools_use():
    rows = pl.DataFrame(
        {
            "absence_rate_year": [0.05, 0.10, 0.2, None],
            "suspensions_12m": [0.0, 0.0, 2.0, None],
        }
    )
    scores = rule_scores(rows, RULES)
    assert scores["absent_10_percent_so_far"].tolist() == [0, 1, 1, 0]
    assert scores["suspended_before"].tolist() == [0, 0, 1, 0]
    assert scores["either_then_both"].tolist() == [0, 1, 2, 0]


def test_the_rankings_leave_few_ties():
    rows = pl.DataFrame(
        {"absence_rate_year": [0.02, 0.3, 0.04], "suspensions_12m": [1.0, 0.0, 1.0]}
    )
    scores = rule_scores(rows, RANKINGS)
    assert np.argsort(scores["most_absent_first"]).tolist() == [0, 2, 1]
    assert np.argsort(scores["most_suspended_first"]).tolist() == [1, 0, 2]


def test_the_regression_takes_what_is_not_known():
    generator = np.random.default_rng(6)
    rows = pl.DataFrame(
        {"a": generator.normal(size=800), "b": [None, 1.0] * 400, "never": [None] * 800}
    )
    label = (rows["a"].to_numpy() + generator.normal(size=800) > 1).astype(float)
    features = ["a", "b", "never"]
    model = fit_logistic_regression(rows, features, label)
    risk = model.predict_proba(matrix(rows, features))[:, 1]
    assert roc_auc_score(label, risk) > 0.8
