"""A county of full size is aligned with the published year by its own pilot runs."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from benchmarks.county import rates
from records.county import alignment, published, simulate
from records.county.blocks import live
from records.county.levels import levels
from records.county.raking import BIASED

UNTIL = date(2026, 7, 27)
PUPILS = 6000


def county(*, seed=5, bias=True, processes=1):
    return simulate(
        pupils=PUPILS,
        seed=seed,
        until=UNTIL,
        years=1,
        bias=bias,
        processes=processes,
    )


def off(county):
    """How far the rates by phase are off on average that rest on many pupils."""
    judged = rates(county, "gloucestershire").filter(
        pl.col("margin") == "phase",
        pl.col("group").is_in(["PS", "SS"]),
        pl.col("metric").is_in([*published.ABSENCE[:2], *published.BEHAVIOUR[:2]]),
    )
    assert judged.height == 8
    return judged["ratio"].log().abs().mean()


@pytest.fixture(scope="module")
def as_fitted():
    return county()


@pytest.fixture
def small_counties_aligned(monkeypatch):
    monkeypatch.setattr(alignment, "ALIGNED_FROM", PUPILS)


def test_a_small_county_keeps_the_fitted_levels(as_fitted):
    assert as_fitted.world.levels is levels("gloucestershire")


@pytest.mark.usefixtures("small_counties_aligned")
def test_levels_that_miss_are_brought_nearer_to_the_published_rates():
    fitted = levels("gloucestershire")
    too_much = {
        key: own + (0.6 if key in (("suspend", "phase"), ("odd", "phase")) else 0)
        for key, own in fitted.values.items()
    }
    missed = simulate(
        pupils=PUPILS, seed=5, until=UNTIL, years=1, fitted=type(fitted)(too_much)
    )
    world = alignment.aligned(missed.world, 5)
    nearer = alignment.Pilot(world, live(world, 5))
    assert off(nearer) < 0.5 * off(missed)


@pytest.mark.usefixtures("small_counties_aligned")
def test_the_number_of_processes_does_not_show_in_the_aligned_levels():
    one, two = county(seed=6), county(seed=6, processes=2)
    for key, values in one.world.levels.values.items():
        assert np.array_equal(two.world.levels.values[key], values), key
    assert np.array_equal(one.history.marks, two.history.marks)


@pytest.mark.usefixtures("small_counties_aligned")
def test_without_planted_bias_nothing_is_aligned_to_what_bias_makes():
    fair, fitted = county(bias=False).world, levels("gloucestershire")
    for (knob, margin), values in fair.levels.values.items():
        if margin in BIASED:
            assert np.allclose(values, fitted.of(knob, margin)), (knob, margin)
    assert (fair.strict == 1).all()
    moved = fair.levels.of("conduct", "meals") - fitted.of("conduct", "meals")
    assert np.abs(moved).max() > 0.01


def test_no_knob_goes_further_than_it_may():
    found = levels("gloucestershire")
    wild = type(found)({key: own + 9 for key, own in found.values.items()})
    within = wild.within(0.5, found)
    for key, own in found.values.items():
        assert np.allclose(within.values[key], own + 0.5), key
