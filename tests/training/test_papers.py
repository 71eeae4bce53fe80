from __future__ import annotations

import json

import pytest

from training.figures import MODEL, NEW_ONSET
from training.papers.impact import impact_annex
from training.papers.paper import TO_BE_COMPLETED, Item, Paper, Section, to_html
from training.papers.transparency import OF_EVERY_MODEL, fields, transparency_record


@pytest.fixture
def paper() -> Paper:
    items = (Item(ref="1", label="Aim", answer="Help"), Item(ref="2", label="Owner"))
    return Paper(
        name="note",
        title="A note",
        introduction="Short.",
        sections=(Section(heading="All", items=items),),
    )


def test_what_a_person_must_say_stands_out(paper):
    assert [item.ref for item in paper.missing] == ["2"]
    assert f"### 2 Owner\n\n{TO_BE_COMPLETED}" in paper.to_markdown()


def test_an_answer_fills_a_blank_and_an_empty_one_does_not(paper):
    assert paper.answered({"2": "Head of Inclusion"}).missing == ()
    assert paper.answered({"2": "  "}).missing == paper.missing
    assert "Less" in paper.answered({"1": "Less"}).to_markdown()


def test_it_survives_json(paper):
    assert Paper.from_json(json.loads(json.dumps(paper.to_json()))) == paper


def test_the_page_takes_no_script_from_an_answer(paper):
    text = paper.answered({"2": "<script>alert(1)</script>"}).to_markdown()
    page = to_html(text, "A <b> note")
    assert "<script" not in page
    assert "<title>A &lt;b&gt; note</title>" in page
    assert "<h2>All</h2>" in page


def test_tables_become_tables():
    assert "<td>1</td>" in to_html("| a |\n| --- |\n| 1 |\n", "t")


def test_the_record_has_every_field_of_the_standard_once_and_in_order(trained):
    record = transparency_record(trained)
    refs = [item.ref for section in record.sections for item in section.items]
    assert refs == [one["ref"] for one in fields()]
    assert len(set(refs)) == len(refs)
    assert set(OF_EVERY_MODEL) < set(refs)


def test_who_owns_it_only_a_person_can_say(trained):
    missing = {item.label for item in transparency_record(trained).missing}
    assert {"Key contact", "Contact email", "Appeals and review"} <= missing
    assert "Model performance" not in missing


def test_the_papers_tell_the_figures_of_the_run(trained):
    auc = trained.evaluation.value(NEW_ONSET, MODEL, "auc")
    assert f"{auc:.3f} for new onsets" in transparency_record(trained).to_markdown()
    annex = impact_annex(trained)
    assert f"{trained.train_rows:,} pupil-weeks" in annex.to_markdown()
    assert {"Lawful basis", "Retention"} <= {item.label for item in annex.missing}
