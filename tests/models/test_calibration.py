from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from models.calibration import Calibration, fit_calibration, with_spread


def test_it_recovers_the_line_that_made_the_outcomes():
    generator = np.random.default_rng(1)
    margin = generator.normal(-2, 1.5, 100_000)
    happened = (generator.random(100_000) < expit(0.6 * margin - 0.4)).astype(int)
    calibration = fit_calibration(margin, happened)
    assert calibration.slope == pytest.approx(0.6, abs=0.02)
    assert calibration.intercept == pytest.approx(-0.4, abs=0.05)


def test_it_never_turns_the_order_round_even_when_margins_mislead():
    margin = np.linspace(-1, 1, 50)
    happened = (margin < 0).astype(int)
    calibrated = fit_calibration(margin, happened).log_odds(margin)
    assert (np.diff(calibrated) > 0).all()


def test_separated_classes_give_finite_numbers():
    calibration = fit_calibration(
        np.array([-1.0, -1.0, 1.0, 1.0]), np.array([0, 0, 1, 1])
    )
    assert np.isfinite([calibration.slope, calibration.intercept]).all()


def test_a_falling_line_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        Calibration(slope=-1.0, intercept=0.0)


def test_the_spread_is_that_of_theory_when_every_row_is_a_witness():
    generator = np.random.default_rng(3)
    margin = generator.normal(-1, 1, 20_000)
    happened = (generator.random(20_000) < expit(margin)).astype(int)
    line = fit_calibration(margin, happened)
    known = with_spread(line, margin, happened, clusters=[np.arange(20_000)])
    design = np.column_stack([margin, np.ones(20_000)])
    information = (design.T * (expit(margin) * (1 - expit(margin)))) @ design
    expected = np.linalg.inv(information)
    assert known.slope_variance == pytest.approx(expected[0, 0], rel=0.1)
    assert known.intercept_variance == pytest.approx(expected[1, 1], rel=0.1)
    low, high = known.interval(margin)
    assert (low < known.probability(margin)).all()
    assert (high > known.probability(margin)).all()


def test_schools_that_differ_widen_the_interval():
    generator = np.random.default_rng(4)
    school = np.arange(20_000) % 40
    margin = generator.normal(-1, 1, 20_000)
    own = generator.normal(0, 0.5, 40)[school]
    happened = (generator.random(20_000) < expit(margin + own)).astype(int)
    line = fit_calibration(margin, happened)
    rows, schools, both = (
        with_spread(line, margin, happened, clusters=clusters).intercept_variance
        for clusters in (
            [np.arange(20_000)],
            [school],
            [school, np.arange(20_000) % 7],
        )
    )
    assert schools > 4 * rows
    assert both == pytest.approx(schools, rel=0.3)


def test_a_weight_counts_a_row_as_often():
    margin, happened = np.array([-2.0, -1.0, 0.0, 1.0] * 9), np.array([0, 0, 1, 1] * 9)
    happened[::5] = 1
    weight = np.arange(36) % 3 + 1.0
    often = np.repeat(np.arange(36), weight.astype(int))
    weighted = fit_calibration(margin, happened, weight)
    repeated = fit_calibration(margin[often], happened[often])
    assert weighted.slope == pytest.approx(repeated.slope, rel=1e-3)
