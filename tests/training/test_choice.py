from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from training.calibrators import WAYS, compare_calibrations
from training.choice import Candidate, Choice, choose, skills
from training.matter import thinned
from training.periods import Period
from training.tuning import USUAL, Budget, tune

DAYS = [date(2025, month, 3) for month in (1, 3, 6, 9)]
PERIODS = (Period((DAYS[0],), (DAYS[1],)), Period(tuple(DAYS[:2]), tuple(DAYS[2:])))
DIRECTIONS = {"known": 1, "noise": 0, **{f"more_{n}": 0 for n in range(60)}}
BUDGET = Budget(trials=3, rows=3000, rounds=40)


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    """Four lists on which one feature of many says something."""
    generator = np.random.default_rng(9)
    size = 1500 * len(DAYS)
    known = generator.normal(size=size)
    return pl.DataFrame(
        {name: generator.normal(size=size).round(2) for name in DIRECTIONS}
        | {
            "known": known,
            "pupil_id": np.tile(np.arange(1500), len(DAYS)),
            "urn": np.tile(np.arange(1500) % 30, len(DAYS)),
            "as_of": [day for day in DAYS for _ in range(1500)],
            "label": generator.random(size) < 1 / (1 + np.exp(2 - known)),
            "new_onset": generator.random(size) < 0.8,
        }
    )


@pytest.fixture(scope="module")
def choice(rows) -> Choice:
    return choose(rows, PERIODS, DIRECTIONS, BUDGET)


def test_the_budget_is_kept_and_the_usual_settings_are_tried_first(choice):
    assert [trial.number for trial in choice.trials] == [0, 1, 2]
    first = dict(choice.trials[0].parameters)
    assert first.pop("rounds") <= BUDGET.rounds
    assert first == {name: v for name, v in USUAL.items() if name != "rounds"}


def test_the_same_rows_are_tuned_to_the_same_settings(rows, choice):
    assert tune(rows, PERIODS[0], DIRECTIONS, BUDGET) == choice.trials


@pytest.mark.parametrize("as_good", [0.0, 0.5])
def test_the_smaller_of_those_as_good_is_taken(rows, monkeypatch, as_good):
    monkeypatch.setattr("training.choice.AS_GOOD", as_good)
    choice = choose(rows, PERIODS, DIRECTIONS, BUDGET)
    (taken,) = (one for one in choice.judged if one.chosen)
    assert taken.name == choice.candidate.name
    assert taken.features == len(choice.candidate.directions)
    if as_good:
        assert taken.features == 25
        assert "known" in choice.candidate.directions
    else:
        assert taken.regret == 0


def test_regret_is_counted_from_the_best_of_the_next_period(choice):
    means = [(one.skill + one.skill_new_onset) / 2 for one in choice.judged]
    regrets = [one.regret for one in choice.judged]
    assert regrets == pytest.approx([max(means) - mean for mean in means])
    assert min(regrets) == 0


def test_knowing_the_average_is_no_skill(rows):
    average = np.full(len(rows), rows["label"].mean())
    everybody, _ = skills(average, rows)
    assert everybody == pytest.approx(0, abs=1e-6)


def test_thinning_keeps_what_happened_and_the_totals(rows):
    few = thinned(rows, 3000)
    assert len(few) == pytest.approx(3000, rel=0.05)
    assert few["label"].sum() == rows["label"].sum()
    assert few["weight"].sum() == pytest.approx(len(rows), rel=0.05)
    assert thinned(rows)["weight"].unique().to_list() == [1.0]


def test_every_way_to_calibrate_is_judged_on_later_lists(rows):
    plain = Candidate(name="plain", parameters={"rounds": 30}, directions={"known": 1})
    found = {one.way: one for one in compare_calibrations(rows, PERIODS, plain)}
    assert set(found) == set(WAYS)
    assert found["isotonic"].coverage is None
    for name, one in found.items():
        assert one.error < 0.1, name
    schools = found["line, schools and weeks as witnesses"]
    assert found["Venn-Abers"].width > 0
    assert schools.width > 0
    assert schools.coverage > 0.5
    assert compare_calibrations(rows, (), plain) == ()
