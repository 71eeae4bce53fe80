import re
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure

from fairness.alike import compare_alike
from fairness.audit import audit
from fairness.gate import Marks, decide
from fairness.page import page
from fairness.plot import plot
from fairness.report import merits, sentences, shown, tables, to_markdown
from fairness.results import Report
from fairness.story import Occasion
from records.disclosure import MINIMUM, SYMBOL


@pytest.fixture(scope="module")
def report(pupils) -> Report:
    return audit(
        pupils.y_true,
        pupils.selected,
        groups=pupils.groups,
        clusters=pupils.school,
        draws=100,
    )


def test_no_small_number_can_be_read_from_a_table(report):
    for table in tables(report):
        for row in table.rows:
            for number in row[1:4]:
                if number != SYMBOL:
                    value = int(number.replace(",", ""))
                    assert value >= MINIMUM
                    assert value % 5 == 0


def test_a_rate_is_hidden_where_it_gives_a_small_number_away(report):
    groups = report.of("priority_group")
    for group, may_be_seen in zip(groups, shown(groups, "recall"), strict=True):
        found = group.findings["recall"]
        part = round(found.base * found.estimate.value)
        if min(part, found.base - part) < MINIMUM:
            assert not may_be_seen


def test_many_weeks_of_few_pupils_are_not_published():
    n = 1200
    y_true, selected = np.tile([0, 1, 1], n // 3), np.tile([1, 1, 0, 0], n // 4)
    sen = np.where(np.arange(n) < 180, "EHC plan", "No SEN")
    pupil = np.where(sen == "EHC plan", np.arange(n) % 6, np.arange(n))
    groups = {"sen": sen}
    weeks = audit(y_true, selected, groups=groups, pupils=pupil, draws=100)
    assert set(tables(weeks)[0].rows[0][1:-1]) == {SYMBOL}
    apart = audit(y_true, selected, groups=groups, draws=100)
    assert tables(apart)[0].rows[0][1] == "180"


def test_hidden_rates_come_in_pairs(report):
    for attribute in report.attributes:
        groups = report.of(attribute)
        for metric in ("recall", "precision", "selection_rate"):
            assert (~shown(groups, metric)).sum() != 1


def test_findings_are_sentences(report):
    told = sentences(report, unit="pupil-weeks")
    assert told[0].startswith("Of 4,000 pupil-weeks, 10% (")
    assert all(sentence.endswith(".") for sentence in told)


def test_the_gate_is_printed_first(report):
    verdict = decide(report, Marks())
    page = to_markdown(report, verdict=verdict)
    assert page.index("The gate asks for") < page.index("Of 4,000 pupils")


def test_pages_hold_every_group_and_escape_its_name(report):
    first = report.groups[0]
    odd = replace(first, group="<b>|odd</b>")
    changed = replace(report, groups=(odd, *report.groups[1:]))
    html, markdown = page(changed, Occasion()), to_markdown(changed)
    assert "<b>" not in html
    assert "&lt;b&gt;|odd" in html
    assert "<b>\\|odd" in markdown
    for group in report.groups[1:]:
        assert f'<th scope="row">{group.group}</th>' in html
        assert f"| {group.group} |" in markdown


def test_undefined_is_said_and_not_nought():
    y_true = np.tile([0, 1], 200)
    groups = {"sex": np.repeat(["Female", "Male"], 200)}
    report = audit(y_true, np.zeros(400), groups=groups, draws=100)
    assert "Nobody is on the list, so its precision is undefined." in report.notes
    assert report.everyone.to_dict()["precision"] is None


def test_a_list_has_a_report_too(pupils):
    listed = audit(None, pupils.selected, groups=pupils.groups, draws=100)
    assert "With the outcome" not in to_markdown(listed)
    assert isinstance(plot(listed, metric="selection_rate"), Figure)


def test_plot_shows_only_what_may_be_published(report):
    figure = plot(report, attributes=("priority_group",))
    groups = report.of("priority_group")
    texts = [text.get_text() for text in figure.axes[0].texts]
    hidden = int((~shown(groups, "recall")).sum())
    assert hidden > 0
    assert texts == ["too few to show"] * hidden
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == [group.group for group in groups]


def test_plot_can_be_drawn(report, tmp_path):
    plot(report).savefig(tmp_path / "recall.png")
    assert (tmp_path / "recall.png").stat().st_size > 10_000


def test_everything_small_leaves_nothing_to_read():
    y_true, selected = np.array([0, 1] * 4), np.array([1, 0] * 4)
    report = audit(y_true, selected, groups={"sex": ["F", "M"] * 4}, draws=100)
    for row in tables(report)[0].rows:
        assert set(row[1:-1]) == {SYMBOL}
    said = f"Of {SYMBOL} pupils, {SYMBOL} were listed; the list held {SYMBOL} of"
    assert sentences(report)[0].startswith(said)


def test_what_the_model_inherits_is_told_and_small_groups_are_not(pupils, report):
    rng = np.random.default_rng(2)
    sen, n = pupils.groups["sen"], len(pupils.y_true)
    few = np.where(np.arange(n) < 6, "Few", sen)
    more = np.where(few == "SEN support", 0.4, 0.2)
    found = compare_alike(
        {"suspended": rng.random(n) < more, "listed": rng.random(n) < more},
        groups={"sen": few},
        given={"incidents": rng.integers(0, 3, n)},
        draws=100,
    )
    html = page(report, Occasion(inherits=found))
    assert "What the outcome carries, and what the list makes of it" in html
    for outcome in ("suspended", "listed"):
        assert f"SEN support (SEN): {outcome} 2." in html or f"{outcome} 1." in html
    assert re.search(rf"Few</th><td>{SYMBOL}</td><td>{SYMBOL}</td>", html)
    assert "What the outcome carries" not in page(report, Occasion())


def test_scores_of_small_groups_are_withheld_too(pupils):
    report = audit(
        pupils.y_true,
        pupils.selected,
        groups=pupils.groups,
        score=pupils.score,
        clusters=pupils.school,
        draws=100,
    )
    rows = {row[0]: row[1:] for row in merits(report, "priority_group").rows}
    few = next(g for g in report.groups if g.group == "Black Caribbean")
    assert 0 < few.positives < MINIMUM
    assert set(rows["Black Caribbean"]) == {SYMBOL}
    told = report.of("priority_group")[0].findings["auc"].estimate
    assert (
        f"{told.value:.2f} ({told.low:.2f} to {told.high:.2f})"
        in rows["All other groups"]
    )


def test_by_how_much_a_hidden_group_differs_is_in_no_sentence():
    few, many = 60, 2000
    sen = np.array(["EHC plan"] * few + ["No SEN"] * many)
    listed = np.r_[np.arange(few) % 60 < 52, np.arange(many) % 20 == 0]
    report = audit(None, listed, groups={"sen": sen}, draws=100)
    marks = Marks(attributes=("sen",), refuse={"selection_rate": 0.1}, explain={})
    verdict = decide(report, marks)

    told = to_markdown(report, verdict=verdict)

    assert told.count("put on the list is higher than for No SEN by more than is") == 2
    assert "percentage points" not in told
    assert "percentage points higher than for No SEN" in verdict.sentences[0]
