"""Registers that were not taken, in whole or in part, and schools that say nothing."""

from datetime import date, timedelta

import pytest
from quality_tables import (
    DAYS,
    HARE,
    OAK,
    TUESDAY,
    calendar,
    figures,
    kinds,
    marked,
    said,
    spell,
)

from records.quality.findings import findings


def test_complete_registers_leave_nothing_to_ask():
    row = figures(spell(1), spell(2), marks=[marked(1), marked(2)])[HARE]

    assert (row["pupils"], row["registers"], row["expected"]) == (2, 40, 80)
    assert (row["not_taken"], row["unmarked"]) == (0, 0)
    assert findings(row) == ()


def test_a_register_without_any_mark_was_not_taken():
    mornings = [*marked(1, days=DAYS[:1], codes="/"), *marked(1, days=DAYS[2:])]
    row = figures(spell(1), marks=[mornings])[HARE]

    assert row["not_taken"] == 3
    assert said(row, "Registers not taken") == (
        "3 of 40 registers have no mark for anybody: "
        "Mon 3 Nov (afternoon) and Tue 4 Nov."
    )
    assert row["unmarked"] == 0


def test_a_dash_is_no_mark():
    dashes = marked(1, days=[TUESDAY], codes="--")
    rest = marked(1, days=[day for day in DAYS if day != TUESDAY])
    row = figures(spell(1), marks=[dashes, rest])[HARE]

    assert row["not_taken"] == 2


def test_one_mark_is_enough_where_a_day_has_one_session():
    held = {"calendar": list(calendar(sessions=1).collect().iter_rows(named=True))}
    afternoons = [row | {"session": "PM"} for row in marked(1, codes="/")]
    row = figures(spell(1), marks=[afternoons], **held)[HARE]

    assert (row["registers"], row["not_taken"], row["unmarked"]) == (20, 0, 0)


def test_a_day_of_one_session_that_was_not_taken_is_a_whole_day():
    held = {"calendar": list(calendar(sessions=1).collect().iter_rows(named=True))}
    row = figures(spell(1), marks=[marked(1, days=DAYS[1:], codes="/")], **held)[HARE]

    assert said(row, "Registers not taken") == (
        "1 of 20 registers has no mark for anybody: Mon 3 Nov."
    )


def test_many_days_are_not_all_listed():
    row = figures(spell(1), marks=[marked(1, days=[DAYS[0], *DAYS[9:]])])[HARE]

    assert said(row, "Registers not taken").endswith(
        "Fri 7 Nov, Mon 10 Nov, Tue 11 Nov and 2 more days."
    )


def test_a_mark_of_a_day_without_school_is_of_no_register():
    saturday = marked(2, days=[DAYS[4] + timedelta(days=1)])
    row = figures(spell(1), marks=[marked(1), saturday])[HARE]

    assert (row["pupils_off_roll"], row["registers"]) == (0, 40)


def test_an_enrolment_told_twice_counts_once():
    again = spell(1, entry=DAYS[0])
    row = figures(spell(1), again, spell(2), marks=[marked(1), marked(2)])[HARE]

    assert (row["registers"], row["expected"], row["unmarked"]) == (40, 80, 0)


def test_a_closed_school_says_so_and_is_not_asked_for_registers():
    closed = marked(1, days=DAYS[:3], codes="##")
    row = figures(spell(1), marks=[closed, marked(1, days=DAYS[3:])])[HARE]

    assert row["not_taken"] == 0
    assert said(row, "Closed on many days").startswith("15.0% of marks are Z, # or Y")


def test_sessions_without_a_mark_count_in_registers_that_were_taken():
    row = figures(spell(1), spell(2), marks=[marked(1), marked(2, days=DAYS[2:])])[HARE]

    assert (row["unmarked"], row["expected"], row["not_taken"]) == (4, 80, 0)
    assert said(row, "Sessions without a mark") == (
        "4 of 80 pupil sessions (5.0%) have no mark."
    )


