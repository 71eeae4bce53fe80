from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from training.ranking import auc, auc_within, average_precision, weighted_aucs


@pytest.fixture
def scored() -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(5)
    happened = generator.random(300) < 0.3
    score = np.round(generator.normal(happened * 0.8, 1), 1)
    return happened, score


def test_auc_is_that_of_scikit_learn_ties_included(scored):
    happened, score = scored
    assert auc(happened, score) == pytest.approx(roc_auc_score(happened, score))


def test_average_precision_is_that_of_scikit_learn_ties_included(scored):
    happened, score = scored
    expected = average_precision_score(happened, score)
    assert average_precision(happened, score) == pytest.approx(expected)


def test_a_weight_counts_a_row_as_often(scored):
    happened, score = scored
    weights = np.random.default_rng(1).integers(0, 3, (4, 300))
    expected = [
        roc_auc_score(np.repeat(happened, draw), np.repeat(score, draw))
        for draw in weights
    ]
    np.testing.assert_allclose(weighted_aucs(happened, score, weights), expected)


def test_one_class_has_no_ranking():
    nobody = np.zeros(3, dtype=bool)
    score = np.arange(3.0)
    assert np.isnan(auc(nobody, score))
    assert np.isnan(average_precision(nobody, score))
    assert np.isnan(auc_within(nobody, score, np.ones(3), np.ones(3)))


def test_knowing_only_the_school_is_worth_nothing_within_schools():
    school = np.repeat([1, 2], 50)
    happened = np.tile([True, False], 50)
    happened[:25] = True
    by_school = school.astype(float)
    assert auc_within(happened, by_school, school, np.ones(100)) == pytest.approx(0.5)


def test_within_schools_pairs_are_pooled():
    school = np.array([1, 1, 2, 2, 2])
    happened = np.array([True, False, True, False, False])
    score = np.array([0.2, 0.1, 0.1, 0.9, 0.0])
    assert auc_within(happened, score, school, np.ones(5)) == pytest.approx(2 / 3)
