"""What a councillor reads: the page, the PDF, and the data beside them."""

import csv
import json
import re
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest

from fairness.audit import audit
from fairness.calibration_plot import calibration_plot
from fairness.changes import changes
from fairness.data import published_csv
from fairness.gate import Approval, Marks, decide
from fairness.page import page
from fairness.pdf import pdf
from fairness.report import shown
from fairness.results import INSUFFICIENT, OUTSIDE, Report
from fairness.story import MOST_GROUPS, Occasion, story
from records.disclosure import MINIMUM, SYMBOL

REASON = "It runs in shadow until SEN support has been looked at in January."


def report_on(pupils, /, **changed) -> Report:
    given = {
        "groups": pupils.groups,
        "score": pupils.score,
        "clusters": pupils.school,
        "draws": 100,
    }
    return audit(pupils.y_true, pupils.selected, **given | changed)


@pytest.fixture(scope="module")
def biased(simulate) -> Report:
    return report_on(simulate(seed=4, bias=1.5))


@pytest.fixture(scope="module")
def before(simulate) -> Report:
    return report_on(simulate(seed=4))


def told(sections) -> dict[str, tuple[str, ...]]:
    return {section.heading: section.sentences for section in sections}


def test_the_story_goes_from_the_decision_to_the_method(biased, before):
    verdict = decide(biased, Marks())
    approval = Approval(approver="A. Director", reason=REASON, overrides_refusal=True)
    occasion = Occasion(verdict=verdict, approval=approval, previous=before)
    said = told(story(biased, occasion))
    assert [*said] == [
        "May it be used?",
        "What was found",
        "What changed since the last one",
        *("Priority group", "SEN", "Sex"),
        "Does a risk mean the same in every group?",
        "What was too small to judge",
        "How it was done",
    ]
    assert said["May it be used?"][0] == "The gate refuses the model."
    assert said["May it be used?"][-1] == (
        f"A. Director overrode the refusal in writing: {REASON}"
    )


def test_page_and_pdf_hold_every_section(biased):
    occasion = Occasion(title="Audit <b>of</b> 2026")
    html = page(biased, occasion)
    assert "<title>Audit &lt;b&gt;of&lt;/b&gt; 2026</title>" in html
    for section in story(biased, occasion):
        assert f"<h2>{section.heading}</h2>" in html
    assert html.count("<svg") == 2 * len(biased.attributes)
    names = re.findall(r' id="([^"]+)"', html)
    assert len(names) == len(set(names))
    assert pdf(biased, occasion).startswith(b"%PDF")


def test_pictures_and_pages_are_the_same_at_every_drawing(biased):
    only = replace(biased, groups=biased.of("sex"))
    assert page(only, Occasion()) == page(only, Occasion())
    assert pdf(only, Occasion()) == pdf(only, Occasion())


def test_a_changed_verdict_is_a_sentence_and_what_is_graver_comes_first(biased, before):
    said = changes(biased, before)
    assert said[0].startswith("SEN support (SEN): ")
    assert said[0].endswith("is now outside its mark.")
    assert changes(before, before) == ()


def test_groups_that_come_and_go_are_said(before):
    fewer = replace(before, groups=before.of("sex"))
    assert changes(before, fewer)[-1].startswith("Not audited before: All other groups")
    assert changes(fewer, before)[-1].startswith("Audited before and not now: ")


def test_what_was_too_small_stands_with_what_could_have_been_seen(biased):
    section = next(s for s in story(biased, Occasion()) if "too small" in s.heading)
    rows = dict(section.tables[0].rows)
    unjudged = [g for g in biased.groups if g.verdict == INSUFFICIENT]
    assert unjudged
    for group in unjudged:
        if group.findings["recall"].verdict == INSUFFICIENT:
            cell = next(v for k, v in rows.items() if k.startswith(group.group))
            assert re.search(r"recall( \(\d+ points\))?", cell)


def test_the_data_hold_what_the_tables_hide_only_as_a_symbol(biased):
    rows = list(csv.DictReader(StringIO(published_csv(biased))))
    for attribute in biased.attributes:
        groups = biased.of(attribute)
        for metric in ("recall", "precision", "list_share"):
            counted = "selection_rate" if metric == "list_share" else metric
            visible = dict(
                zip((g.group for g in groups), shown(groups, counted), strict=True)
            )
            for row in rows:
                if (row["attribute"], row["measure"]) == (attribute, metric):
                    hidden = row["value"] == row["ratio"] == SYMBOL
                    assert hidden != visible[row["group"]]
    outside = [row for row in rows if row["verdict"] == OUTSIDE]
    assert {row["group"] for row in outside} == {"SEN support"}


def test_no_tenth_of_fewer_than_ten_pupils_is_drawn(biased):
    figure = calibration_plot(biased, "priority_group")
    for axis, group in zip(
        figure.axes,
        [g for g in biased.of("priority_group") if drawable(g)],
        strict=False,
    ):
        assert len(axis.lines[1].get_xdata()) == drawable(group)


def drawable(group) -> int:
    return sum(min(t.happened, t.spared) >= MINIMUM for t in group.tenths)


def test_tenths_add_up_to_the_group(biased):
    for group in biased.groups:
        assert sum(tenth.count for tenth in group.tenths) == group.count
        assert sum(tenth.positives for tenth in group.tenths) == group.positives
        assert all(t.happened + t.spared == t.pupils for t in group.tenths)


def test_tenths_count_pupils_and_not_their_weeks(pupils):
    report = report_on(pupils, pupils=np.arange(len(pupils.y_true)) // 4)
    for tenth in report.everyone.tenths:
        assert tenth.pupils < tenth.count
        assert max(tenth.happened, tenth.spared) <= tenth.pupils


def test_too_many_groups_are_left_to_the_data(pupils):
    ward = np.arange(len(pupils.y_true)) % (MOST_GROUPS + 1)
    report = report_on(pupils, groups={"ward": ward})
    section = next(s for s in story(report, Occasion()) if s.heading == "Ward")
    assert section.tables == section.figures == ()
    assert "ward" in published_csv(report)


def test_a_list_is_published_too(pupils):
    report = audit(None, pupils.selected, groups=pupils.groups, draws=100)
    html = page(report, Occasion())
    assert "is 10% really 1 in 10" not in html
    assert json.loads(json.dumps(report.to_dict()))["groups"][0]["tenths"] == []
