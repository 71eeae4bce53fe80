from __future__ import annotations

import pytest

from training.figures import Evaluation, Figure
from training.marks import PASS_MARKS, read_pass_marks, shortfalls


def an_evaluation(**changed: float) -> Evaluation:
    """A model that meets every mark, but for what is changed."""
    good = {
        "gain_lower": 0.05,
        "precision": 0.20,
        "auc_lower": 0.70,
        "logistic_auc": 0.75,
        "error": 0.01,
        "slope": 1.0,
        "new_pupils": 0.01,
        "new_schools": 0.02,
        "turnover": 0.3,
    } | changed
    onset = "new_onset"
    precision = "precision_at_capacity"
    gain, lower = 0.10, good["gain_lower"]
    figures = (
        Figure(onset, "flag", "model_precision_gain", gain, lower, 0.15),
        Figure(onset, "flag", precision, 0.10),
        Figure(onset, "model", precision, good["precision"]),
        Figure(onset, "model", "auc", 0.75, good["auc_lower"], 0.80),
        Figure(onset, "logistic_regression", "auc", good["logistic_auc"]),
        Figure("all", "model", "calibration_error", good["error"]),
        Figure("all", "model", "calibration_slope", good["slope"]),
        Figure(onset, "model", "auc_lost_new_pupils", good["new_pupils"]),
        Figure(onset, "model", "auc_lost_new_schools", good["new_schools"]),
        Figure("all", "model", "turnover_to_next_list", good["turnover"]),
    )
    return Evaluation(0.05, "school", ("flag",), figures)


def test_a_good_model_misses_nothing():
    assert shortfalls(an_evaluation(), read_pass_marks()) == ()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"gain_lower": -0.01}, "10.0 percentage points above the rule flag"),
        ({"precision": 0.12}, "1.3 times as much is asked"),
        ({"auc_lower": 0.55}, "starts at 0.550"),
        ({"logistic_auc": 0.80}, "0.050 behind logistic regression"),
        ({"error": 0.06}, "calibration error is 0.060"),
        ({"slope": 0.4}, "calibration slope is 0.400"),
        ({"slope": float("nan")}, "calibration slope is nan"),
        ({"new_pupils": 0.08}, "0.080 of its AUC is lost among new pupils"),
        ({"new_schools": float("nan")}, "is lost in new schools; 0.05 is allowed"),
        ({"turnover": 0.75}, "75.0 percentage points of its places go to somebody"),
    ],
)
def test_a_missed_mark_says_which_and_by_how_much(changed, said):
    (sentence,) = shortfalls(an_evaluation(**changed), read_pass_marks())
    assert said in sentence


def test_a_mark_nobody_reads_is_not_passed_over(tmp_path):
    more = PASS_MARKS.read_text() + "\n[surprise]\nabove = 1.0\n"
    (tmp_path / "marks.toml").write_text(more)
    with pytest.raises(TypeError, match="surprise"):
        read_pass_marks(tmp_path / "marks.toml")
