from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from training.ranking import auc, average_precision, pairs_within, step_table
from training.resampling import resample


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


def test_a_draw_counts_a_cluster_as_often(scored):
    happened, score = scored
    draws = resample(np.arange(300) // 15, np.arange(300), draws=4)
    table = step_table(happened, score, draws)
    for measure, theirs in (
        (table.aucs, roc_auc_score),
        (table.average_precisions, average_precision_score),
    ):
        expected = [
            theirs(np.repeat(happened, weight), np.repeat(score, weight))
            for weight in draws.counts[:, draws.cluster].astype(int)
        ]
        np.testing.assert_allclose(measure(draws.counts), expected)


def test_many_scores_are_counted_in_steps_near_enough():
    generator = np.random.default_rng(2)
    happened = generator.random(50_000) < 0.05
    score = generator.normal(happened * 1.0, 1)
    draws = resample(np.arange(50_000) % 40, np.arange(50_000), draws=1)
    everyone = np.ones((1, 40))
    (found,) = step_table(happened, score, draws).aucs(everyone)
    assert found == pytest.approx(auc(happened, score), abs=2e-4)


def within(happened, score, school):
    concordant, pairs = pairs_within(happened, score, school)
    return concordant.sum() / pairs.sum()


def test_one_class_has_no_ranking():
    nobody = np.zeros(3, dtype=bool)
    score = np.arange(3.0)
    assert np.isnan(auc(nobody, score))
    assert np.isnan(average_precision(nobody, score))
    assert pairs_within(nobody, score, np.ones(3))[1].sum() == 0


def test_knowing_only_the_school_is_worth_nothing_within_schools():
    school = np.repeat([1, 2], 50)
    happened = np.tile([True, False], 50)
    happened[:25] = True
    by_school = school.astype(float)
    assert within(happened, by_school, school) == pytest.approx(0.5)


def test_within_schools_pairs_are_pooled():
    school = np.array([1, 1, 2, 2, 2])
    happened = np.array([True, False, True, False, False])
    score = np.array([0.2, 0.1, 0.1, 0.9, 0.0])
    assert within(happened, score, school) == pytest.approx(2 / 3)