def one_class_missing(pupils, *, codes="/\\", missing="/-", **others):
    """Return the row of a school of 30, some of whom lack a mark on one Tuesday."""
    rest = [day for day in DAYS if day != TUESDAY]
    marks = [
        [
            *marked(pupil, days=rest, codes=codes),
            *marked(pupil, days=[TUESDAY], codes=missing if pupil <= pupils else codes),
        ]
        for pupil in range(1, 31)
    ]
    return figures(*(spell(pupil) for pupil in range(1, 31)), marks=marks, **others)[
        HARE
    ]


def test_a_class_without_marks_is_a_register_taken_in_part():
    row = one_class_missing(13)

    assert (row["not_taken"], row["unmarked"], row["in_part"]) == (0, 13, 13)
    assert kinds(row) == ["Registers taken in part"]
    assert said(row, "Registers taken in part") == (
        "13 pupil sessions have no mark where the rest of the school has one: "
        "Tue 4 Nov (afternoon)."
    )


@pytest.mark.parametrize(("pupils", "in_part"), [(10, 10), (9, 0)])
def test_fewer_pupils_than_a_class_are_no_class(pupils, in_part):
    assert one_class_missing(pupils)["in_part"] == in_part


@pytest.mark.parametrize("codes", ["/", "/\\"])
def test_a_class_is_missed_once_where_a_day_has_one_session(codes):
    held = list(calendar(sessions=1).collect().iter_rows(named=True))
    row = one_class_missing(12, codes=codes, missing="--", calendar=held)

    assert (row["in_part"], row["unmarked"]) == (12, 12)


def test_a_class_and_the_odd_session_are_told_apart():
    others = [spell(pupil) for pupil in (31, 32)]
    late = [marked(pupil, days=DAYS[4:]) for pupil in (31, 32)]
    row = figures(
        *(spell(pupil) for pupil in range(1, 31)),
        *others,
        marks=[*(marked(pupil) for pupil in range(1, 31)), *late],
    )[HARE]

    assert (row["in_part"], row["unmarked"]) == (0, 16)
    assert said(row, "Sessions without a mark").startswith("16 of 1,280")


def test_a_pupil_is_expected_only_while_on_roll():
    spells = [
        spell(1),
        spell(2, leaving=DAYS[0]),
        spell(3, entry=DAYS[-1]),
        spell(4, status="G"),
    ]
    marks = [marked(1), marked(2, days=DAYS[:1]), marked(3, days=DAYS[-1:])]
    row = figures(*spells, marks=marks)[HARE]

    assert (row["pupils"], row["expected"], row["unmarked"]) == (3, 44, 0)
    assert kinds(row) == []


def test_a_silent_school_is_one_finding_with_the_last_day_known():
    row = figures(spell(1), marks=[marked(1, days=DAYS[:12])])[HARE]

    assert row["silent"]
    assert kinds(row) == ["No marks for the last week"]
    assert said(row, "No marks for the last week") == (
        "No mark has come for the last school week. "
        "The last is of Tuesday 18 November 2025."
    )


def test_registers_before_the_last_mark_of_a_silent_school_are_asked_for():
    row = figures(spell(1), marks=[marked(1, days=[*DAYS[:3], *DAYS[4:12]])])[HARE]

    assert kinds(row) == ["No marks for the last week", "Registers not taken"]
    assert (row["not_taken"], row["registers"]) == (2, 24)


def test_the_last_day_known_is_found_however_long_ago():
    long_ago = date(2024, 12, 2)
    rows = figures(spell(1), spell(2, urn=OAK), marks=[marked(1, days=[long_ago])])

    assert rows[HARE]["last_mark"] == long_ago
    assert rows[OAK]["last_mark"] is None
    assert said(rows[OAK], "No marks for the last week") == (
        "1 pupil has been on roll, and no mark has ever come."
    )


def test_a_school_whose_last_pupil_left_is_not_silent():
    row = figures(spell(1, leaving=DAYS[3]), marks=[marked(1, days=DAYS[:4])])[HARE]

    assert not row["silent"]
