"""Two numbers of one pupil, or of one school, are one from the day that is known."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from records.history import known
from records.links import follow, linked
from records.tables import TABLES

MONDAY = date(2025, 9, 8)
LEARNT = date(2025, 10, 1)
AFTER = LEARNT + timedelta(days=1)
FORMER, PRESENT, OTHER = 1, 2, 3
OLD_SCHOOL, ACADEMY = 900002, 900001


def rows(name, *told):
    """Rows of a table: the contract's examples but for what is told."""
    table = TABLES[name]
    example = {column.name: column.example for column in table.columns}
    recorded = {"recorded_on": MONDAY} if table.versioned else {}
    return pl.DataFrame(
        [example | recorded | {"superseded_on": None} | row for row in told],
        schema=table.schema,
    )


def link(former=FORMER, present=PRESENT, recorded_on=LEARNT):
    return {
        "pupil_id": present,
        "former_pupil_id": former,
        "recorded_on": recorded_on,
    }


def academy(start_date=date(2025, 9, 1), recorded_on=LEARNT):
    return {
        "urn": ACADEMY,
        "predecessor_urn": OLD_SCHOOL,
        "start_date": start_date,
        "recorded_on": recorded_on,
    }


def of(tables, name, *columns, as_of=AFTER):
    return sorted(linked(tables, as_of)[name].select(columns).rows())


MARKS = rows(
    "marks",
    {"pupil_id": FORMER, "date": MONDAY, "code": "I"},
    {"pupil_id": PRESENT, "date": MONDAY + timedelta(days=1), "code": "/"},
    {"pupil_id": OTHER, "date": MONDAY, "code": "N"},
)


def test_a_pupil_has_the_marks_of_both_numbers_once_the_link_is_known():
    tables = {"marks": MARKS, "pupil_links": rows("pupil_links", link())}

    assert of(tables, "marks", "pupil_id", "code") == [
        (PRESENT, "/"),
        (PRESENT, "I"),
        (OTHER, "N"),
    ]
    assert of(tables, "marks", "pupil_id", "code", as_of=LEARNT) == [
        (FORMER, "I"),
        (PRESENT, "/"),
        (OTHER, "N"),
    ]


def test_a_link_withdrawn_parts_them_again():
    later = AFTER + timedelta(days=7)
    told = rows(
        "pupil_links",
        link() | {"superseded_on": later},
        link(present=FORMER, recorded_on=later),
    )
    tables = {"marks": MARKS, "pupil_links": told}

    assert len({pupil for (pupil,) in of(tables, "marks", "pupil_id")}) == 2
    apart = of(tables, "marks", "pupil_id", as_of=later + timedelta(days=1))
    assert apart == [(FORMER,), (PRESENT,), (OTHER,)]


def test_what_is_said_under_the_present_number_stands():
    tables = {
        "year_groups": rows(
            "year_groups",
            {"pupil_id": FORMER, "year_group": "8", "recorded_on": date(2025, 9, 20)},
            {"pupil_id": PRESENT, "year_group": "7"},
        ),
        "pupil_links": rows("pupil_links", link()),
    }

    assert of(tables, "year_groups", "pupil_id", "year_group") == [(PRESENT, "7")]


def test_of_two_former_numbers_what_was_recorded_last_stands():
    tables = {
        "year_groups": rows(
            "year_groups",
            {"pupil_id": FORMER, "year_group": "8", "recorded_on": date(2025, 9, 20)},
            {"pupil_id": OTHER, "year_group": "7"},
        ),
        "pupil_links": rows("pupil_links", link(), link(former=OTHER)),
    }

    assert of(tables, "year_groups", "pupil_id", "year_group") == [(PRESENT, "8")]


def test_who_a_pupil_is_follows_though_names_have_no_history():
    tables = {
        "identities": rows("identities", {"pupil_id": FORMER, "upn": "J99990012400A"}),
        "pupil_links": rows("pupil_links", link()),
    }

    assert of(tables, "identities", "pupil_id") == [(PRESENT,)]


def test_an_academy_carries_on_from_its_predecessor():
    tables = {
        "marks": rows(
            "marks",
            {"urn": OLD_SCHOOL, "date": MONDAY},
            {"urn": ACADEMY, "date": MONDAY},
            {"urn": ACADEMY, "date": MONDAY + timedelta(days=1)},
        ),
        "schools": rows(
            "schools",
            {"urn": OLD_SCHOOL, "name": "Harefield School"},
            {"urn": ACADEMY, "name": "Harefield Academy"},
        ),
        "school_links": rows("school_links", academy()),
    }

    days = [(ACADEMY, MONDAY), (ACADEMY, MONDAY + timedelta(days=1))]
    assert of(tables, "marks", "urn", "date") == days
    assert of(tables, "schools", "urn", "name") == [(ACADEMY, "Harefield Academy")]


def test_a_new_number_holds_from_the_school_s_first_day():
    coming = AFTER + timedelta(days=30)
    tables = {
        "schools": rows("schools", {"urn": OLD_SCHOOL}),
        "school_links": rows("school_links", academy(start_date=coming)),
    }

    assert of(tables, "schools", "urn") == [(OLD_SCHOOL,)]
    assert of(tables, "schools", "urn", as_of=coming) == [(ACADEMY,)]


