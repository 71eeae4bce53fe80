"""Any order and any splitting of deliveries gives the same lake, as known on each day.

The order of what has no history is the exception: of the calendar and the identities
the last row told stands, however the telling was split.
"""

import tempfile
from datetime import date, timedelta
from operator import itemgetter
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from records.history import known
from records.lake import Lake
from records.tables import (
    CALENDAR,
    ENROLMENTS,
    IDENTITIES,
    INCIDENTS,
    MARKS,
    SUPPORT,
    TABLES,
)
from records.versions import merge, placed

MONDAY = date(2025, 9, 8)
LEFT = date(2026, 3, 27)
# A census says that a pupil left, and cannot say why.
CENSUS = {"leaving_date": LEFT, "leaving_reason": None, "unsaid": 1}
# By table, what tells two things apart, and what three versions of one may say.
THINGS = {
    MARKS.name: (
        [{"pupil_id": 1}, {"pupil_id": 2}],
        [{"code": "N"}, {"code": "I"}, {"code": "/"}],
    ),
    ENROLMENTS.name: (
        [{"urn": 900001}, {"urn": 900002}],
        [
            {"leaving_date": None, "leaving_reason": None},
            {"leaving_date": LEFT, "leaving_reason": "MM"},
            CENSUS,
        ],
    ),
    INCIDENTS.name: (
        [{"pupil_id": 1}, {"pupil_id": 2}],
        [{"withdrawn_on": None}, {"withdrawn_on": LEFT}, {"location": None}],
    ),
    SUPPORT.name: (
        [{"plan": "my_plan"}, {"plan": "my_plan_plus"}],
        [{"stage": "plan"}, {"stage": "do"}, {"stage": "do", "review_due": LEFT}],
    ),
}
WITHOUT_HISTORY = {
    CALENDAR.name: (
        [{"date": MONDAY}, {"date": MONDAY + timedelta(days=1)}],
        [{"sessions": 1}, {"sessions": 2}, {"term": "spring"}],
    ),
    IDENTITIES.name: (
        [{"pupil_id": 1}, {"pupil_id": 2}],
        [{"surname": "One"}, {"surname": "Two"}, {"date_of_birth": None}],
    ),
}
DAYS = [MONDAY + timedelta(days=days) for days in range(6)]
said = st.dictionaries(
    st.tuples(st.integers(0, 1), st.integers(0, 4)), st.integers(0, 2), min_size=1
)
told = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(0, 4)), min_size=1
)


def rows(table, *values):
    """Rows of the contract's examples, each with its own values."""
    example = {column.name: column.example for column in table.columns}
    said = [example | dict.fromkeys(table.unsaid, 0) | own for own in values]
    return pl.DataFrame(said, schema=table.asserted)


def assertions(name, said):
    things, versions = THINGS[name]
    return [
        things[thing] | versions[version] | {"recorded_on": DAYS[day]}
        for (thing, day), version in said.items()
    ]


def merged(table, deliveries):
    held = pl.DataFrame(schema=table.schema), pl.DataFrame(schema=table.asserted)
    for delivered in deliveries:
        # A file of its own for each row: one file may not tell a thing twice.
        apart = placed(delivered).with_columns(_file="_row")
        result = merge(table, apart, *held)
        held = result.versions, result.confirmations
    return held


def dealt(rows, groups):
    """Deal rows out to deliveries, of which some may stay empty."""
    return [rows[group::groups] for group in range(groups)]


def last_said(table, assertions, as_of):
    """Work out what is known on a day, from the assertions alone."""
    latest = {}
    for row in sorted(assertions, key=itemgetter("recorded_on")):
        key = tuple(row.get(name) for name in table.key)
        if row["recorded_on"] < as_of:
            reason = latest.get(key, row).get("leaving_reason")
            carried = {"leaving_reason": reason} if row.get("unsaid") else {}
            latest[key] = row | carried
    return rows(table, *latest.values()) if latest else rows(table).clear()


@pytest.mark.parametrize("name", THINGS)
@settings(deadline=None)
@given(said=said, random=st.randoms(), groups=st.integers(1, 4))
def test_the_order_and_the_splitting_of_deliveries_do_not_show(
    name, said, random, groups
):
    table, all_said = TABLES[name], assertions(name, said)
    shuffled = random.sample(all_said, len(all_said))

    whole = merged(table, [rows(table, *all_said)])
    split = merged(
        table, [rows(table, *each) for each in dealt(shuffled, groups) if each]
    )

    for frame, other in zip(whole, split, strict=True):
        assert_frame_equal(frame, other)


