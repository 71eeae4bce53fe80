"""The short list drafts from every ranking in turn."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from serving.shortlist import PRIORITIES, ranking, shortlist

MONDAY = date(2026, 11, 23)


def test_rankings_take_turns_and_nobody_is_drafted_twice() -> None:
    places = shortlist({"a": [1, 2, 3, 4], "b": [2, 1, 5, 6]}, 4)
    assert [place.pupil_id for place in places] == [1, 2, 3, 5]
    assert [place.position for place in places] == [1, 2, 3, 4]


def test_a_pupils_outcomes_begin_with_the_one_that_drafted() -> None:
    places = shortlist({"a": [1, 2, 3], "b": [2, 9, 8]}, 2)
    assert [place.outcomes for place in places] == [("a",), ("b", "a")]


def test_priorities_go_by_thirds() -> None:
    places = shortlist({"a": list(range(7))}, 7)
    words = [place.priority for place in places]
    assert words == [PRIORITIES[0]] * 3 + [PRIORITIES[1]] * 3 + [PRIORITIES[2]]


def test_a_list_longer_than_the_pupils_holds_them_all() -> None:
    assert len(shortlist({"a": [1, 2], "b": [2]}, 10)) == 2
    assert shortlist({"a": [], "b": []}, 10) == []
    assert shortlist({"a": [1]}, 0) == []


@given(
    st.lists(st.integers(1, 40), unique=True),
    st.lists(st.integers(1, 40), unique=True),
    st.integers(0, 50),
)
def test_a_list_is_full_when_it_can_be(a: list[int], b: list[int], size: int) -> None:
    drafted = [place.pupil_id for place in shortlist({"a": a, "b": b}, size)]
    assert len(drafted) == len(set(drafted)) == min(size, len({*a, *b}))


def test_equals_are_ordered_by_neither_number_nor_place() -> None:
    pupils = np.arange(1, 101)
    same = np.full(100, 0.3)
    order = ranking(pupils, same, MONDAY)
    assert order == ranking(pupils[::-1], same, MONDAY)
    assert order != sorted(order)
    assert order != ranking(pupils, same, date(2026, 11, 30))


def test_a_higher_risk_comes_first() -> None:
    assert ranking(np.array([1, 2, 3]), np.array([0.1, 0.9, 0.5]), MONDAY) == [2, 3, 1]
