from __future__ import annotations

import numpy as np
import pytest

from models.explain import contributions


def test_contributions_and_base_add_up_to_the_calibrated_log_odds(school_rows, fitted):
    X, _, _ = school_rows
    parts, base = contributions(fitted.booster_, fitted.calibration_, X.to_numpy())
    total = parts.sum(axis=1) + base
    np.testing.assert_allclose(total, fitted.decision_function(X), atol=1e-6)


# Of shap's own making: how it colours plots, and the shape of its answer.
@pytest.mark.filterwarnings("ignore:The set_:PendingDeprecationWarning")
@pytest.mark.filterwarnings("ignore:LightGBM binary classifier:UserWarning")
def test_contributions_are_tree_shap(school_rows, fitted):
    import shap

    X, _, _ = school_rows
    rows = X.head(200)
    explainer = shap.TreeExplainer(fitted.booster_)
    parts, base = contributions(fitted.booster_, fitted.calibration_, rows.to_numpy())
    slope, intercept = fitted.calibration_.slope, fitted.calibration_.intercept
    np.testing.assert_allclose(parts, slope * explainer.shap_values(rows), atol=1e-5)
    expected = slope * float(np.ravel(explainer.expected_value)[-1]) + intercept
    assert base == pytest.approx(expected, abs=1e-5)


def test_the_base_needs_no_pupils(fitted):
    parts, base = contributions(fitted.booster_, fitted.calibration_, np.empty((0, 3)))
    assert parts.shape == (0, 3)
    assert np.isfinite(base)
