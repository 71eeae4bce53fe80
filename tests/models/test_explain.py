from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest

# Of shap's own making: how it colours plots, and the shape of its answer.
pytestmark = [
    pytest.mark.filterwarnings("ignore:The set_:PendingDeprecationWarning"),
    pytest.mark.filterwarnings("ignore:LightGBM binary classifier:UserWarning"),
]


def test_contributions_and_base_add_up_to_the_calibrated_log_odds(
    bundle, fitted, school_rows
):
    X, _, _ = school_rows
    parts, base = bundle.explain(X)
    total = parts.sum(axis=1) + base
    np.testing.assert_allclose(total, fitted.decision_function(X), atol=1e-6)


def test_contributions_are_tree_shap(bundle, fitted, school_rows):
    import shap

    X, _, _ = school_rows
    explainer = shap.TreeExplainer(fitted.booster_)
    parts, base = bundle.explain(X)
    slope, intercept = fitted.calibration_.slope, fitted.calibration_.intercept
    np.testing.assert_allclose(parts, slope * explainer.shap_values(X), atol=1e-5)
    expected = slope * float(np.ravel(explainer.expected_value)[-1]) + intercept
    assert base == pytest.approx(expected, abs=1e-5)


def test_the_base_needs_no_pupils(bundle, school_rows):
    X, _, _ = school_rows
    parts, base = bundle.explain(X.head(0))
    assert parts.shape == (0, 3)
    assert np.isfinite(base)


def test_shap_draws_what_waymark_explains(bundle, school_rows):
    import shap

    from models.explain import explanation

    X, _, _ = school_rows
    found = explanation(bundle, X.head(20))
    shap.plots.waterfall(found[0], show=False)
    told = [label.get_text() for label in plt.gca().get_yticklabels()]
    plt.close("all")
    assert any("absence_rate" in label for label in told)
    np.testing.assert_array_equal(found.values, bundle.explain(X.head(20))[0])
