from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from training_county import calendar_rows, school_days

from models.outcomes import PERSISTENT_ABSENCE, SUSPENSION
from training.cohort import cohort, label_window

AS_OF = date(2025, 9, 8)
DAYS = school_days(date(2025, 9, 1), date(2025, 12, 19))
LAST_DAY = date(2025, 12, 5)


def marks(pupil, codes_by_day, recorded_on=None):
    return [
        {
            "pupil_id": pupil,
            "urn": 900001,
            "date": day,
            "session": session,
            "code": code,
            "recorded_on": recorded_on or day,
        }
        for day, code in codes_by_day.items()
        for session in ("AM", "PM")
    ]


def enrolled(pupil, leaving_date=None, status="C"):
    return {
        "pupil_id": pupil,
        "urn": 900001,
        "status": status,
        "entry_date": date(2023, 9, 4),
        "leaving_date": leaving_date,
        "recorded_on": date(2023, 9, 4),
    }


def suspended(pupil, day, category="SUSP"):
    return {
        "pupil_id": pupil,
        "urn": 900001,
        "start_date": day,
        "category": category,
        "sessions": 2,
        "reason": "DB",
        "recorded_on": day,
    }


def features(*pupils, **values):
    row = {
        "possible_sessions_12w": 100.0,
        "absence_rate_year": 0.0,
        "suspensions_12m": 0.0,
        **values,
    }
    return pl.DataFrame([{"pupil_id": p, "as_of": AS_OF, **row} for p in pupils])


def window_of(tables, pupil=1):
    return label_window(tables, AS_OF, 12).filter(pupil_id=pupil).row(0, named=True)


def test_sessions_are_counted_by_the_meaning_of_their_code(make_lake):
    codes = dict(zip(DAYS[5:11], ["/", "I", "O", "D", "V", "-"], strict=True))
    tables = make_lake(
        calendar=calendar_rows(DAYS), enrolments=[enrolled(1)], marks=marks(1, codes)
    )
    window = window_of(tables)
    assert (window["possible"], window["absent"]) == (8, 4)


def test_only_the_horizon_counts(make_lake):
    around = [DAYS[4], AS_OF, LAST_DAY, LAST_DAY + timedelta(3)]
    tables = make_lake(
        calendar=calendar_rows(DAYS),
        enrolments=[enrolled(1)],
        marks=marks(1, dict.fromkeys(around, "I")),
        suspensions=[suspended(1, day) for day in around],
    )
    window = window_of(tables)
    assert (window["absent"], window["suspensions"]) == (4, 2)


def test_the_final_mark_counts_and_not_the_one_it_replaced(make_lake):
    first = marks(1, {AS_OF: "N"})
    amended = marks(1, {AS_OF: "/"}, recorded_on=AS_OF + timedelta(7))
    for mark in first:
        mark["superseded_on"] = AS_OF + timedelta(7)
    tables = make_lake(
        calendar=calendar_rows(DAYS), enrolments=[enrolled(1)], marks=first + amended
    )
    window = window_of(tables)
    assert (window["possible"], window["absent"]) == (2, 0)


def test_what_was_overturned_did_not_happen(make_lake):
    overturned = suspended(1, AS_OF, "PERM") | {"review_outcome": "reinstated"}
    upheld = suspended(2, AS_OF, "PERM") | {"review_outcome": "upheld"}
    tables = make_lake(
        calendar=calendar_rows(DAYS),
        enrolments=[enrolled(1), enrolled(2)],
        suspensions=[overturned, upheld],
    )
    windows = label_window(tables, AS_OF, SUSPENSION.horizon).sort("pupil_id")
    assert windows["exclusions"].to_list() == [0, 1]


@pytest.mark.parametrize(
    ("category", "suspensions", "exclusions"),
    [("SUSP", 1, 0), ("PERM", 0, 1), ("LNCH", 0, 0)],
)
def test_lunchtime_suspensions_are_not_counted(
    make_lake, category, suspensions, exclusions
):
    tables = make_lake(
        calendar=calendar_rows(DAYS),
        enrolments=[enrolled(1)],
        suspensions=[suspended(1, AS_OF, category)],
    )
    window = window_of(tables)
    assert (window["suspensions"], window["exclusions"]) == (suspensions, exclusions)


@pytest.mark.parametrize(
    ("enrolment", "left"),
    [
        (enrolled(1), False),
        (enrolled(1, leaving_date=LAST_DAY), False),
        (enrolled(1, leaving_date=LAST_DAY - timedelta(1)), True),
        (enrolled(1, status="G"), True),
    ],
)
def test_a_pupil_left_who_is_on_no_roll_on_the_last_day(make_lake, enrolment, left):
    tables = make_lake(calendar=calendar_rows(DAYS), enrolments=[enrolment])
    assert window_of(tables)["left"] is left


def test_a_pupil_who_moved_to_another_school_here_has_not_left(make_lake):
    moved = enrolled(1) | {"urn": 900002, "entry_date": date(2025, 10, 6)}
    tables = make_lake(
        calendar=calendar_rows(DAYS),
        enrolments=[enrolled(1, leaving_date=date(2025, 10, 3)), moved],
    )
    assert window_of(tables)["left"] is False


