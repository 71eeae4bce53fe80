"""Deliveries become the same history in whatever order they come."""

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from records.tables import CALENDAR, MARKS
from records.versions import merge, placed

MONDAY = date(2025, 9, 8)


def marks(*rows):
    """Rows of (pupil, code, days after the Monday on which it was recorded)."""
    return pl.DataFrame(
        [
            (pupil, 900001, MONDAY, "AM", code, MONDAY + timedelta(days=days))
            for pupil, code, days in rows
        ],
        schema=MARKS.delivered,
        orient="row",
    )


def history(*deliveries):
    versions = pl.DataFrame(schema=MARKS.schema)
    confirmations = pl.DataFrame(schema=MARKS.delivered)
    for delivered in deliveries:
        merged = merge(MARKS, placed(delivered), versions, confirmations)
        versions, confirmations = merged.versions, merged.confirmations
    return versions


def short(versions):
    return [
        (row["code"], (row["recorded_on"] - MONDAY).days, row["superseded_on"])
        for row in versions.iter_rows(named=True)
    ]


def test_an_amended_mark_closes_the_version_before():
    versions = history(marks((1, "N", 0)), marks((1, "I", 4)))

    assert short(versions) == [("N", 0, MONDAY + timedelta(days=4)), ("I", 4, None)]


def test_a_repeated_mark_is_not_a_version():
    assert short(history(marks((1, "N", 0)), marks((1, "N", 4)))) == [("N", 0, None)]


def test_a_late_delivery_may_come_between_a_mark_and_its_repetition():
    versions = history(marks((1, "N", 0)), marks((1, "N", 8)), marks((1, "I", 4)))

    assert short(versions) == [
        ("N", 0, MONDAY + timedelta(days=4)),
        ("I", 4, MONDAY + timedelta(days=8)),
        ("N", 8, None),
    ]


assertions = st.dictionaries(
    st.tuples(st.integers(1, 2), st.integers(0, 4)), st.sampled_from("NI/"), min_size=1
)


@settings(deadline=None)
@given(assertions, st.randoms(), st.integers(1, 4))
def test_any_order_and_grouping_of_deliveries_gives_the_same_history(
    said, random, groups
):
    rows = [(pupil, code, day) for (pupil, day), code in said.items()]
    whole = history(marks(*rows))
    random.shuffle(rows)

    dealt = history(*(marks(*rows[group::groups]) for group in range(groups)))
    twice = history(marks(*rows), marks(*rows))

    assert_frame_equal(dealt, whole)
    assert_frame_equal(twice, whole)


def refused(merged):
    return sorted(merged.refused.rows())


def test_of_two_values_delivered_for_one_day_neither_is_taken():
    none = pl.DataFrame(schema=MARKS.schema)
    delivered = pl.concat(
        [
            placed(marks((1, "N", 0), (1, "I", 0), (2, "/", 0))),
            placed(marks((3, "/", 0)), file=1),
            placed(marks((3, "N", 0)), file=2),
        ]
    )

    merged = merge(MARKS, delivered, none, none.drop("superseded_on"))

    assert merged.versions["pupil_id"].to_list() == [2]
    assert refused(merged) == [
        (0, 0, "file"),
        (0, 1, "file"),
        (1, 0, "files"),
        (2, 0, "files"),
    ]


def test_what_is_held_of_a_day_stands_against_a_delivery():
    held = history(marks((1, "N", 0)), marks((1, "/", 7)))
    none = pl.DataFrame(schema=MARKS.delivered)

    merged = merge(MARKS, placed(marks((1, "I", 0), (1, "/", 7))), held, none)

    assert_frame_equal(merged.versions, held)
    assert merged.kept == 0
    assert refused(merged) == [(0, 0, "lake")]


def test_only_what_is_new_counts_as_kept():
    held = history(marks((1, "N", 0)))
    none = pl.DataFrame(schema=MARKS.delivered)
    rows = placed(marks((1, "N", 0), (1, "I", 3), (2, "/", 0)))

    assert merge(MARKS, rows, held, none).kept == 2


def test_without_history_what_was_recorded_last_stands():
    def day(sessions, days=0):
        row = (MONDAY, MONDAY, "2025/26", "autumn", 1, sessions)
        recorded_on = MONDAY + timedelta(days=days)
        frame = [(*row, recorded_on)]
        return placed(pl.DataFrame(frame, schema=CALENDAR.delivered, orient="row"))

    none = pl.DataFrame(schema=CALENDAR.delivered)
    held = merge(CALENDAR, day(2), none, none).versions

    merged = merge(CALENDAR, day(1, days=1), held, none)

    assert merged.versions["sessions"].to_list() == [1]
    assert merged.kept == 1
    assert merge(CALENDAR, day(2), merged.versions, none).kept == 0
    assert merge(CALENDAR, day(2, days=2), held, none).kept == 0


def test_without_history_one_file_may_not_say_two_things():
    none = pl.DataFrame(schema=CALENDAR.delivered)
    row = (MONDAY, MONDAY, "2025/26", "autumn", 1)
    said = [(*row, sessions, MONDAY) for sessions in (1, 2)]
    day = pl.DataFrame(said, schema=CALENDAR.delivered, orient="row")

    merged = merge(CALENDAR, placed(day), none, none)

    assert merged.versions.is_empty()
    assert refused(merged) == [(0, 0, "file"), (0, 1, "file")]


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.sampled_from("/NI"), st.integers(0, 9)),
        unique_by=lambda row: (row[0], row[2]),
    )
)
def test_versions_stand_in_order_of_the_key_whatever_the_order_of_rows(rows):
    versions = history(marks(*rows))

    order = (*MARKS.key, "recorded_on")
    assert_frame_equal(versions, versions.sort(order))
