"""A feature that reads the future is caught, by name."""

import narwhals as nw
import polars as pl
import pytest
from messy import messy_county
from tables import AS_OF

from features import build
from features.catalogue import OPTIONAL, declared
from features.leaks import leaks
from records import links
from records.tables import TABLES

COUNTY = messy_county(1)


def test_no_feature_reads_the_future():
    assert leaks(COUNTY, AS_OF, switched_on=list(OPTIONAL)) == []


def known_later(frame):
    """Let every second row become known only on the day itself."""
    later = pl.int_range(pl.len()) % 2 == 0
    recorded = pl.when(later).then(pl.lit(AS_OF)).otherwise("recorded_on")
    return frame.with_columns(recorded_on=recorded)


@pytest.mark.parametrize("table", ["marks", "incidents", "suspensions", "support"])
def test_a_feature_of_a_table_that_is_not_cut_is_named(monkeypatch, table):
    def careless(frame, as_of):
        whole = list(frame.columns) == list(TABLES[table].schema)
        return frame if whole else known(frame, as_of)

    known = links.known
    monkeypatch.setattr(links, "known", careless)
    tables = COUNTY | {table: known_later(COUNTY[table])}
    found = {leak.column for leak in leaks(tables, AS_OF)}
    readers = {name for name, each in declared().items() if table in each.sources}
    assert found & readers
    assert found <= readers | set(build.COMPANIONS)


def test_a_planted_column_that_carries_the_future_is_caught(monkeypatch):
    def telling(frame, as_of):
        return known(frame, as_of).rename({"superseded_on": "told"}, strict=False)

    def planted(rows, held, weeks):
        told = held["support"].group_by("pupil_id").agg(nw.col("told").count())
        rows = support(rows, held, weeks).join(told, on="pupil_id", how="left")
        return rows.with_columns(support_reviews_overdue="told")

    known, support = links.known, build.support
    monkeypatch.setattr(links, "known", telling)
    monkeypatch.setattr(build, "support", planted)
    replaced = known(COUNTY["support"], AS_OF).filter(
        pl.col("superseded_on").is_not_null()
    )
    found = leaks(COUNTY, AS_OF)
    assert [leak.column for leak in found] == ["support_reviews_overdue"]
    assert 0 < found[0].pupils <= replaced["pupil_id"].n_unique()
