from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.utils.estimator_checks import check_estimator

from models.risk import RiskModel


def test_it_keeps_the_scikit_learn_contract():
    small = RiskModel(rounds=20, minimum_leaf=2, l2=0.1, threads=1)
    check_estimator(small, on_skip=None)


@pytest.mark.parametrize(
    ("feature", "sign"),
    [("absence_rate", 1), ("incidents", 1), ("weeks_at_school", -1)],
)
def test_more_of_a_feature_moves_risk_only_in_its_declared_direction(
    school_rows, fitted, feature, sign
):
    X, _, _ = school_rows
    pupils = X.head(40)
    ladder = np.linspace(X[feature].min(), X[feature].max(), 30)
    risks = np.column_stack(
        [fitted.decision_function(pupils.assign(**{feature: step})) for step in ladder]
    )
    assert (sign * np.diff(risks, axis=1) >= -1e-12).all()


def test_it_finds_what_drives_the_outcome(school_rows, fitted):
    X, y, _ = school_rows
    assert roc_auc_score(y, fitted.predict_proba(X)[:, 1]) > 0.7


def test_two_fits_give_the_same_text(school_rows):
    X, y, pupil = school_rows
    one, two = (
        RiskModel(rounds=15).fit(X, y, groups=pupil).booster_.model_to_string()
        for _ in range(2)
    )
    assert one == two


def test_predicted_risks_agree_with_what_happens(school_rows, fitted):
    X, y, _ = school_rows
    assert fitted.predict_proba(X)[:, 1].mean() == pytest.approx(y.mean(), abs=0.02)


def test_learning_from_one_class_is_refused(school_rows):
    X, y, _ = school_rows
    with pytest.raises(ValueError, match="one class only"):
        RiskModel().fit(X, np.zeros_like(y))


def test_a_single_pupil_cannot_be_both_learnt_from_and_held_out(school_rows):
    X, y, _ = school_rows
    with pytest.raises(ValueError, match="one group"):
        RiskModel().fit(X, y, groups=np.zeros(len(y)))
