"""Who is on roll, and where, from registers that two schools keep."""

from datetime import date, timedelta

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.rolls import main_schools, on_roll, spells
from records.tables import ENROLMENTS

LONG_AGO, SEPTEMBER, DAY = date(2022, 9, 1), date(2025, 9, 1), date(2025, 11, 17)
HERE, THERE = 900001, 900002


def enrolled(*told):
    """Enrolments of (URN, status, entry, leaving, recorded on), of pupil 1."""
    rows = [
        {
            "pupil_id": 1,
            "urn": urn,
            "status": status,
            "entry_date": entry,
            "leaving_date": leaving,
            "recorded_on": recorded_on,
        }
        for urn, status, entry, leaving, recorded_on in told
    ]
    return nw.from_native(pl.DataFrame(rows, ENROLMENTS.schema).lazy())


def school(*told, day=DAY):
    found = main_schools(spells(enrolled(*told)), day).collect().to_native()
    return found["urn"].to_list()


def at(urn=HERE, status="C", entry=LONG_AGO, leaving=None, recorded_on=LONG_AGO):
    return urn, status, entry, leaving, recorded_on


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        *[("C", True), ("M", True), ("S", False), ("G", False)],
        *[("F", False), ("O", False), ("P", False)],
    ],
)
def test_current_and_main_registrations_count(status, counts):
    assert school(at(status=status)) == ([HERE] if counts else [])


def test_a_previous_spell_counts_until_the_day_it_ended():
    previous = at(status="P", leaving=DAY)
    assert school(previous) == [HERE]
    assert school(previous, day=DAY + timedelta(days=1)) == []


def test_a_dual_registration_counts_at_the_main_school_whichever_was_later():
    assert school(at(status="M"), at(THERE, "S", SEPTEMBER)) == [HERE]
    assert school(at(status="S"), at(THERE, "M", SEPTEMBER)) == [THERE]


def test_where_a_leaving_is_recorded_late_the_later_entry_stands():
    told = at(), at(THERE, entry=SEPTEMBER)
    assert school(*told) == [THERE]
    assert on_roll(spells(enrolled(*told)), DAY).collect().shape[0] == 2


def test_entered_at_two_schools_on_one_day_the_lower_number_stands():
    assert school(at(THERE), at(HERE)) == [HERE]


LATER = date(2025, 10, 1)


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        pytest.param(
            [at(), at(entry=SEPTEMBER, leaving=LATER, recorded_on=LATER)],
            [(LONG_AGO, LATER)],
            id="entered later than was said at first",
        ),
        pytest.param(
            [at(entry=SEPTEMBER), at(leaving=LATER, recorded_on=LATER)],
            [(LONG_AGO, LATER)],
            id="entered earlier than was said at first",
        ),
        pytest.param(
            [at(leaving=LATER), at(entry=SEPTEMBER, recorded_on=LATER)],
            [(LONG_AGO, None)],
            id="and is still there",
        ),
        pytest.param(
            [at(leaving=date(2025, 7, 18)), at(entry=SEPTEMBER, leaving=LATER)],
            [(LONG_AGO, date(2025, 7, 18)), (SEPTEMBER, LATER)],
            id="two spells, as one ended before the other began",
        ),
        pytest.param(
            [at(), at(entry=SEPTEMBER), at(entry=LATER, recorded_on=LATER)],
            [(LONG_AGO, None)],
            id="three entry dates",
        ),
    ],
)
def test_spells_that_overlap_at_one_school_are_one(told, ends):
    found = spells(enrolled(*told)).collect().to_native()
    assert sorted(found.select("entry_date", "leaving_date").rows()) == ends


def test_spells_at_two_schools_are_never_one():
    assert spells(enrolled(at(), at(THERE))).collect().shape[0] == 2


days = st.integers(0, 40).map(lambda day: SEPTEMBER + timedelta(days=day))
some_spells = st.lists(
    st.builds(
        lambda urn, entry, length, recorded: at(
            urn, "C", entry, length and entry + timedelta(days=length), recorded
        ),
        st.sampled_from([HERE, THERE]),
        days,
        st.one_of(st.none(), st.integers(1, 20)),
        days,
    ),
    unique_by=lambda told: told[:3],
    max_size=6,
)


@given(some_spells, days)
def test_a_pupil_is_counted_once_and_at_a_school_that_has_them(told, day):
    found = school(*told, day=day)
    held = {
        urn
        for urn, _, entry, leaving, _ in told
        if entry <= day and (leaving is None or leaving >= day)
    }
    assert len(found) <= 1
    assert set(found) <= held


@given(some_spells)
def test_what_is_left_does_not_overlap(told):
    found = spells(enrolled(*told)).collect().to_native()
    assert len(found) <= len(told)
    for _, at_school in found.sort("entry_date").group_by("urn"):
        ends = at_school["leaving_date"].to_list()
        for end, entry in zip(
            ends, at_school["entry_date"].to_list()[1:], strict=False
        ):
            assert end is not None
            assert end < entry


@given(some_spells, st.randoms())
def test_the_order_of_rows_does_not_matter(told, random):
    def found(told):
        return spells(enrolled(*told)).collect().to_native().sort("urn", "entry_date")

    again = random.sample(told, len(told))
    assert found(told).equals(found(again))
