from __future__ import annotations

import json
from datetime import date

import numpy as np
import polars as pl
import pytest

from training.evaluate import evaluate
from training.figures import Evaluation

WEEKS = [date(2026, 3, 2), date(2026, 3, 16)]


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    generator = np.random.default_rng(11)
    n = 4000
    strength = generator.normal(size=n)
    risk = 1 / (1 + np.exp(2 - 1.5 * strength))
    label = generator.random(n) < risk
    flag = (strength + generator.normal(size=n) > 2).astype(float)
    rows = pl.DataFrame(
        {
            "pupil_id": np.tile(np.arange(n // 2), 2),
            "urn": np.tile(np.arange(n // 2) % 20, 2),
            "as_of": [day for day in WEEKS for _ in range(n // 2)],
            "label": label,
            "new_onset": flag == 0,
            "severe": risk > 0.8,
            "weeks_to_event": np.where(label, generator.integers(0, 12, n), np.nan),
            "exclusions": (label & (generator.random(n) < 0.01)).astype(int),
        }
    )
    return evaluate(
        rows,
        {"model": risk, "flag": flag, "noise": generator.random(n)},
        rules=["flag", "noise"],
        probabilities=["model"],
    )


def test_every_scorer_has_its_figures_in_both_populations(evaluation):
    for population in ("all", "new_onset"):
        for scorer in ("model", "flag", "noise"):
            value = evaluation.value(population, scorer, "precision_at_capacity")
            assert 0 <= value <= 1


def test_intervals_hold_their_figure(evaluation):
    bounded = [f for f in evaluation.figures if f.lower is not None]
    assert len(bounded) >= 12
    assert all(f.lower <= f.value <= f.upper for f in bounded)


def test_the_informed_model_beats_every_rule_with_the_interval_clear_of_zero(
    evaluation,
):
    for rule in ("flag", "noise"):
        assert evaluation.figure("all", rule, "model_precision_gain").lower > 0
    assert evaluation.best_rule("all") == "flag"


def test_a_rule_says_nothing_about_those_it_has_not_flagged(evaluation):
    base = evaluation.value("new_onset", "", "base_rate")
    found = evaluation.value("new_onset", "flag", "precision_at_capacity")
    assert found == pytest.approx(base, abs=1e-3)
    assert evaluation.value("new_onset", "flag", "auc") == pytest.approx(0.5)


def test_ties_are_bounded(evaluation):
    worst, expected, best = (
        evaluation.value("new_onset", "flag", f"precision_at_capacity{bound}")
        for bound in ("_worst", "", "_best")
    )
    assert worst == 0
    assert worst < expected < best == 1


def test_only_risks_are_asked_for_calibration(evaluation):
    assert evaluation.value("all", "model", "calibration_error") < 0.02
    with pytest.raises(KeyError, match="flag"):
        evaluation.figure("all", "flag", "calibration_error")


def test_it_survives_json(evaluation):
    text = json.dumps(evaluation.to_json(), allow_nan=False)
    assert Evaluation.from_json(json.loads(text)) == evaluation


def test_the_table_has_a_row_a_scorer_and_a_column_a_metric(evaluation):
    table = evaluation.table("all", ["auc", "recall_at_capacity"])
    assert table.columns == ["scorer", "auc", "recall_at_capacity"]
    assert table["scorer"].to_list() == ["model", "flag", "noise"]
