from __future__ import annotations

import numpy as np
import pytest

from training.capacity import chance_of_place, draw_places, hits_at_capacity, places


@pytest.mark.parametrize(
    ("pupils", "share", "expected"),
    [(100, 0.05, 5), (3, 0.05, 1), (1, 0.9, 1), (0, 0.1, 0)],
)
def test_a_list_has_the_share_of_pupils_and_at_least_one_place(pupils, share, expected):
    assert places(pupils, share) == expected


def test_the_highest_scores_of_each_week_get_the_places():
    score = np.array([0.9, 0.1, 0.5, 0.2])
    week = np.array([1, 1, 2, 2])
    assert chance_of_place(score, week, 0.5).tolist() == [1, 0, 1, 0]


def test_equals_on_the_cut_share_the_places_left():
    score = np.array([3.0, 1.0, 1.0, 1.0])
    chance = chance_of_place(score, np.zeros(4), 0.5)
    assert chance.tolist() == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3])


def test_hits_are_bounded_when_chance_decides():
    happened = np.array([True, True, False, False, False])
    score = np.array([1.0, 0.0, 0.0, 0.0, 0.0])
    hits = hits_at_capacity(happened, score, np.zeros(5), 0.4)
    assert (hits.listed, hits.worst, hits.best) == (2, 1, 2)
    assert hits.expected == pytest.approx(1.25)


def test_expected_hits_are_those_of_the_chances():
    generator = np.random.default_rng(3)
    happened = generator.random(400) < 0.2
    score = generator.integers(0, 5, 400).astype(float)
    week = generator.integers(0, 4, 400)
    hits = hits_at_capacity(happened, score, week, 0.1)
    chance = chance_of_place(score, week, 0.1)
    assert chance.sum() == pytest.approx(hits.listed)
    assert chance[happened].sum() == pytest.approx(hits.expected)
    assert hits.worst <= hits.expected <= hits.best


def test_a_drawn_list_has_its_size_and_the_clear_cases():
    score = np.array([3.0, *[1.0] * 8, 0.0])
    listed = draw_places(score, np.zeros(10), 0.3)
    assert listed.sum() == 3
    assert listed[0]
    assert not listed[-1]
    assert (listed == draw_places(score, np.zeros(10), 0.3)).all()
