from __future__ import annotations

import numpy as np
import pytest

from training.resampling import FEWEST_SCHOOLS, centred, interval, resample


def test_schools_are_drawn_whole():
    school = np.repeat(np.arange(FEWEST_SCHOOLS), 3)
    drawn = resample(school, np.arange(len(school)), draws=5)
    assert drawn.unit == "school"
    weights = drawn.counts[:, drawn.cluster].reshape(5, FEWEST_SCHOOLS, 3)
    assert (weights == weights[:, :, :1]).all()
    assert (drawn.counts.sum(axis=1) == FEWEST_SCHOOLS).all()


def test_pupils_are_drawn_whole_where_schools_are_few():
    pupil = np.repeat(np.arange(20), 2)
    drawn = resample(np.ones(40), pupil, draws=5)
    assert drawn.unit == "pupil"
    assert drawn.counts.shape == (5, 20)


def test_totals_are_those_of_the_weighted_rows():
    pupil = np.repeat(np.arange(20), 2)
    values = np.random.default_rng(2).random(40)
    drawn = resample(np.ones(40), pupil, draws=6)
    np.testing.assert_allclose(
        drawn.totals(values), drawn.counts[:, drawn.cluster] @ values
    )


def test_the_interval_of_a_mean_is_as_wide_as_theory_says():
    values = np.random.default_rng(4).normal(0, 1, 900)
    drawn = resample(np.ones(900), np.arange(900), draws=2000)
    lower, upper = interval(drawn.totals(values) / 900)
    assert upper - lower == pytest.approx(2 * 1.96 / 30, rel=0.1)


def test_draws_without_a_number_are_left_out():
    assert interval(np.array([1.0, np.nan, 1.0])) == (1.0, 1.0)
    assert np.isnan(interval(np.array([np.nan]))).all()


def test_draws_that_rise_by_chance_are_moved_to_their_figure():
    assert centred(np.array([2.0, 3.0, np.nan, 4.0]), 1.0)[:2].tolist() == [0.0, 1.0]