def test_records_of_two_schools_that_became_one_are_not_taken_for_one_another():
    same = {"incident_id": "B1", "date": MONDAY}
    tables = {
        "incidents": rows(
            "incidents",
            {"urn": OLD_SCHOOL, "pupil_id": PRESENT, **same},
            {"urn": ACADEMY, "pupil_id": OTHER, **same},
        ),
        "school_links": rows("school_links", academy()),
    }

    assert of(tables, "incidents", "urn", "pupil_id") == [
        (ACADEMY, PRESENT),
        (ACADEMY, OTHER),
    ]


def test_without_links_nothing_is_renumbered():
    tables = {"marks": MARKS, "pupil_links": rows("pupil_links")}

    assert_frame_equal(linked(tables, AFTER)["marks"], known(MARKS, AFTER))
    assert_frame_equal(linked({"marks": MARKS}, AFTER)["marks"], known(MARKS, AFTER))


@pytest.mark.parametrize(
    ("links", "numbers"),
    [
        pytest.param([], {}, id="none"),
        pytest.param([(1, 2)], {1: 2}, id="one"),
        pytest.param([(1, 2), (2, 3)], {1: 3, 2: 3}, id="a chain"),
        pytest.param([(2, 3), (1, 2)], {1: 3, 2: 3}, id="a chain, the other way"),
        pytest.param([(1, 3), (2, 3)], {1: 3, 2: 3}, id="two formers"),
        pytest.param([(1, 1)], {}, id="withdrawn"),
        pytest.param([(2, 1), (1, 2)], {2: 1}, id="there and back"),
        pytest.param([(3, 1), (1, 2), (2, 3)], {3: 2, 1: 2}, id="a ring"),
    ],
)
def test_links_are_followed_to_their_end_and_never_in_a_ring(links, numbers):
    assert follow(links) == numbers


some_links = st.dictionaries(st.integers(1, 6), st.integers(1, 6))


@given(some_links, st.randoms())
def test_every_number_leads_to_one_that_leads_nowhere(links, random):
    told = list(links.items())
    random.shuffle(told)

    numbers = follow(told)

    assert not set(numbers.values()) & set(numbers)


def those_linked(links):
    """Return, by number, all that links join it to, in whichever direction."""
    groups = {number: {number} for number in range(1, 7)}
    for former, present in links:
        joined = groups[former] | groups[present]
        groups |= dict.fromkeys(joined, joined)
    return groups


@given(some_links)
def test_those_who_are_linked_are_one_and_nobody_else_is(links):
    numbers = follow(links.items())

    groups = those_linked(links.items())
    for one in range(1, 7):
        for other in range(1, 7):
            same = numbers.get(one, one) == numbers.get(other, other)
            assert same == (other in groups[one])


days = st.integers(0, 20).map(lambda day: MONDAY + timedelta(days=day))


@settings(deadline=None, max_examples=50)
@given(
    st.dictionaries(st.integers(1, 5), st.tuples(st.integers(1, 5), days)),
    st.lists(st.tuples(st.integers(1, 5), days), max_size=8),
    days,
)
def test_a_link_changes_nothing_before_the_day_after_it_was_recorded(told, marks, day):
    links = [link(former, present, on) for former, (present, on) in told.items()]
    marked = [{"pupil_id": pupil, "date": on} for pupil, on in marks]
    before = [each for each in links if each["recorded_on"] < day]

    def read(links):
        tables = {
            "marks": rows("marks", *marked),
            "pupil_links": rows("pupil_links", *links),
        }
        return linked(tables, day)["marks"].sort("pupil_id", "date", "recorded_on")

    assert_frame_equal(read(links), read(before))


@settings(deadline=None, max_examples=50)
@given(some_links, st.sets(st.tuples(st.integers(1, 6), days), max_size=8))
def test_linking_again_changes_nothing_and_no_session_is_lost(told, marks):
    tables = {
        "marks": rows("marks", *({"pupil_id": p, "date": on} for p, on in marks)),
        "pupil_links": rows("pupil_links", *(link(*each) for each in told.items())),
    }

    once = linked(tables, AFTER)

    numbers = follow(sorted(told.items()))
    sessions = {(numbers.get(p, p), on) for p, on in marks}
    assert sorted(once["marks"].select("pupil_id", "date").rows()) == sorted(sessions)
    assert_frame_equal(linked(once, AFTER)["marks"], once["marks"])


def test_lazy_and_pandas_frames_are_renumbered_alike():
    tables = {"marks": MARKS, "pupil_links": rows("pupil_links", link())}
    expected = linked(tables, AFTER)["marks"].sort("pupil_id", "code")

    lazily = linked({name: frame.lazy() for name, frame in tables.items()}, AFTER)
    on_pandas = linked({name: f.to_pandas() for name, f in tables.items()}, AFTER)

    assert_frame_equal(lazily["marks"].collect().sort("pupil_id", "code"), expected)
    found = on_pandas["marks"].sort_values(["pupil_id", "code"])
    assert found["pupil_id"].to_list() == expected["pupil_id"].to_list()
    assert found["code"].to_list() == expected["code"].to_list()


def test_a_pseudonym_of_63_bits_keeps_every_one_of_them_on_pandas():
    largest = 2**63 - 1
    tables = {
        "marks": rows("marks", {"pupil_id": FORMER}, {"pupil_id": largest - 1}),
        "pupil_links": rows("pupil_links", link(present=largest)),
    }

    found = linked({name: f.to_pandas() for name, f in tables.items()}, AFTER)

    assert set(found["marks"]["pupil_id"]) == {largest, largest - 1}
