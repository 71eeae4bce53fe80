import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairness import intervals

# Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
WILSON = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]

# Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10.
DIFFERENCES = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (10, 10, 0, 10, 0.6075, 1.0000),
    (5, 56, 0, 29, -0.0381, 0.1926),
]


@pytest.mark.parametrize(("part", "whole", "low", "high"), WILSON)
def test_wilson_gives_the_published_intervals(part, whole, low, high):
    assert np.allclose(intervals.wilson(part, whole), (low, high), atol=5e-5)


def test_wilson_of_nobody_is_undefined():
    low, high = intervals.wilson([0.0], [0.0])
    assert np.isnan(low).all()
    assert np.isnan(high).all()


@given(st.integers(0, 300), st.integers(1, 300))
def test_wilson_holds_the_share_and_stays_a_proportion(part, whole):
    share = min(part, whole) / whole
    low, high = intervals.wilson(min(part, whole), whole)
    assert 0 <= low <= share <= high <= 1


@pytest.mark.parametrize(("a", "m", "b", "n", "low", "high"), DIFFERENCES)
def test_differences_are_the_published_ones(a, m, b, n, low, high):
    parts, wholes = np.array([a, b], float), np.array([m, n], float)
    ends = intervals.wilson(parts, wholes)
    own = (parts / wholes, *ends)
    other = tuple(part[1:] for part in own)
    found = intervals.difference(own, other, rho=np.zeros(2))
    assert np.allclose([end[0] for end in found[1:]], (low, high), atol=5e-5)


def test_a_ratio_to_nothing_is_undefined_and_a_ratio_of_nothing_is_zero():
    value, base = np.array([0.0, 0.5, 0.0]), np.array([20.0, 40.0, 30.0])
    own = (value, *intervals.wilson(value * base, base))
    half, nothing = (tuple(part[at : at + 1] for part in own) for at in (1, 2))
    ratio, low, high = intervals.ratio(own, half, rho=np.zeros(3))
    assert ratio.tolist() == [0, 1, 0]
    assert low[0] == 0 < high[0] < 1
    against_nothing, _, _ = intervals.ratio(own, nothing, rho=np.zeros(3))
    assert np.isnan(against_nothing).all()


def test_false_discovery_repeats_the_example_of_its_authors():
    # Benjamini and Hochberg (1995): four of fifteen are rejected at 5 %.
    p_values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p_values += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
    q_values = intervals.false_discovery(p_values)
    assert (q_values <= 0.05).sum() == 4
    assert q_values[0] == pytest.approx(0.0015)
    assert (np.diff(q_values) >= 0).all()


def test_false_discovery_of_no_comparison_is_empty():
    assert len(intervals.false_discovery([])) == 0


def test_p_value_agrees_with_the_interval():
    gap = np.array([0.10, 0.10, 0.0])
    low, high = gap - [0.10, 0.05, 0.2], gap + [0.10, 0.05, 0.2]
    assert np.allclose(
        intervals.p_value(gap, low, high), [0.05, 8.9e-5, 1.0], rtol=0.01
    )


def test_every_draw_holds_as_many_schools_as_there_are():
    weights = intervals.cluster_weights(30, draws=200, seed=3)
    assert (weights.sum(axis=1) == 30).all()
    assert np.array_equal(weights, intervals.cluster_weights(30, draws=200, seed=3))


def test_bootstrap_of_independent_rows_has_the_textbook_variance():
    rng = np.random.default_rng(5)
    values = (rng.random(400) < 0.3).astype(float)
    weights = intervals.cluster_weights(400, draws=4000, seed=0)
    share = np.array([values.mean()])
    effect = intervals.design_effect(
        (weights @ values / 400)[:, None], share, np.array([400.0]), 400
    )
    assert effect[0] == pytest.approx(1.0, abs=0.08)


def test_pupils_alike_within_schools_count_for_fewer():
    values = np.repeat([0.0, 1.0] * 10, 50)
    by_school = values.reshape(20, 50).sum(axis=1)
    draws = intervals.cluster_weights(20, draws=2000, seed=0) @ by_school / 1000
    effect = intervals.design_effect(
        draws[:, None], np.array([0.5]), np.array([1000.0]), 20
    )
    assert effect[0] > 50


def test_only_sure_correlation_narrows_a_difference():
    rng = np.random.default_rng(0)
    shared = rng.normal(size=(1000, 1))
    draws = np.hstack([shared, shared * 0.6 + 0.8 * rng.normal(size=(1000, 1))])
    few = intervals.correlation(draws, shared, n_clusters=12)[1]
    many = intervals.correlation(draws, shared, n_clusters=300)[1]
    assert 0 <= few < many < 0.6


def test_detectable_difference_of_two_large_samples():
    # 2.80 standard errors: 5 % two-sided, 80 % power.
    error = np.array([0.02])
    found = intervals.detectable(-1.96 * error, 1.96 * error)
    assert found[0] == pytest.approx(2.80 * 0.02, rel=0.01)
