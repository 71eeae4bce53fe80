from __future__ import annotations

import numpy as np
import pytest

from training.reliability import (
    brier_score,
    calibration_curve,
    calibration_error,
    recalibration,
)


@pytest.fixture
def true_risks() -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(8)
    risk = generator.beta(1, 8, 50_000)
    return generator.random(50_000) < risk, risk


def test_true_risks_have_hardly_any_calibration_error(true_risks):
    happened, risk = true_risks
    assert calibration_error(happened, risk) < 0.005
    line = recalibration(happened, risk)
    assert line.slope == pytest.approx(1, abs=0.05)
    assert line.intercept == pytest.approx(0, abs=0.1)


def test_risks_twice_too_high_show_it(true_risks):
    happened, risk = true_risks
    doubled = np.minimum(2 * risk, 1)
    assert calibration_error(happened, doubled) == pytest.approx(risk.mean(), rel=0.05)
    assert recalibration(happened, doubled).intercept < -0.5


def test_the_curve_has_bins_of_equal_count(true_risks):
    happened, risk = true_risks
    curve = calibration_curve(happened, risk)
    assert curve["rows"].to_list() == [5000] * 10
    assert curve["risk"].is_sorted()


def test_brier_is_the_mean_squared_distance():
    assert brier_score(np.array([True, False]), np.array([0.5, 0.1])) == 0.13
