"""Suspension given the same incidents: what schools did, and what a model learns."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from records.county.simulate import simulate
from records.errors import NoData
from training.label_bias import LISTED, SUSPENDED, inherited, label_bias

UNTIL = date(2026, 7, 20)


def simulated(bias: bool) -> dict[str, pl.LazyFrame]:
    county = simulate(pupils=12_000, seed=3, until=UNTIL, years=1, bias=bias)
    return {
        name: rows.lazy().rename({"upn": "pupil_id"} if "upn" in rows.columns else {})
        for name, rows in county.register_tables.items()
        if name != "pupil_links"
    }


def outside(found) -> set[str]:
    return {each.group for each in found if each.verdict == "outside"}


@pytest.fixture(scope="module")
def unlike() -> dict[str, pl.LazyFrame]:
    """Records of a county in which pupils with SEMH are suspended for less."""
    return simulated(bias=True)


def test_a_county_that_punishes_unlike_is_found_out_and_one_that_does_not_is_not(
    unlike,
):
    planted, fair = (label_bias(each, UNTIL) for each in (unlike, simulated(False)))
    need = "Social, emotional and mental health"
    found = {each.group: each for each in planted}
    assert found[need].ratio.low > 1
    assert found[need].crude_ratio > found[need].ratio.value
    assert not outside(fair)
    of_fair = next(each for each in fair if each.group == need)
    assert of_fair.ratio.value < found[need].ratio.value


def test_only_what_was_recorded_before_the_day_counts(unlike):
    with pytest.raises(NoData, match="no behaviour record of the year before"):
        label_bias(unlike, UNTIL - timedelta(weeks=48))


def test_a_model_that_learns_it_lists_the_same_group_more(trained):
    rng = np.random.default_rng(1)
    mixed = rng.random(len(trained.test)) < 0.4
    group = pl.Series(np.where(mixed, "Mixed", "All other groups"))
    listed = trained.test["listed"].to_numpy() | (
        mixed & (rng.random(len(mixed)) < 0.2)
    )
    rows = trained.test.with_columns(
        priority_group=group, listed=pl.Series(listed.astype(bool))
    )
    found = {
        (each.outcome, each.group): each
        for each in inherited(rows)
        if each.attribute == "priority_group"
    }
    assert {outcome for outcome, _ in found} == {SUSPENDED, LISTED}
    assert found[LISTED, "Mixed"].ratio.low > 1.25
    assert (
        found[SUSPENDED, "Mixed"].ratio.low < 1 < found[SUSPENDED, "Mixed"].ratio.high
    )
