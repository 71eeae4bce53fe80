from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from models.calibration import Calibration, fit_calibration


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
