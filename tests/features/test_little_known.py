"""Missing is not zero: three ways of not knowing, told apart, for every feature."""

import pytest

from features.catalogue import CATALOGUE
from features.catalogue.feature import NEVER_MISSING
from features.little_known import WAYS, little_known
from features.sentences import sentence

ROWS = dict(zip(WAYS, little_known().to_dicts(), strict=True))
OF_MARKS = [
    name
    for name, each in CATALOGUE.items()
    if each.sources == ("marks", "calendar", "enrolments") and each.theme != "data"
]
BEHAVIOUR = [name for name, each in CATALOGUE.items() if each.theme == "behaviour"]


def test_the_three_ways_are_told_apart():
    told = ("registers_missing_12w", "weeks_in_area")
    ways = {tuple(row[name] for name in told) for row in ROWS.values()}
    assert len(ways) == len(WAYS)
    assert {row["weeks_known_12w"] for row in ROWS.values()} == {0}


@pytest.mark.parametrize("name", OF_MARKS)
def test_without_a_possible_session_no_feature_of_marks_is_a_number(name):
    assert [row[name] for row in ROWS.values()] == [None, None, None]


@pytest.mark.parametrize("name", BEHAVIOUR)
def test_a_newcomers_nothing_is_not_none_while_others_have_none(name):
    found = [ROWS[way][name] for way in WAYS]
    assert found[2] is None
    assert found[0] == found[1] == (None if name.startswith("weeks_since") else 0)


def test_what_is_declared_as_never_missing_is_not():
    never = [name for name in CATALOGUE if CATALOGUE[name].missing == NEVER_MISSING]
    assert never
    assert all(row[name] is not None for name in never for row in ROWS.values())


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_null_is_told_as_not_known_and_never_as_none(name):
    for row in ROWS.values():
        if row[name] is None:
            text = sentence(CATALOGUE[name], row, kind="concern")
            assert "recorded" in text or "known" in text or "in place" in text
