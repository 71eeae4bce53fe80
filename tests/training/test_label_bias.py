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


@pytest.fixture(scope="module")
def alike() -> dict[str, pl.LazyFrame]:
    """Records of a county in which ethnicity makes no difference."""
    county = simulate(pupils=12_000, seed=3, until=UNTIL, years=1, bias=False)
    return {
        name: rows.lazy().rename({"upn": "pupil_id"} if "upn" in rows.columns else {})
        for name, rows in county.register_tables.items()
        if name != "pupil_links"
    }


def punished(tables, codes: list[str]) -> dict[str, pl.LazyFrame]:
    """Answer one in ten of some pupils' incidents with a suspension on the day."""
    some = tables["pupils"].filter(pl.col("ethnicity").is_in(codes))
    more = (
        tables["incidents"]
        .join(some, on="pupil_id", how="semi")
        .filter(pl.col("date") >= UNTIL - timedelta(weeks=40))
        .gather_every(10)
        .select("pupil_id", "urn", pl.col("date").alias("start_date"))
        .with_columns(recorded_on=pl.col("start_date"))
    )
    both = [tables["suspensions"], more]
    return tables | {"suspensions": pl.concat(both, how="diagonal")}


def outside_by_ethnicity(found) -> set[str]:
    return {
        each.group
        for each in found
        if each.verdict == "outside" and each.attribute not in ("sen", "sen_need")
    }


def test_who_is_punished_more_for_the_same_is_found_and_nobody_else_is(alike):
    fair = label_bias(alike, UNTIL)
    assert {each.outcome for each in fair} == {SUSPENDED}
    assert not outside_by_ethnicity(fair)
    unlike = label_bias(punished(alike, ["MWBC", "MWBA", "MWAS", "MOTH"]), UNTIL)
    assert "Mixed" in outside_by_ethnicity(unlike)
    mixed = next(each for each in unlike if each.group == "Mixed")
    assert mixed.ratio.low > 1.25


def test_only_what_was_recorded_before_the_day_counts(alike):
    with pytest.raises(NoData, match="no behaviour record of the year before"):
        label_bias(alike, UNTIL - timedelta(weeks=48))


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
