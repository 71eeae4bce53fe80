import numpy as np
import pytest
from fairlearn import metrics as fairlearn
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.metrics import precision_score, roc_auc_score

from fairness.audit import audit
from fairness.curves import auc, curves
from fairness.intervals import cluster_weights
from fairness.metrics import METRICS, tally

ORACLES = {
    "count": fairlearn.count,
    "prevalence": lambda y, s: np.mean(y),
    "selection_rate": fairlearn.selection_rate,
    "recall": fairlearn.true_positive_rate,
    "false_negative_rate": fairlearn.false_negative_rate,
    "false_positive_rate": fairlearn.false_positive_rate,
    "specificity": fairlearn.true_negative_rate,
    "precision": lambda y, s: precision_score(y, s, zero_division=np.nan),
    "false_omission_rate": lambda y, s: np.mean(y[s == 0]),
}


@pytest.mark.parametrize("attribute", ["priority_group", "sen", "sex"])
def test_every_measure_equals_fairlearn(pupils, attribute):
    frame = fairlearn.MetricFrame(
        metrics=ORACLES,
        y_true=pupils.y_true.astype(int),
        y_pred=pupils.selected.astype(int),
        sensitive_features=pupils.groups[attribute],
    )
    report = audit(pupils.y_true, pupils.selected, groups=pupils.groups, draws=100)
    for group in report.of(attribute):
        told = group.to_dict()
        for name in ORACLES:
            expected = frame.by_group.loc[group.group, name]
            assert told[name] == pytest.approx(expected, abs=1e-9), name


@pytest.mark.parametrize("name", ["recall", "false_positive_rate", "selection_rate"])
def test_differences_and_ratios_equal_fairlearn(pupils, name):
    frame = fairlearn.MetricFrame(
        metrics=ORACLES[name],
        y_true=pupils.y_true.astype(int),
        y_pred=pupils.selected.astype(int),
        sensitive_features=pupils.groups["sex"],
    )
    report = audit(pupils.y_true, pupils.selected, groups=pupils.groups, draws=100)
    other = next(g for g in report.of("sex") if g.group != g.reference)
    finding = other.findings[name]
    assert abs(finding.difference.value) == pytest.approx(frame.difference(), abs=1e-9)
    ratio = min(finding.ratio.value, 1 / finding.ratio.value)
    assert ratio == pytest.approx(frame.ratio(), abs=1e-9)


binary = arrays.arrays(float, 60, elements=st.sampled_from([0.0, 1.0]))


@given(binary, binary, arrays.arrays(np.intp, 60, elements=st.integers(0, 3)))
def test_measures_obey_their_identities(y_true, selected, cells):
    sums = tally(y_true, selected, np.full(60, 0.5), cells, 5)
    value = {name: metric.of(sums) for name, metric in METRICS.items()}

    def same(left, right):
        return np.allclose(left, right, equal_nan=True)

    assert same(value["recall"], 1 - value["false_negative_rate"])
    assert same(value["specificity"], 1 - value["false_positive_rate"])
    flagged = value["recall"] * sums.positives
    alarms = value["false_positive_rate"] * (sums.pupils - sums.positives)
    assert same(np.nan_to_num(flagged) + np.nan_to_num(alarms), sums.selected)
    missed = value["false_omission_rate"] * (sums.pupils - sums.selected)
    assert same(np.nan_to_num(flagged) + np.nan_to_num(missed), sums.positives)
    assert same(value["observed_over_expected"], 2 * value["prevalence"])
    of_nobody = {name: shares[4] for name, shares in value.items()}
    for share in ("list_share", "need_share"):
        whole = sums.selected if share == "list_share" else sums.positives
        assert of_nobody.pop(share) == 0 or not whole.any()
        assert same(np.nansum(value[share]), 1 if whole.any() else 0)
    assert all(np.isnan(undefined) for undefined in of_nobody.values())


def test_area_under_the_curve_equals_scikit_learn(pupils):
    tied = np.round(pupils.score, 2)
    for score in (pupils.score, tied):
        expected = roc_auc_score(pupils.y_true, score)
        assert auc(pupils.y_true, score) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("y_true", "score"),
    [([1, 1], [0.2, 0.9]), ([0, 0], [0.2, 0.9]), ([0, 1], [0.5, 0.5])],
)
def test_an_order_that_does_not_exist_is_undefined(y_true, score):
    assert np.isnan(auc(np.array(y_true, float), np.array(score)))


def test_draws_of_the_area_equal_drawing_the_rows(pupils):
    y_true, score, school = pupils.y_true.astype(float), pupils.score, pupils.school
    weights = cluster_weights(20, draws=30, seed=0)
    drawn, binned = curves(y_true, score, school, weights)
    fast = drawn.auc() + auc(y_true, score) - binned.auc()
    for drawn, value in zip(weights, fast, strict=True):
        expected = roc_auc_score(y_true, score, sample_weight=drawn[school])
        assert value == pytest.approx(expected, abs=2e-3)


def test_the_list_is_set_against_the_need(pupils):
    report = audit(pupils.y_true, pupils.selected, groups=pupils.groups, draws=100)
    for group in report.of("sen"):
        told = group.to_dict()
        of_list = told["selected"] / pupils.selected.sum()
        of_need = told["positives"] / pupils.y_true.sum()
        assert told["list_share"] == pytest.approx(of_list)
        assert told["need_share"] == pytest.approx(of_need)
        assert told["list_share_over_need_share"] == pytest.approx(of_list / of_need)


def test_everyone_else_is_everyone_who_is_not_in_the_group(pupils):
    who = pupils.groups["sen"] == "SEN support"
    report = audit(
        pupils.y_true,
        pupils.selected,
        groups=pupils.groups,
        clusters=pupils.school,
        draws=100,
    )
    found = next(g for g in report.groups if g.group == "SEN support").findings
    for name in ("recall", "precision", "false_positive_rate"):
        oracle = ORACLES[name]
        own, theirs = (
            oracle(pupils.y_true[part].astype(int), pupils.selected[part].astype(int))
            for part in (who, ~who)
        )
        finding = found[name]
        assert finding.others.value == pytest.approx(theirs, abs=1e-9)
        assert finding.others_difference.value == pytest.approx(own - theirs, abs=1e-9)
        assert finding.others_ratio.value == pytest.approx(own / theirs, abs=1e-9)
        low, high = finding.others_difference.low, finding.others_difference.high
        assert low < own - theirs < high


def test_mean_warning_is_over_those_found_whose_weeks_are_known(pupils):
    found = pupils.y_true & pupils.selected
    weeks = np.where(found, np.arange(len(found)) % 12, np.nan)
    weeks[np.flatnonzero(found)[:5]] = np.nan
    report = audit(
        pupils.y_true, pupils.selected, groups=pupils.groups, weeks=weeks, draws=100
    )
    for group in report.of("sex"):
        of = pupils.groups["sex"] == group.group
        finding = group.findings["mean_weeks_of_warning"]
        assert finding.estimate.value == pytest.approx(np.nanmean(weeks[of]))
        assert finding.base == (~np.isnan(weeks[of])).sum()