@pytest.fixture
def four_pupils(make_lake):
    """1 stays; 2 stays and is excluded; 3 leaves; 4 is excluded and leaves."""
    gone = date(2025, 10, 10)
    return make_lake(
        calendar=calendar_rows(DAYS),
        enrolments=[
            enrolled(1),
            enrolled(2),
            enrolled(3, leaving_date=gone),
            enrolled(4, leaving_date=gone),
        ],
        marks=[
            mark
            for pupil in (1, 2, 3, 4)
            for mark in marks(pupil, {d: "/" for d in DAYS if pupil < 3 or d <= gone})
        ],
        suspensions=[suspended(2, gone, "PERM"), suspended(4, gone, "PERM")],
    )


def labels(tables, outcome, rows):
    return cohort(tables, rows, outcome).sort("pupil_id")["label"].to_list()


def test_a_leaver_has_no_label_unless_it_had_happened(four_pupils):
    assert labels(four_pupils, SUSPENSION, features(1, 2, 3, 4)) == [
        False,
        True,
        None,
        True,
    ]


def test_where_the_whole_window_must_be_seen_every_leaver_is_censored(four_pupils):
    assert labels(four_pupils, PERSISTENT_ABSENCE, features(1, 2, 3, 4)) == [
        False,
        False,
        None,
        None,
    ]


def test_too_few_sessions_give_no_label(four_pupils):
    longer = replace(PERSISTENT_ABSENCE, minimum_sessions=1000)
    assert labels(four_pupils, longer, features(1, 2)) == [None, None]


def test_too_little_known_gives_no_row(four_pupils):
    rows = features(1, possible_sessions_12w=19.0)
    assert cohort(four_pupils, rows, SUSPENSION).is_empty()


def test_new_onset_is_who_had_not_shown_it_before(four_pupils):
    before = cohort(four_pupils, features(1, suspensions_12m=1.0), SUSPENSION)
    unknown = cohort(four_pupils, features(1, suspensions_12m=None), SUSPENSION)
    assert before["new_onset"].to_list() == [False]
    assert unknown["new_onset"].to_list() == [True]


def test_a_window_past_the_calendar_is_refused(four_pupils):
    with pytest.raises(ValueError, match="calendar ends"):
        label_window(four_pupils, date(2025, 11, 3), 12)


def former(pupil, number):
    return {
        "pupil_id": pupil,
        "former_pupil_id": number,
        "recorded_on": date(2025, 10, 1),
    }


def test_who_changed_number_has_not_left_and_has_all_their_sessions(make_lake):
    tables = make_lake(
        calendar=calendar_rows(DAYS),
        enrolments=[
            enrolled(1, leaving_date=date(2025, 9, 26)),
            enrolled(2) | {"entry_date": date(2025, 9, 29)},
        ],
        marks=marks(1, {DAYS[5]: "I"}) + marks(2, {DAYS[30]: "/"}),
        pupil_links=[former(2, 1)],
    )
    for number in (1, 2):
        window = window_of(tables, number)
        assert (window["possible"], window["absent"]) == (4, 2)
        assert window["left"] is False


def test_a_session_marked_at_two_schools_counts_once(make_lake):
    here = marks(1, {AS_OF: "D", DAYS[6]: "I"})
    there = [mark | {"urn": 900002} for mark in marks(1, {AS_OF: "I", DAYS[6]: "I"})]
    tables = make_lake(
        calendar=calendar_rows(DAYS),
        enrolments=[enrolled(1, status="M")],
        marks=here + there,
    )
    window = window_of(tables)
    assert (window["possible"], window["absent"]) == (4, 4)


def test_the_week_that_settled_it_is_known(make_lake):
    late = [day for day in DAYS if date(2025, 9, 29) <= day <= date(2025, 10, 10)]
    present = dict.fromkeys(DAYS[5:65], "/")
    tables = make_lake(
        calendar=calendar_rows(DAYS),
        enrolments=[enrolled(1), enrolled(2)],
        marks=marks(1, present | dict.fromkeys(late, "I")) + marks(2, present),
        suspensions=[suspended(1, AS_OF + timedelta(15), "LNCH")]
        + [suspended(1, AS_OF + timedelta(days)) for days in (23, 40)],
    )
    rows = features(1, 2)
    absence = cohort(tables, rows, PERSISTENT_ABSENCE)
    suspension = cohort(tables, rows, SUSPENSION)
    # 120 sessions: the twelfth is missed in the second week of absence, the fifth.
    assert absence["weeks_to_event"].to_list() == [4, None]
    assert suspension["weeks_to_event"].to_list() == [3, None]
    assert absence["severe"].to_list() == [False, False]


def test_half_of_the_sessions_missed_is_severe(make_lake):
    half = dict(zip(DAYS[5:45], ["/", "I"] * 20, strict=True))
    tables = make_lake(
        calendar=calendar_rows(DAYS), enrolments=[enrolled(1)], marks=marks(1, half)
    )
    assert cohort(tables, features(1), SUSPENSION)["severe"].to_list() == [True]
