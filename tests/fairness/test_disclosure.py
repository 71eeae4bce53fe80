import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.disclosure import MINIMUM, SYMBOL, hidden, published, rounded

columns = st.lists(st.integers(0, 60), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([50, 60, 70], [False, False, False]),
        ([9, 60, 70], [True, True, False]),
        ([10, 60, 70], [False, False, False]),
        ([0, 60, 70], [True, True, False]),
        ([3, 4, 60], [True, True, True]),
        ([6, 7, 60], [True, True, False]),
        ([4], [True]),
        ([], []),
    ],
)
def test_small_counts_are_hidden_and_protected(counts, expected):
    assert hidden(counts).tolist() == expected


@given(columns)
def test_no_small_count_is_shown(counts):
    shown = np.array(counts)[~hidden(counts)]
    assert (shown >= MINIMUM).all()


@given(columns)
def test_a_hidden_count_cannot_be_found_by_subtraction(counts):
    numbers = np.array(counts)
    hide = hidden(numbers)
    if not hide.any():
        return
    remainder = numbers.sum() - numbers[~hide].sum()
    everything_is_hidden = hide.all()
    assert everything_is_hidden or (hide.sum() >= 2 and remainder >= MINIMUM)


@given(columns)
def test_protecting_hides_no_more_than_it_must(counts):
    numbers = np.array(counts)
    hide = hidden(numbers)
    extra = numbers[hide & (numbers >= MINIMUM)]
    assert len(extra) <= 2


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, 0), (10, 10), (12, 10), (13, 15), (1203, 1205), (1202, 1200)],
)
def test_counts_are_rounded_to_five(count, expected):
    assert rounded(count) == expected


def test_many_weeks_of_few_pupils_are_few_pupils():
    assert published([400, 40, 300], pupils=[100, 4, 75]) == ["400", SYMBOL, SYMBOL]


def test_published_counts_tell_small_and_protecting_apart_nowhere():
    assert published([1203, 48, 3, 411]) == ["1,205", SYMBOL, SYMBOL, "410"]