@pytest.mark.parametrize("name", THINGS)
@settings(deadline=None)
@given(said=said, random=st.randoms(), groups=st.integers(1, 4))
def test_on_each_day_what_was_last_said_is_known(name, said, random, groups):
    table, all_said = TABLES[name], assertions(name, said)
    shuffled = random.sample(all_said, len(all_said))
    versions, _ = merged(
        table, [rows(table, *each) for each in dealt(shuffled, groups) if each]
    )
    values = [column for column in table.delivered if column != "recorded_on"]

    for as_of in DAYS:
        assert_frame_equal(
            known(versions, as_of).select(values),
            last_said(table, all_said, as_of).select(values).sort(table.key),
        )


@settings(max_examples=10, deadline=None)
@given(
    by_table=st.fixed_dictionaries(dict.fromkeys(THINGS, said)),
    random=st.randoms(),
    groups=st.integers(2, 3),
)
def test_the_whole_lake_is_the_same(by_table, random, groups):
    everything = [
        (name, row) for name, said in by_table.items() for row in assertions(name, said)
    ]
    shuffled = random.sample(everything, len(everything))

    with tempfile.TemporaryDirectory() as folder:
        whole, split = Lake(Path(folder) / "whole"), Lake(Path(folder) / "split")
        whole.add(_delivery(everything))
        for group in dealt(shuffled, groups):
            split.add(_delivery(group))

        assert split.digest() == whole.digest()


def test_a_sender_who_cannot_say_why_a_pupil_left_leaves_standing_what_others_said():
    told = {"leaving_date": LEFT, "leaving_reason": "PEX", "recorded_on": DAYS[0]}
    census = CENSUS | {"recorded_on": DAYS[1]}
    corrected = CENSUS | {"leaving_date": LEFT - timedelta(1), "recorded_on": DAYS[2]}
    denied = told | {"leaving_reason": None, "recorded_on": DAYS[3]}

    versions, confirmations = merged(
        ENROLMENTS,
        [rows(ENROLMENTS, denied, corrected, census), rows(ENROLMENTS, told)],
    )

    assert versions["leaving_reason"].to_list() == ["PEX", "PEX", None]
    assert confirmations["recorded_on"].to_list() == [DAYS[1]]


def test_on_one_day_who_says_more_is_not_contradicted_by_who_says_less():
    told = {"leaving_date": LEFT, "leaving_reason": "PEX", "recorded_on": DAYS[0]}
    census = CENSUS | {"recorded_on": DAYS[0]}

    for deliveries in ([[told, census]], [[census], [told]], [[told], [census]]):
        versions, _ = merged(
            ENROLMENTS, [rows(ENROLMENTS, *each) for each in deliveries]
        )

        assert versions["leaving_reason"].to_list() == ["PEX"]


def _delivery(told):
    names = dict.fromkeys(name for name, _ in told)
    return {
        name: rows(TABLES[name], *(row for table, row in told if table == name))
        for name in names
    }


@pytest.mark.parametrize("name", WITHOUT_HISTORY)
@settings(deadline=None)
@given(told=told, random=st.randoms(), groups=st.integers(1, 4))
def test_without_history_order_and_splitting_do_not_show(name, told, random, groups):
    table, (things, versions) = TABLES[name], WITHOUT_HISTORY[name]
    all_told = [
        things[thing] | versions[version] | {"recorded_on": DAYS[day]}
        for thing, version, day in told
    ]
    whole, _ = merged(table, [rows(table, *all_told)])
    random.shuffle(all_told)

    split, _ = merged(
        table, [rows(table, *part) for part in dealt(all_told, groups) if part]
    )

    assert_frame_equal(whole, split)


@pytest.mark.parametrize("name", WITHOUT_HISTORY)
def test_without_history_what_was_recorded_last_stands(name):
    table, (things, versions) = TABLES[name], WITHOUT_HISTORY[name]
    first, second = (
        rows(table, things[0] | version | {"recorded_on": day})
        for version, day in zip(versions[:2], DAYS, strict=False)
    )

    assert_frame_equal(merged(table, [first, second])[0], second)
    assert_frame_equal(merged(table, [second, first])[0], second)
