"""Rolling origin: nothing of a later stretch is known when an older one is judged."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from training.fit import TrainedModel
from training.horizon import SchoolWeeks
from training.origins import rolling_splits
from training.splits import split_of

MONDAYS = tuple(date(2023, 9, 4) + timedelta(weeks=week) for week in range(120))
WEEKS = SchoolWeeks(MONDAYS, tuple(day + timedelta(4) for day in MONDAYS))
HORIZON = 12
SPLIT = split_of(WEEKS, HORIZON, train=MONDAYS[6:80:4], test=MONDAYS[92:108:4])


def test_no_label_window_meets_the_lists_of_another_stretch():
    found = rolling_splits(SPLIT, WEEKS, HORIZON)
    assert len(found) == 2
    for older, newer in pairwise((*found, SPLIT)):
        window = WEEKS.window(older.test[-1], HORIZON)
        assert window is not None
        assert older.train_labels_end < older.test[0]
        assert window.last_day < newer.test[0]
        assert set(older.test) <= set(newer.train)


@pytest.mark.parametrize("lists", [1, 4])
def test_a_stretch_has_as_many_lists_as_asked(lists: int):
    found = rolling_splits(SPLIT, WEEKS, HORIZON, lists=lists)
    assert {len(one.test) for one in found} == {lists}


def test_a_stretch_that_leaves_too_little_to_learn_from_is_not_judged():
    short = split_of(WEEKS, HORIZON, train=MONDAYS[6:20:4], test=MONDAYS[36:44:4])
    assert rolling_splits(short, WEEKS, HORIZON) == ()


def test_a_run_is_judged_on_older_stretches_too(trained: TrainedModel):
    assert trained.origins
    for one in trained.origins:
        assert one.learnt_until < one.tested_from <= one.tested_until
        assert one.tested_until < trained.split.test[0]
        assert 0.5 < one.auc <= 1
        assert one.to_json()["tested_from"] == one.tested_from.isoformat()
