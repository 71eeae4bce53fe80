import json
from dataclasses import replace

import numpy as np
import pandas as pd
import polars as pl
import pytest

from fairness.audit import audit
from fairness.inputs import NOT_RECORDED, CannotAudit
from fairness.results import INSUFFICIENT, OUTSIDE, REFERENCE, Report
from records.errors import InputRejected

N = 400
Y = np.tile([0, 1, 0, 0], N // 4)
LISTED = np.tile([0, 1, 1, 0, 0], N // 5)
SEX = np.repeat(["Female", "Male"], N // 2)


def small(**changes):
    given = {"groups": {"sex": SEX}, "draws": 100} | changes
    y_true, selected = given.pop("y_true", Y), given.pop("selected", LISTED)
    return audit(y_true, selected, **given)


def test_report_survives_json(pupils):
    report = audit(
        pupils.y_true,
        pupils.selected,
        groups=pupils.groups,
        score=pupils.score,
        clusters=pupils.school,
        draws=100,
    )
    told = json.loads(json.dumps(report.to_dict(), allow_nan=False))
    assert Report.from_dict(told) == report


def test_report_says_what_outsiders_are_promised(pupils):
    report = audit(pupils.y_true, pupils.selected, groups=pupils.groups, draws=100)
    promised = {
        "attribute",
        "group",
        "count",
        "prevalence",
        "selection_rate",
        "recall",
        "false_negative_rate",
        "false_positive_rate",
        "false_omission_rate",
        "precision",
        "intervals",
        "disparity",
        "verdict",
        "suppressed",
    }
    for group in report.to_dict()["groups"]:
        assert promised <= group.keys()


def test_same_seed_gives_same_report():
    schools = np.arange(N) % 15
    assert small(clusters=schools) == small(clusters=schools)


@pytest.mark.parametrize(
    "labels",
    [
        [None] * 30 + ["Mixed"] * (N - 30),
        [""] * 20 + [" "] * 10 + ["Mixed"] * (N - 30),
        pd.Series([None] * 30 + ["Mixed"] * (N - 30), dtype="category"),
        pl.Series([None] * 30 + ["Mixed"] * (N - 30)),
        [np.nan] * 29 + [NOT_RECORDED] + ["Mixed"] * (N - 30),
    ],
)
def test_missing_labels_are_a_group_of_their_own(labels):
    groups = small(groups={"ethnicity": labels}).of("ethnicity")
    assert {g.group: g.count for g in groups} == {"Mixed": N - 30, NOT_RECORDED: 30}


def test_reference_is_the_largest_recorded_group_unless_named():
    labels = [None] * 300 + ["Mixed"] * 60 + ["White"] * 40
    assert small(groups={"ethnicity": labels}).groups[0].reference == "Mixed"
    named = small(groups={"ethnicity": labels}, reference={"ethnicity": "White"})
    assert {g.group for g in named.groups if g.verdict == REFERENCE} == {"White"}


def test_list_without_outcomes_is_audited_for_selection_only():
    report = small(y_true=None)
    told = report.to_dict()["groups"][0]
    assert told["selection_rate"] is not None
    assert told["positives"] is told["recall"] is told["prevalence"] is None
    assert any("only who is on the list" in note for note in report.notes)


def test_undefined_measures_are_none_never_nothing_or_everything():
    y_true = np.where(SEX == "Male", Y, 0)
    selected = np.where(SEX == "Male", LISTED, 0)
    score = np.full(N, 0.25)
    report = small(
        y_true=y_true, selected=selected, score=score, reference={"sex": "Male"}
    )
    female = report.of("sex")[0].to_dict()
    for name in ("recall", "false_negative_rate", "precision", "auc"):
        assert female[name] is None, name
    assert female["findings"]["recall"]["verdict"] == INSUFFICIENT
    assert female["findings"]["selection_rate"]["verdict"] == OUTSIDE
    assert any("Every score is the same" in note for note in report.notes)


def test_groups_under_ten_positives_are_never_judged():
    labels = np.where(np.arange(N) < 36, "few", "many")
    few = small(groups={"group": labels}).of("group")[0]
    assert few.findings["recall"].base == 9
    assert few.findings["recall"].p_value is None
    assert few.findings["recall"].verdict == INSUFFICIENT


def test_scores_that_are_no_probabilities_are_ranked_but_not_added_up():
    report = small(score=np.arange(N))
    assert "auc" in report.everyone.findings
    assert "observed_over_expected" not in report.everyone.findings
    assert any("not probabilities" in note for note in report.notes)


def test_calibrated_scores_are_seen_as_calibrated(pupils):
    report = audit(
        pupils.y_true,
        pupils.selected,
        groups=pupils.groups,
        score=np.full(len(pupils.y_true), pupils.y_true.mean()),
        draws=100,
    )
    assert report.everyone.to_dict()["observed_over_expected"] == pytest.approx(1)


def test_pupils_of_one_school_being_alike_widens_the_intervals():
    school = np.arange(N) // 20
    alike = (school % 4 == 0).astype(int)
    together = small(y_true=alike, clusters=school).everyone.findings["prevalence"]
    apart = small(y_true=alike).everyone.findings["prevalence"]

    def width(finding):
        return finding.estimate.high - finding.estimate.low

    assert width(together) > 2 * width(apart)


def test_small_is_counted_in_pupils_not_in_their_weeks():
    weeks = {"groups": {"group": np.where(np.arange(N) < 100, "few", "many")}}
    pupil = np.where(np.arange(N) < 100, np.arange(N) % 9, np.arange(N))
    alone = small(**weeks).of("group")[0]
    known = small(**weeks, pupils=pupil).of("group")[0]
    assert known.count == alone.count == 100
    assert known.findings["recall"].base == alone.findings["recall"].base == 25
    assert known.findings["recall"].pupils == 9
    assert known.findings["recall"].p_value is None
    assert alone.findings["recall"].p_value is not None
    assert known.suppressed
    assert not alone.suppressed


def test_very_many_schools_are_drawn_in_blocks():
    report = audit(
        np.tile(Y, 10),
        np.tile(LISTED, 10),
        groups={"sex": np.tile(SEX, 10)},
        clusters=np.arange(10 * N) // 2,
        draws=100,
    )
    assert report.clusters == 5 * N


def test_too_few_schools_are_said_and_not_relied_on():
    report = small(clusters=np.arange(N) % 3)
    assert report.clusters is None
    assert any("Fewer than 10 schools" in note for note in report.notes)


def test_planted_bias_is_found(simulate):
    pupils = simulate(seed=2, bias=1.5)
    report = audit(
        pupils.y_true,
        pupils.selected,
        groups=pupils.groups,
        clusters=pupils.school,
        draws=200,
    )
    verdicts = {g.group: g.findings["recall"].verdict for g in report.of("sen")}
    assert verdicts["SEN support"] == OUTSIDE
    assert verdicts["EHC plan"] != OUTSIDE


def test_within_needs_evidence_and_outside_needs_proof(simulate):
    pupils = simulate(seed=3, n=2500)
    report = audit(pupils.y_true, pupils.selected, groups=pupils.groups, draws=200)
    mixed = next(g for g in report.groups if g.group == "Mixed")
    assert mixed.findings["recall"].base >= 10
    assert mixed.findings["recall"].verdict == INSUFFICIENT


BAD = [
    ({"selected": []}, "no rows"),
    ({"selected": LISTED[:-1]}, "y_true"),
    ({"selected": LISTED * 2}, "may hold only 0 and 1, but holds 2"),
    ({"y_true": Y[:-5]}, "'y_true' has shape"),
    ({"y_true": np.zeros(N)}, "one class only \\(nobody"),
    ({"y_true": np.ones(N)}, "one class only \\(everybody"),
    ({"y_true": np.where(Y == 1, np.nan, 0)}, "100 missing"),
    ({"y_true": ["yes"] * N}, "not numbers"),
    ({"score": np.where(Y == 1, np.nan, 0.5)}, "'score' has 100 missing"),
    ({"score": np.full((N, 2), 0.5)}, "'score' has shape"),
    ({"groups": {}}, "no groups"),
    ({"groups": {"sex": SEX[:7]}}, "'sex' has 7 labels"),
    ({"pupils": [1, 2]}, "'pupils' has 2 values"),
    ({"clusters": [1, 2]}, "'clusters' has 2 values"),
    ({"reference": {"sex": "Other"}}, "'Other' of 'sex'"),
    ({"reference": {"sen": "No SEN"}}, "'No SEN' of 'sen'"),
    ({"tolerances": {"auc": 0.1}}, "auc"),
    ({"draws": 0}, "0 bootstrap draws"),
]


@pytest.mark.parametrize(("changes", "said"), BAD)
def test_bad_input_is_said_in_a_sentence(changes, said):
    with pytest.raises(CannotAudit, match=said) as caught:
        small(**changes)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, InputRejected)


def test_verdict_of_a_group_is_its_gravest():
    group = small(reference={"sex": "Male"}).groups[0]
    outside = replace(group.findings["recall"], verdict=OUTSIDE)
    findings = {**group.findings, "recall": outside}
    assert replace(group, findings=findings).verdict == OUTSIDE


def test_many_schools_do_not_drown_what_is_found_about_pupils(simulate):
    pupils = simulate(seed=4, schools=60, bias=1.2)
    school = np.array([str(900001 + at) for at in pupils.school])

    def q_value(**given):
        report = audit(
            pupils.y_true,
            pupils.selected,
            groups={"sen": pupils.groups["sen"], "school": school},
            clusters=pupils.school,
            draws=100,
            **given,
        )
        found = next(g for g in report.groups if g.group == "SEN support").findings
        return found["recall"].q_value, report.attributes

    alone = audit(
        pupils.y_true,
        pupils.selected,
        groups={"sen": pupils.groups["sen"]},
        clusters=pupils.school,
        draws=100,
    )
    of_sen = next(g for g in alone.groups if g.group == "SEN support").findings
    apart, attributes = q_value(places=["school"])
    assert attributes == ("sen", "school")
    assert apart == of_sen["recall"].q_value
    assert q_value()[0] != apart
