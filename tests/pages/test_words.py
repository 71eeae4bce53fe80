from datetime import date
from pathlib import Path

import pytest
from wording import judging_words

import serving.pages
from serving.pages import errors, words
from serving.pathway import LABELS, Kind

TEMPLATES = sorted((Path(serving.pages.__file__).parent / "templates").glob("*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_judges_a_child(template: Path) -> None:
    assert judging_words(template.read_text()) == []


def test_no_message_judges_a_child() -> None:
    said = [message.heading for message in errors.MESSAGES.values()]
    said += [each for message in errors.MESSAGES.values() for each in message.sentences]
    said += [*words.STATUS.values(), *words.HINTS.values(), *words.OWN_VIEWS.values()]
    said += LABELS.values()
    assert judging_words(" ".join(said)) == []


def test_the_search_for_judging_words_finds_them() -> None:
    text = "A high-risk pupil. Problems! Red, but not bored or recorded."
    assert judging_words(text) == ["high-risk pupil", "Red", "Problems"]


def test_every_kind_of_decision_has_its_words() -> None:
    assert set(words.STATUS) == set(words.HINTS) == set(Kind)


def test_starting_an_assessment_says_that_the_family_is_asked_first() -> None:
    assert "family is asked first" in words.HINTS[Kind.START_ASSESSMENT]


def test_dates_years_and_counts_read_as_spoken() -> None:
    assert words.long_date(date(2026, 11, 3)) == "3 November 2026"
    assert words.short_date(date(2026, 11, 3)) == "3 Nov"
    assert words.long_year("9") == "Year 9"
    assert words.long_year("R") == words.short_year("R") == "Reception"
    assert words.short_year("9") == "9"
    assert words.long_year(None) == "Year group not recorded"
    assert words.short_year(None) == "Not recorded"
    assert words.count(1, "pupil") == "1 pupil"
    assert words.count(6000, "pupil") == "6,000 pupils"
