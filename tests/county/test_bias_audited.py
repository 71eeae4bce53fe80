"""The audit finds the bias that was planted, and none where nothing was planted.

Audited are decisions: whether a grave incident of a pupil never suspended before brings
a suspension. Each of a group is set beside others of the same school, for incidents as
grave, since schools are not equally strict.
"""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from fairness.audit import audit
from records.county import NO_BIAS, simulate
from records.county.behaviour import SUSPENSION
from records.county.bias import DOUBTED
from records.county.people import SEMH
from records.county.schools import SECONDARY

UNTIL = date(2026, 7, 20)
GRAVE = 2
BESIDE = 3  # others for each decision on one of the group
CHANCE = 0.05
STRATUM = ["school", "severity"]


def decisions(county):
    """Grave incidents in secondary schools up to each pupil's first suspension."""
    history, world = county.history, county.world
    sent = history.notices.filter(pl.col("category") == SUSPENSION)
    sent = sent.select("pupil", "day").unique().with_columns(suspended=1)
    first = sent.group_by("pupil").agg(first=pl.col("day").min())
    grave = history.incidents.filter(pl.col("severity") >= GRAVE)
    rows = grave.group_by("pupil", "day").agg(pl.col("severity").max())
    at = history.school[rows["day"].to_numpy(), rows["pupil"].to_numpy()]
    rows = rows.with_columns(school=pl.Series(at)).filter(
        pl.Series(world.schools.phase[at] == SECONDARY)
    )
    return (
        rows.join(first, on="pupil", how="left")
        .filter(pl.col("first").is_null() | (pl.col("day") <= pl.col("first")))
        .join(sent, on=["pupil", "day"], how="left")
        .with_columns(pl.col("suspended").fill_null(0))
        .sort("day", "pupil")
    )


def matched(rows, pupils):
    """Beside each decision on some pupils put as many of the same kind on others."""
    marked = rows.with_columns(
        group=pl.Series(pupils[rows["pupil"].to_numpy()]),
        luck=pl.Series(np.random.default_rng(5).random(rows.height)),
    )
    inside = pl.col("group")
    strata = marked.with_columns(
        few=pl.min_horizontal(inside.sum(), (~inside).sum() // BESIDE).over(STRATUM),
        rank=pl.col("luck").rank("ordinal").over(*STRATUM, "group"),
    )
    wanted = pl.when(inside).then(pl.col("few")).otherwise(BESIDE * pl.col("few"))
    return strata.filter(pl.col("rank") <= wanted)


def difference(county, pupils):
    """How much oftener some are suspended for as much, as the audit finds."""
    rows = matched(decisions(county), pupils)
    who = rows["pupil"].to_numpy()
    report = audit(
        None,
        rows["suspended"].to_numpy(),
        groups={"group": np.where(rows["group"], "some", "others")},
        clusters=who,
        pupils=who,
        reference={"group": "others"},
        draws=400,
    )
    found = next(group for group in report.groups if group.group == "some")
    return found.findings["selection_rate"]


def groups(county):
    people = county.world.people
    return {
        "ethnicity": np.isin(people.ethnicity, DOUBTED),
        "SEMH": people.need == SEMH,
    }


@pytest.fixture(scope="module")
def counties():
    return {
        planted: simulate(
            pupils=24_000,
            seed=12,
            until=UNTIL,
            years=2,
            bias=replace(NO_BIAS, suspension=planted),
        )
        for planted in (False, True)
    }


@pytest.mark.parametrize("group", ["ethnicity", "SEMH"])
def test_the_audit_finds_nothing_where_nothing_is_planted(group, counties):
    fair = counties[False]
    found = difference(fair, groups(fair)[group])
    assert found.q_value > CHANCE
    assert found.difference.low < 0 < found.difference.high


@pytest.mark.parametrize("group", ["ethnicity", "SEMH"])
def test_the_audit_finds_what_is_planted(group, counties):
    unfair = counties[True]
    found = difference(unfair, groups(unfair)[group])
    assert found.q_value <= CHANCE
    assert found.difference.low > 0
