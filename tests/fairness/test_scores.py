"""What scores are worth: order, and truth, by group."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score, roc_curve

from fairness.audit import audit
from fairness.calibration import logit, tenths
from fairness.curves import area_between, roc


def report_on(pupils, score, **given):
    return audit(
        pupils.y_true,
        pupils.selected,
        groups=pupils.groups,
        score=score,
        clusters=pupils.school,
        draws=200,
        **given,
    )


def test_the_area_between_curves_is_the_integral_of_their_distance(pupils):
    score, male = np.round(pupils.score, 2), pupils.groups["sex"] == "Male"
    rates = np.linspace(0, 1, 200_001)
    recalls = [
        np.interp(rates, *roc_curve(pupils.y_true[who], score[who])[:2])
        for who in (male, ~male)
    ]
    expected = np.abs(recalls[0] - recalls[1]).mean()
    curves = [roc(pupils.y_true[who], score[who]) for who in (male, ~male)]
    assert area_between(*curves) == pytest.approx(expected, abs=1e-4)


def test_groups_with_the_same_curve_have_no_area_between(pupils):
    there = roc(pupils.y_true, pupils.score)
    assert area_between(there, there) == 0
    assert area_between(there, roc(pupils.y_true, 1 - pupils.score)) > 0.3


def test_curves_that_cross_are_apart_though_their_areas_are_equal(simulate):
    pupils = simulate(seed=8, n=4000)
    found = report_on(pupils, pupils.score).of("sex")
    other = next(group for group in found if group.group != group.reference)
    between = other.findings["abroca"]
    under = abs(other.findings["auc"].difference.value)
    assert between.estimate.value >= under - 1e-6
    assert between.estimate.low < between.estimate.value < between.estimate.high
    assert between.difference.value is None


def test_the_slope_is_that_of_a_logistic_regression(pupils):
    for group in report_on(pupils, pupils.score).of("sen"):
        who = pupils.groups["sen"] == group.group
        fit = LogisticRegression(C=np.inf, tol=1e-10)
        fit.fit(logit(pupils.score[who])[:, None], pupils.y_true[who])
        slope = group.findings["calibration_slope"].estimate
        assert slope.value == pytest.approx(fit.coef_[0, 0], rel=1e-3)
        assert slope.low < slope.value < slope.high


def test_the_slope_s_interval_is_that_of_drawing_schools(simulate):
    pupils = simulate(seed=8, n=3000, schools=30)
    rng, slopes = np.random.default_rng(0), []
    by_school = [np.flatnonzero(pupils.school == at) for at in range(30)]
    for _ in range(40):
        rows = np.concatenate([by_school[at] for at in rng.integers(0, 30, 30)])
        fit = LogisticRegression(C=np.inf).fit(
            logit(pupils.score[rows])[:, None], pupils.y_true[rows]
        )
        slopes.append(fit.coef_[0, 0])
    found = report_on(pupils, pupils.score).everyone.findings["calibration_slope"]
    width = found.estimate.high - found.estimate.low
    assert width == pytest.approx(2 * 1.96 * np.std(slopes), rel=0.4)


def test_a_score_that_is_true_has_no_error_and_one_too_sure_a_low_slope(simulate):
    rng = np.random.default_rng(3)
    pupils = simulate(seed=3)
    honest = rng.random(len(pupils.y_true)) < pupils.score
    groups = {"sex": pupils.groups["sex"]}
    sure = 1 / (1 + np.exp(-2 * logit(pupils.score)))
    true, wild = (
        audit(honest, pupils.selected, groups=groups, score=score, draws=100).everyone
        for score in (pupils.score, sure)
    )
    assert true.findings["calibration_error"].estimate.value < 0.02
    assert true.findings["calibration_slope"].estimate.low < 1
    assert true.findings["calibration_slope"].estimate.high > 1
    assert wild.findings["calibration_slope"].estimate.value == pytest.approx(
        0.5, abs=0.1
    )
    assert wild.findings["calibration_error"].estimate.value > 0.05


@pytest.mark.parametrize("score", [0.0, 1.0, 0.4])
def test_scores_without_order_leave_order_and_slope_undefined(pupils, score):
    found = report_on(pupils, np.full(len(pupils.y_true), score)).everyone.findings
    for name in ("auc", "abroca", "calibration_slope"):
        assert found[name].estimate.value is None, name
    error = abs(pupils.y_true.mean() - score)
    assert found["calibration_error"].estimate.value == pytest.approx(error)


def test_few_of_either_class_leave_slope_and_area_between_undefined(pupils):
    few = np.where(np.arange(len(pupils.y_true)) < 60, "few", "many")
    rare = pupils.y_true & ((few == "many") | (np.arange(len(few)) < 20))
    report = audit(
        rare, pupils.selected, groups={"group": few}, score=pupils.score, draws=100
    )
    found = report.of("group")[0].findings
    assert found["auc"].base < 10
    for name in ("abroca", "calibration_slope"):
        assert found[name].estimate.value is None, name


def _of_others(pupils, score, group):
    found = report_on(pupils, score).of("sen")
    return next(each for each in found if each.group == group).findings


@pytest.mark.parametrize("group", ["EHC plan", "No SEN"])
def test_everyone_else_is_ranked_as_scikit_learn_ranks_their_rows(pupils, group):
    score, rest = np.round(pupils.score, 2), pupils.groups["sen"] != group
    finding = _of_others(pupils, score, group)["auc"]
    expected = roc_auc_score(pupils.y_true[rest], score[rest])
    assert finding.others.value == pytest.approx(expected, abs=1e-9)
    assert finding.others.low < expected < finding.others.high
    gap = finding.estimate.value - expected
    assert finding.others_difference.value == pytest.approx(gap, abs=1e-9)


@pytest.mark.parametrize("group", ["EHC plan", "No SEN"])
def test_scores_of_everyone_else_are_as_true_as_on_their_rows(pupils, group):
    rest = pupils.groups["sen"] != group
    found = _of_others(pupils, pupils.score, group)
    fit = LogisticRegression(C=np.inf, tol=1e-10)
    fit.fit(logit(pupils.score[rest])[:, None], pupils.y_true[rest])
    slope = found["calibration_slope"].others
    assert slope.value == pytest.approx(fit.coef_[0, 0], rel=1e-3)
    assert slope.low < slope.value < slope.high
    bins, n_bins = tenths(pupils.score)
    apart = np.bincount(
        bins[rest], (pupils.y_true - pupils.score)[rest], minlength=n_bins
    )
    error = found["calibration_error"].others.value
    assert error == pytest.approx(np.abs(apart).sum() / rest.sum(), abs=1e-9)


def test_nobody_else_and_others_of_one_score_have_no_order(pupils):
    report = report_on(pupils, pupils.score)
    assert report.everyone.findings["auc"].others.value is None
    male = pupils.groups["sex"] == "Male"
    alike = report_on(pupils, np.where(male, pupils.score, 0.2)).of("sex")
    others = {group.group: group.findings["auc"].others.value for group in alike}
    assert others["Male"] is None
    assert others["Female"] is not None
