from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from training.capacity import turnover
from training.measures import Part, at_each_school, reliability, warning


def part(rows: pl.DataFrame, **scores: list[float]) -> Part:
    arrays = {name: np.array(score) for name, score in scores.items()}
    return Part(rows=rows, scores=arrays, capacity=0.5)


def measured(measures, part, name):
    return {metric: value for metric, value, _, _ in measures(part, name)}


def test_each_school_has_a_list_of_its_own():
    rows = pl.DataFrame(
        {
            "as_of": [1] * 8,
            "urn": [1] * 4 + [2] * 4,
            "pupil_id": range(8),
            "label": [True, True, False, False] + [True, False, False, False],
        }
    )
    found = measured(at_each_school, part(rows, m=[9, 8, 7, 6, 1, 0.5, 0.2, 0]), "m")
    assert found["precision_at_school_capacity"] == 3 / 4
    assert found["recall_at_school_capacity"] == 1
    # By lot half of each school's cases would be found: 1 and a half of three.
    assert found["lift_within_school"] == pytest.approx(2)


def test_knowing_the_school_alone_gives_no_lift_within_it():
    rows = pl.DataFrame(
        {
            "as_of": [1] * 8,
            "urn": [1] * 4 + [2] * 4,
            "pupil_id": range(8),
            "label": [True, True, False, False] + [False] * 4,
        }
    )
    found = measured(at_each_school, part(rows, m=[2.0] * 4 + [1.0] * 4), "m")
    assert found["lift_within_school"] == pytest.approx(1)


def test_warning_counts_the_weeks_of_the_listed_that_came_true():
    rows = pl.DataFrame(
        {
            "as_of": [1] * 4,
            "urn": [1] * 4,
            "pupil_id": range(4),
            "label": [True, True, True, False],
            "weeks_to_event": [6.0, 2.0, 11.0, None],
        }
    )
    found = measured(warning, part(rows, m=[4.0, 3.0, 2.0, 1.0]), "m")
    assert found["weeks_of_warning"] == 4


def test_turnover_is_the_share_of_places_that_go_to_somebody_new():
    listed = np.array([1.0, 1.0, 0.0, 1.0, 0.0, 1.0])
    week, pupil = np.array([1, 1, 1, 2, 2, 2]), np.array([1, 2, 3, 1, 2, 3])
    assert turnover(listed, week, pupil) == 0.5
    assert np.isnan(turnover(listed[:3], week[:3], pupil[:3]))


def test_the_parts_of_the_brier_score_add_up_to_it():
    generator = np.random.default_rng(4)
    risk = np.repeat(np.linspace(0.05, 0.95, 10), 600)
    rows = pl.DataFrame(
        {
            "as_of": [1] * 6000,
            "urn": np.arange(6000) % 20,
            "pupil_id": range(6000),
            "label": generator.random(6000) < risk,
        }
    )
    found = measured(reliability, part(rows, m=risk), "m")
    parts = found["brier_reliability"] - found["brier_resolution"]
    total = parts + found["brier_uncertainty"]
    assert total == pytest.approx(found["brier"], abs=1e-9)
    assert found["calibration_slope"] == pytest.approx(1, abs=0.15)
