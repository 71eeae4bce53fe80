"""A row for ``as_of`` never changes, whatever becomes known from that day on."""

from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from messy import linked_county, messy_county
from polars.testing import assert_frame_equal
from tables import AS_OF

from features.build import build
from features.catalogue import OPTIONAL, declared

READ = sorted(
    {name for each in declared(list(OPTIONAL)).values() for name in each.sources}
    - {"calendar"}
)
LINKS = ["pupil_links", "school_links"]
COUNTY = messy_county(1)


def rows(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return build(tables, AS_OF, switched_on=list(OPTIONAL)).collect().sort("pupil_id")


AS_KNOWN = rows(COUNTY)


def known(frame: pl.DataFrame) -> pl.Series:
    replaced = pl.col("superseded_on")
    on_the_day = (pl.col("recorded_on") < AS_OF) & (
        replaced.is_null() | (replaced >= AS_OF)
    )
    return frame.select(on_the_day).to_series()


changes = st.fixed_dictionaries(
    {
        "names": st.sets(st.sampled_from(READ + LINKS), min_size=1),
        "seed": st.integers(0, 10_000),
        "share": st.floats(0, 1),
        "later": st.integers(0, 60),
    }
)


def added(frame, other, change):
    """Append rows of another county that become known on or after the day."""
    news = other.sample(fraction=change["share"], seed=change["seed"]).with_columns(
        recorded_on=AS_OF + timedelta(change["later"]),
        superseded_on=pl.lit(None, pl.Date),
    )
    return pl.concat([frame, news])


def replaced(frame, change):
    """Supersede, from the day on, a share of what was known."""
    drawn = pl.int_range(pl.len()).shuffle(change["seed"]) < pl.len() * change["share"]
    day = pl.lit(AS_OF + timedelta(change["later"]))
    return frame.with_columns(
        superseded_on=pl.when(drawn & known(frame))
        .then(day)
        .otherwise(pl.col("superseded_on"))
    )


@settings(max_examples=25, deadline=None)
@given(changes)
def test_what_becomes_known_later_changes_nothing(change):
    other = linked_county(change["seed"])
    tables = COUNTY | {
        name: replaced(added(COUNTY[name], other[name], change), change)
        for name in change["names"]
    }
    assert_frame_equal(rows(tables), AS_KNOWN)


def test_what_was_not_known_on_the_day_might_as_well_not_exist():
    cut = {name: COUNTY[name].filter(known(COUNTY[name])) for name in READ}
    assert_frame_equal(rows(COUNTY | cut), AS_KNOWN)
    assert any(len(cut[name]) < len(COUNTY[name]) for name in READ)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_does_not_matter(seed):
    shuffled = {
        name: frame.sample(fraction=1, shuffle=True, seed=seed)
        for name, frame in COUNTY.items()
    }
    assert_frame_equal(rows(shuffled), AS_KNOWN)


def test_a_pupils_row_depends_on_others_only_through_declared_peers():
    alone = {
        name: frame.filter(pl.col("pupil_id") == AS_KNOWN["pupil_id"][0])
        if "pupil_id" in frame.columns
        else frame
        for name, frame in COUNTY.items()
    }
    own = [each.name for each in declared().values() if each.scope == "pupil"]
    assert_frame_equal(rows(alone).select(own), AS_KNOWN.head(1).select(own))


@pytest.mark.parametrize("table", [name for name in READ if name != "enrolments"])
def test_a_feature_changes_only_with_the_tables_it_declares(table):
    without = rows(COUNTY | {table: COUNTY[table].clear()})
    changed = {
        name
        for name, each in declared(list(OPTIONAL)).items()
        if not without[name].equals(AS_KNOWN[name])
    }
    assert changed
    assert all(table in declared(list(OPTIONAL))[name].sources for name in changed)


def test_nothing_older_than_last_academic_year_is_read():
    long_ago = timedelta(days=600)
    dated = {"marks": "date", "incidents": "date", "suspensions": "start_date"}
    older = {
        name: pl.concat(
            [COUNTY[name], COUNTY[name].with_columns(pl.col(column) - long_ago)]
        )
        for name, column in dated.items()
    }
    assert_frame_equal(rows(COUNTY | older), AS_KNOWN)
