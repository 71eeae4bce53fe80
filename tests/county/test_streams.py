"""What is drawn depends on names alone, so that processes cannot show."""

from datetime import date

import numpy as np
import pytest

from records.county import blocks, simulate
from records.county.streams import key_of, shared, stream_of_day

UNTIL = date(2026, 11, 23)
KEY = key_of(5, 1)


def test_a_day_draws_the_same_whatever_was_drawn_before():
    straight = stream_of_day(KEY, 7).random(4)
    stream_of_day(KEY, 6).random(1000)
    assert np.array_equal(stream_of_day(KEY, 7).random(4), straight)
    assert not np.array_equal(stream_of_day(KEY, 8).random(4), straight)


def test_a_household_draws_once_wherever_its_members_are():
    members = np.array([3, 9, 3])
    drawn = shared(KEY, 2, 40, members)
    assert drawn[0] == drawn[2] != drawn[1]
    assert shared(KEY, 2, 40, members[2:])[0] == drawn[0]
    assert shared(KEY, 2, 41, members)[0] != drawn[0]


def test_households_draw_evenly():
    drawn = shared(KEY, 2, 40, np.arange(20_000))
    counts, _ = np.histogram(drawn, bins=10, range=(0, 1))
    # 2,000 in each tenth, with a standard deviation of 42.
    assert np.abs(counts - 2000).max() < 5 * 42


@pytest.mark.parametrize("processes", [2, 3])
def test_the_number_of_processes_does_not_show(monkeypatch, processes):
    monkeypatch.setattr(blocks, "BLOCK", 250)
    one, more = (
        simulate(pupils=600, seed=3, until=UNTIL, processes=number)
        for number in (1, processes)
    )
    assert np.array_equal(one.history.marks, more.history.marks)
    for name, rows in one.register_tables.items():
        assert more.register_tables[name].equals(rows), name
