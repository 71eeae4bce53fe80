import json
from dataclasses import replace

import numpy as np
import pytest

from fairness.audit import audit
from fairness.gate import Approval, Marks, decide
from fairness.inputs import CannotAudit
from fairness.results import Report

REASON = "The county is small; the groups were reviewed by hand on 3 November."


def report_on(pupils, **changes) -> Report:
    given = {"groups": pupils.groups, "clusters": pupils.school, "draws": 200}
    return audit(pupils.y_true, pupils.selected, **given | changes)


@pytest.fixture(scope="module")
def fair(simulate) -> Report:
    return report_on(simulate(seed=4))


@pytest.fixture(scope="module")
def unfair(simulate) -> Report:
    return report_on(simulate(seed=4, bias=1.5))


def only(report: Report, **findings) -> Report:
    """Leave one attribute of one group beside the reference, changed as told."""
    kept = [g for g in report.of("sen") if g.group in ("No SEN", "SEN support")]
    changed = [
        replace(group, findings={**group.findings, **findings})
        if group.group != group.reference
        else group
        for group in kept
    ]
    return replace(report, groups=tuple(changed))


def finding(report: Report, metric: str, value: float, half: float, q_value: float):
    group = next(g for g in report.of("sen") if g.group == "SEN support")
    found = group.findings[metric]
    gap = replace(found.difference, value=value, low=value - half, high=value + half)
    return replace(found, difference=gap, q_value=q_value)


SEN_ONLY = Marks(attributes=("sen",), refuse={"recall": 0.10}, explain={})


@pytest.mark.parametrize(
    ("value", "half", "q_value", "outcome"),
    [
        (-0.20, 0.10, 0.001, "refused"),
        (-0.20, 0.10, 0.20, "needs reason"),
        (-0.20, 0.25, 0.20, "needs reason"),
        (-0.05, 0.02, 0.001, "passed"),
        (-0.05, 0.20, 0.50, "needs reason"),
        (+0.20, 0.05, 0.001, "passed"),
        (+0.30, 0.35, 0.30, "passed"),
    ],
)
def test_what_one_difference_in_recall_decides(fair, value, half, q_value, outcome):
    changed = only(fair, recall=finding(fair, "recall", value, half, q_value))
    assert decide(changed, SEN_ONLY).outcome == outcome


def test_a_difference_that_follows_need_asks_for_a_reason(fair):
    beyond = finding(fair, "false_omission_rate", 0.15, 0.02, 0.001)
    even = finding(fair, "recall", 0.0, 0.02, 1.0)
    marks = replace(SEN_ONLY, explain={"false_omission_rate": 0.05})
    changed = only(fair, recall=even, false_omission_rate=beyond)
    verdict = decide(changed, marks)
    assert verdict.outcome == "needs reason"
    assert [breach.metric for breach in verdict.breaches] == ["false_omission_rate"]


def test_small_county_needs_a_written_reason_and_is_not_refused(fair):
    verdict = decide(fair, Marks())
    assert verdict.needs_reason
    assert not verdict.passed
    assert not verdict.refused
    assert "Black Caribbean" in {finding.group for finding in verdict.insufficient}
    assert not verdict.allows(None)
    assert verdict.allows(Approval(approver="A. Officer", reason=REASON))


def test_a_real_breach_refuses_unless_expressly_overridden(unfair):
    verdict = decide(unfair, Marks())
    assert verdict.refused
    approval = Approval(approver="A. Officer", reason=REASON)
    assert not verdict.allows(approval)
    assert verdict.allows(replace(approval, overrides_refusal=True))


def test_a_breach_is_a_sentence(unfair):
    verdict = decide(unfair, Marks())
    first = verdict.sentences[0]
    recall = next(b for b in verdict.breaches if b.refuses)
    assert first == recall.sentence()
    assert first.startswith(
        "SEN support (SEN): the share of those with the outcome who were on the list is"
    )
    assert "percentage points lower than for No SEN (95% interval" in first
    assert first.endswith("10 are allowed.")


def test_no_report_no_groups_and_missing_attributes_refuse(fair):
    assert decide(None, Marks()).refused
    assert decide(replace(fair, groups=()), Marks()).refused
    without_sex = tuple(g for g in fair.groups if g.attribute != "sex")
    verdict = decide(replace(fair, groups=without_sex), Marks())
    assert verdict.refused
    assert (
        verdict.sentences[0] == "The report does not compare groups of sex: 0 recorded."
    )


def test_a_group_that_must_be_judged_and_is_not_there_needs_a_reason():
    rng = np.random.default_rng(0)
    y_true = rng.random(20_000) < 0.2
    selected = np.where(y_true, rng.random(20_000) < 0.6, rng.random(20_000) < 0.1)
    groups = {"ethnicity": rng.choice(["Mixed", "Other White"], 20_000)}
    report = audit(y_true, selected, groups=groups, draws=100)
    marks = Marks(attributes=("ethnicity",), groups={"ethnicity": ("Black Caribbean",)})
    assert decide(report, replace(marks, groups={})).passed
    verdict = decide(report, marks)
    assert verdict.needs_reason
    assert verdict.sentences[0].startswith("Black Caribbean (ethnicity): too little")


def test_attribute_that_nobody_recorded_refuses(simulate):
    pupils = simulate(seed=5, n=1000)
    groups = {**pupils.groups, "sex": [None] * 1000}
    assert decide(report_on(pupils, groups=groups), Marks()).refused


def test_audit_of_a_list_cannot_open_the_gate(simulate):
    pupils = simulate(seed=5, n=1000)
    listed = audit(None, pupils.selected, groups=pupils.groups, draws=100)
    verdict = decide(listed, Marks())
    assert verdict.refused
    assert "The report does not hold recall." in verdict.missing


def test_equal_large_groups_pass():
    rng = np.random.default_rng(0)
    y_true = rng.random(20_000) < 0.2
    selected = np.where(y_true, rng.random(20_000) < 0.6, rng.random(20_000) < 0.1)
    sex = rng.choice(["Female", "Male"], 20_000)
    report = audit(y_true, selected, groups={"sex": sex}, draws=100)
    assert decide(report, Marks(attributes=("sex",))).passed


def test_without_bias_the_gate_seldom_refuses(simulate):
    refusals = sum(
        decide(report_on(simulate(seed), draws=100, seed=seed), Marks()).refused
        for seed in range(100, 140)
    )
    assert refusals <= 2


def test_verdict_is_plain_json(unfair):
    told = json.loads(json.dumps(decide(unfair, Marks()).to_dict(), allow_nan=False))
    assert told["outcome"] == "refused"
    assert told["breaches"][0]["group"] == "SEN support"


@pytest.mark.parametrize(
    "marks",
    [
        {"attributes": ()},
        {"refuse": {}},
        {"refuse": {"auc": 0.1}},
        {"refuse": {"recall": 0}},
        {"explain": {"precision": 2}},
        {"groups": {"religion": ("any",)}},
    ],
)
def test_marks_that_judge_nothing_are_rejected(marks):
    with pytest.raises(CannotAudit):
        Marks(**marks)


@pytest.mark.parametrize(("approver", "reason"), [(" ", REASON), ("A. Officer", "ok")])
def test_an_approval_has_a_name_and_a_reason(approver, reason):
    with pytest.raises(CannotAudit):
        Approval(approver=approver, reason=reason)
