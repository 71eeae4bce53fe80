"""Bias is where it was planted, and nowhere once it is switched off."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from records.county import NO_BIAS, Bias, simulate
from records.county.attendance import CODES
from records.county.behaviour import SUSPENSION
from records.county.bias import DOUBTED
from records.county.measures import final_marks
from records.county.people import SEMH

UNTIL = date(2026, 11, 23)
# Differences are counted in standard errors; three of them come by chance in 0.3 %.
CHANCE = 3.0


def planted(**switched_on):
    bias = replace(NO_BIAS, **switched_on)
    return simulate(pupils=5000, seed=12, until=UNTIL, bias=bias)


@pytest.fixture(scope="module")
def fair():
    return planted()


def treated_harshly(county):
    people = county.world.people
    return np.isin(people.ethnicity, DOUBTED) | (people.need == SEMH)


def errors_apart(counts, among, group):
    """Standard errors between two groups' shares; pupils, not events, are the units."""
    shares = [counts[one].sum() / among[one].sum() for one in (group, ~group)]
    spread = [
        np.sqrt(((counts[one] - share * among[one]) ** 2).sum()) / among[one].sum()
        for one, share in zip((group, ~group), shares, strict=True)
    ]
    return (shares[0] - shares[1]) / np.hypot(*spread)


def suspended_for_the_same(county):
    """Suspensions, and how many their school gives for as much, by pupil."""
    people, where = county.world.people, county.history.school
    notices, incidents = county.history.notices, county.history.incidents

    def counts(rows):
        day, pupil = rows["day"].to_numpy(), rows["pupil"].to_numpy()
        pair = pupil * len(county.world.schools.phase) + where[day, pupil]
        size = len(people) * len(county.world.schools.phase)
        return np.bincount(pair, minlength=size).reshape(len(people), -1) * 1.0

    sent = counts(notices.filter(pl.col("category") == SUSPENSION))
    incident = counts(incidents.filter(pl.col("severity") >= 2))
    usual = sent.sum(axis=0) / np.maximum(incident.sum(axis=0), 1)
    return sent.sum(axis=1), (incident * usual).sum(axis=1)


def left_unauthorised(county):
    """Unauthorised sessions, and all of absence for a reason of the day, by pupil."""
    unauthorised, every = [], []
    for start in range(0, len(county.world.people), 4096):
        marks = final_marks(county, start)
        found = marks == CODES.index("O")
        unauthorised.append(found.sum(axis=(0, 1)))
        every.append((found | (marks == CODES.index("I"))).sum(axis=(0, 1)))
    return np.concatenate(unauthorised) * 1.0, np.concatenate(every) * 1.0


def test_without_bias_everybody_is_treated_alike(fair):
    assert (fair.world.strict == 1).all()
    sent, grave = suspended_for_the_same(fair)
    # Not by SEMH: those pupils are suspended again for having been suspended before.
    for group in (
        fair.world.people.ethnicity != "WBRI",
        np.isin(fair.world.people.ethnicity, DOUBTED),
    ):
        assert grave[group].sum() > 5
        assert abs(errors_apart(sent, grave, group)) < CHANCE
    unauthorised, every = left_unauthorised(fair)
    group = np.isin(fair.world.people.ethnicity, DOUBTED)
    assert abs(errors_apart(unauthorised, every, group)) < CHANCE


def test_bias_in_suspension_shows_for_the_same_behaviour():
    county = planted(suspension=True)
    sent, grave = suspended_for_the_same(county)
    assert errors_apart(sent, grave, treated_harshly(county)) > CHANCE


def test_bias_in_coding_shows_in_unauthorised_absence_alone(fair):
    county = planted(coding=True)
    group = np.isin(county.world.people.ethnicity, DOUBTED)
    for some, least, most in ((group, 1.15, 3), (~group, 0.99, 1.01)):
        shares = [
            unauthorised[some].sum() / every[some].sum()
            for unauthorised, every in map(left_unauthorised, (county, fair))
        ]
        # The same pupils with the same luck: what differs is the coding.
        assert least < shares[0] / shares[1] < most
    assert county.history.notices.height == pytest.approx(
        fair.history.notices.height, rel=0.1
    )


def test_bias_in_recording_hides_minor_incidents_of_some_schools(fair):
    county = planted(recording=True)
    quiet = county.world.schools.quiet
    assert quiet.any()
    assert (county.world.noted[quiet] < fair.world.noted[quiet]).all()
    assert (county.world.noted[~quiet] == fair.world.noted[~quiet]).all()


def test_all_of_it_is_planted_unless_one_says_otherwise():
    assert Bias() == Bias(suspension=True, recording=True, coding=True)
    county = simulate(pupils=600, seed=2, until=UNTIL)
    assert county.world.bias == Bias()
    assert simulate(pupils=600, seed=2, until=UNTIL, bias=False).world.bias == NO_BIAS
