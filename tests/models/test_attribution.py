"""Attribution by looking answers up must be TreeSHAP itself."""

from __future__ import annotations

import lightgbm as lgb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.attribution import ROWS_AT_ONCE, Attribution

# Of shap's own making: how it colours plots, and the shape of its answer.
pytestmark = [
    pytest.mark.filterwarnings("ignore:The set_:PendingDeprecationWarning"),
    pytest.mark.filterwarnings("ignore:LightGBM binary classifier:UserWarning"),
]


def random_model(seed: int, **parameters: object) -> tuple[lgb.Booster, np.ndarray]:
    """Train on noise: any trees will do, and missing values take part."""
    generator = np.random.default_rng(seed)
    X = generator.normal(size=(600, 6)).round(1)
    X[generator.random(X.shape) < 0.15] = np.nan
    X[:, 5] = generator.poisson(1.0, 600)
    y = (np.nansum(X[:, :3], axis=1) + generator.normal(size=600) > 0.5).astype(int)
    chosen = {"objective": "binary", "verbosity": -1, "num_threads": 1, "seed": seed}
    booster = lgb.train(
        chosen | parameters, lgb.Dataset(X, y), num_boost_round=int(seed % 17) + 3
    )
    return booster, X


def by_shap(booster: lgb.Booster, X: np.ndarray) -> np.ndarray:
    import shap

    return np.asarray(shap.TreeExplainer(booster).shap_values(X))


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**31),
    leaves=st.integers(2, 40),
    depth=st.sampled_from([-1, 1, 2, 12]),
    smallest=st.integers(1, 60),
)
def test_random_models_are_explained_as_shap_explains_them(
    seed: int, leaves: int, depth: int, smallest: int
) -> None:
    booster, X = random_model(
        seed,
        num_leaves=leaves,
        max_depth=depth,
        min_data_in_leaf=smallest,
    )
    rows = np.vstack([X[:100], np.full((1, 6), np.nan), 1e6 * X[:20]])
    attribution = Attribution.of(booster)
    found = attribution.contributions(rows)
    np.testing.assert_allclose(found, by_shap(booster, rows), atol=1e-5)
    margin = booster.predict(rows, raw_score=True)
    np.testing.assert_allclose(found.sum(axis=1) + attribution.base, margin, atol=1e-6)


def test_rows_are_explained_alike_however_many_there_are() -> None:
    booster, X = random_model(5)
    many = np.resize(X, (ROWS_AT_ONCE + 7, X.shape[1]))
    attribution = Attribution.of(booster)
    found = attribution.contributions(many)
    assert np.array_equal(found[:600], attribution.contributions(X))
    assert np.array_equal(found[-1], attribution.contributions(many[-1:])[0])
    assert attribution.contributions(X[:0]).shape == (0, 6)


def test_paths_of_more_questions_than_are_tabulated_are_exact() -> None:
    booster, X = random_model(11, num_leaves=60, min_data_in_leaf=2)
    attribution = Attribution.of(booster)
    assert any(lookup.table is None for lookup in attribution.lookups)
    found = attribution.contributions(X)
    np.testing.assert_allclose(found, by_shap(booster, X), atol=1e-5)


def test_a_model_without_a_split_says_nothing_of_anybody() -> None:
    booster, X = random_model(3, min_data_in_leaf=599)
    attribution = Attribution.of(booster)
    assert not attribution.contributions(X).any()
    assert attribution.base == pytest.approx(booster.predict(X, raw_score=True)[0])


def test_trees_that_take_zero_for_missing_are_refused() -> None:
    booster, _ = random_model(3, zero_as_missing=True)
    with pytest.raises(ValueError, match="missing Zero"):
        Attribution.of(booster)
