"""The pass marks: what was written down before the result, and whether it is met."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fairness.gate import Marks
from training.baselines import LOGISTIC
from training.figures import ALL, MODEL, NEW_ONSET, Evaluation
from training.robustness import NEW_PUPILS, NEW_SCHOOLS

PASS_MARKS = Path(__file__).with_name("pass_marks.toml")


@dataclass(frozen=True, kw_only=True)
class NewOnsetMarks:
    """What must be shown on pupils to whom it has not happened yet."""

    gain_over_every_rule_above: float
    times_best_rule_at_least: float
    auc_above: float
    auc_behind_logistic_at_most: float


@dataclass(frozen=True, kw_only=True)
class CalibrationMarks:
    """How true the risks must be."""

    error_at_most: float
    slope_at_least: float
    slope_at_most: float


@dataclass(frozen=True, kw_only=True)
class StabilityMarks:
    """How much may be lost among who was not met, and change from list to list."""

    auc_lost_among_new_pupils_at_most: float
    auc_lost_in_new_schools_at_most: float
    turnover_at_most: float


@dataclass(frozen=True, kw_only=True)
class PassMarks:
    """All marks of ``pass_marks.toml``."""

    new_onset: NewOnsetMarks
    calibration: CalibrationMarks
    stability: StabilityMarks
    fairness: Marks


def read_pass_marks(path: Path = PASS_MARKS) -> PassMarks:
    """Read the marks; an unknown or missing one is a ``TypeError``."""
    marks = tomllib.loads(path.read_text(encoding="utf-8"))
    return PassMarks(
        new_onset=NewOnsetMarks(**marks.pop("new_onset")),
        calibration=CalibrationMarks(**marks.pop("calibration")),
        stability=StabilityMarks(**marks.pop("stability")),
        fairness=Marks(**marks.pop("fairness")),
        **marks,
    )


def shortfalls(evaluation: Evaluation, marks: PassMarks) -> tuple[str, ...]:
    """Return a sentence for every mark that is missed, saying by how much."""
    return (
        *_against_rules(evaluation, marks.new_onset),
        *_as_a_ranking(evaluation, marks.new_onset),
        *_as_a_probability(evaluation, marks.calibration),
        *_from_one_to_another(evaluation, marks.stability),
    )


def _against_rules(evaluation: Evaluation, marks: NewOnsetMarks) -> Iterator[str]:
    for rule in evaluation.rules:
        gain = evaluation.figure(NEW_ONSET, rule, "model_precision_gain")
        if gain.lower is None or not gain.lower > marks.gain_over_every_rule_above:
            yield (
                f"on new onset its precision at capacity is {_points(gain.value)} "
                f"above the rule {rule} (95 % interval from {_points(gain.lower)}); "
                f"more than {_points(marks.gain_over_every_rule_above)} must be certain"
            )
    best = evaluation.best_rule(NEW_ONSET)
    model = evaluation.value(NEW_ONSET, MODEL, "precision_at_capacity")
    theirs = evaluation.value(NEW_ONSET, best, "precision_at_capacity")
    if not model >= marks.times_best_rule_at_least * theirs:
        yield (
            f"on new onset its precision at capacity is {_points(model)} and that of "
            f"the rule {best} {_points(theirs)}; "
            f"{marks.times_best_rule_at_least} times as much is asked"
        )


def _as_a_ranking(evaluation: Evaluation, marks: NewOnsetMarks) -> Iterator[str]:
    auc = evaluation.figure(NEW_ONSET, MODEL, "auc")
    if auc.lower is None or not auc.lower > marks.auc_above:
        yield (
            f"on new onset the interval of its AUC starts at {_number(auc.lower)}; "
            f"it must be above {marks.auc_above}"
        )
    behind = evaluation.value(NEW_ONSET, LOGISTIC, "auc") - evaluation.value(
        NEW_ONSET, MODEL, "auc"
    )
    if not behind <= marks.auc_behind_logistic_at_most:
        yield (
            f"on new onset its AUC lies {_number(behind)} behind logistic regression; "
            f"{marks.auc_behind_logistic_at_most} is allowed"
        )


def _as_a_probability(evaluation: Evaluation, marks: CalibrationMarks) -> Iterator[str]:
    error = evaluation.value(ALL, MODEL, "calibration_error")
    if not error <= marks.error_at_most:
        yield (
            f"its calibration error is {_number(error)}; "
            f"{marks.error_at_most} is allowed"
        )
    slope = evaluation.value(ALL, MODEL, "calibration_slope")
    if not marks.slope_at_least <= slope <= marks.slope_at_most:
        yield (
            f"its calibration slope is {_number(slope)}; it must lie between "
            f"{marks.slope_at_least} and {marks.slope_at_most}"
        )


def _from_one_to_another(
    evaluation: Evaluation, marks: StabilityMarks
) -> Iterator[str]:
    for metric, allowed, whom in (
        (NEW_PUPILS, marks.auc_lost_among_new_pupils_at_most, "among new pupils"),
        (NEW_SCHOOLS, marks.auc_lost_in_new_schools_at_most, "in new schools"),
    ):
        lost = evaluation.value(NEW_ONSET, MODEL, metric)
        if not lost <= allowed:
            yield (
                f"on new onset {_number(lost)} of its AUC is lost {whom}; "
                f"{allowed} is allowed"
            )
    changed = evaluation.value(ALL, MODEL, "turnover_to_next_list")
    if not changed <= marks.turnover_at_most:
        yield (
            f"{_points(changed)} of its places go to somebody new on the next list; "
            f"{_points(marks.turnover_at_most)} are allowed"
        )


def _points(share: float | None) -> str:
    return "unknown" if share is None else f"{100 * share:.1f} percentage points"


def _number(value: float | None) -> str:
    return "nowhere" if value is None else f"{value:.3f}"
