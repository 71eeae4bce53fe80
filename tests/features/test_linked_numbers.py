"""A pupil with two UPNs is one pupil; a school that became an academy is one school."""

import pytest
from tables import AS_OF, county, values

from features.build import build

TWO_NUMBERS = """
pupil_id | urn    | entry_date | leaving_date
1        | 900001 | 2022-09-01 | 2025-10-10
2        | 900001 | 2025-10-13 |
"""
MARKS = """
pupil | week       | days
1     | 2025-10-06 | II II II II II
2     | 2025-10-13 | // // // // //
"""
LINK = "pupil_id | former_pupil_id | recorded_on\n2 | 1 | {}"


def whose(**tables):
    rows = build(county(**tables), AS_OF).collect().sort("pupil_id")
    return rows.select("pupil_id", "urn", "possible_sessions_12w").rows()


def test_a_pupil_with_two_numbers_is_one_row_with_all_marks():
    known = LINK.format("2025-11-16")
    rows = whose(marks=MARKS, enrolments=TWO_NUMBERS, pupil_links=known)
    assert rows == [(2, 900001, 20)]


def test_a_list_made_before_the_link_was_known_replays_as_it_was():
    unknown = LINK.format(AS_OF)
    rows = whose(marks=MARKS, enrolments=TWO_NUMBERS, pupil_links=unknown)
    assert rows == [(2, 900001, 10)]
    assert rows == whose(marks=MARKS, enrolments=TWO_NUMBERS)


def test_a_new_number_is_no_new_pupil_at_the_school():
    known = LINK.format("2025-11-16")
    told = {"enrolments": TWO_NUMBERS, "pupil_links": known}
    assert values("weeks_at_school", **told) == {2: 49}
    assert values("moves_2y", **told) == {2: 0}


def test_suspensions_and_year_groups_follow_the_pupil():
    told = {
        "enrolments": TWO_NUMBERS,
        "pupil_links": LINK.format("2025-11-16"),
        "suspensions": "pupil_id | start_date\n1 | 2025-09-08\n2 | 2025-11-10",
        "year_groups": "pupil_id | year_group\n1 | 7\n2 | 8",
    }
    assert values("suspensions_12m", **told) == {2: 2}
    assert values("year_group", **told) == {2: 8}


# 900002 became the academy 900001 on 1 September 2025.
ACADEMY = "urn | predecessor_urn | start_date\n900001 | 900002 | 2025-09-01"
BEFORE = "2025-07-18"


@pytest.fixture(
    params=[
        pytest.param(("2025-08-31", "2025-09-01"), id="closed and opened"),
        pytest.param((BEFORE, "2025-09-01"), id="closed at the end of term"),
        pytest.param((BEFORE, "2022-09-01"), id="entered as before"),
        pytest.param(("", "2025-09-03"), id="never closed"),
    ]
)
def academised(request):
    """Pupil 1 was at the school all along, pupil 2 came to the academy."""
    left, entered = request.param
    enrolments = f"""
    pupil_id | urn    | entry_date | leaving_date
    1        | 900002 | 2022-09-01 | {left}
    1        | 900001 | {entered}  |
    2        | 900003 | 2022-09-01 | {BEFORE}
    2        | 900001 | 2025-09-01 |
    """
    return {"enrolments": enrolments, "school_links": ACADEMY}


@pytest.mark.parametrize(
    ("feature", "of_pupils"),
    [
        ("moves_2y", {1: 0, 2: 1}),
        ("weeks_at_school", {1: 49, 2: 10}),
        ("weeks_out_of_school_2y", {1: 0, 2: 0}),
    ],
)
def test_a_pupil_whose_school_became_an_academy_has_not_moved(
    academised, feature, of_pupils
):
    assert values(feature, **academised) == of_pupils


def test_an_academy_has_the_past_rates_of_the_school_it_was(academised):
    marks = """
    pupil | urn    | week       | days
    1     | 900002 | 2025-06-09 | II II // // //
    """
    rates = values("school_absence_rate_last_year", marks, **academised)
    assert rates == {1: 0.4, 2: 0.4}
    suspended = "pupil_id | urn | start_date\n1 | 900002 | 2025-02-03"
    rates = values(
        "school_suspension_rate_last_year", suspensions=suspended, **academised
    )
    assert rates == {1: 100, 2: 100}


def test_without_the_link_the_academy_is_another_school(academised):
    academised.pop("school_links")
    assert values("moves_2y", **academised)[2] == 1
    rates = values("school_absence_rate_last_year", **academised)
    assert rates == {1: None, 2: None}


DUAL = """
pupil_id | urn    | status | entry_date
1        | 900001 | M      | 2022-09-01
1        | 900002 | S      | 2025-09-01
1        | 900003 | G      | 2025-09-08
"""


def test_a_pupil_at_two_schools_is_counted_once_at_the_main_one():
    assert whose(enrolments=DUAL) == [(1, 900001, 0)]


def test_a_session_marked_at_both_schools_is_one_session():
    marks = """
    pupil | urn    | week       | days
    1     | 900001 | 2025-11-10 | DD // // // II
    1     | 900002 | 2025-11-10 | II DD DD // DD
    """
    assert values("possible_sessions_1w", marks, enrolments=DUAL) == {1: 10}
    assert values("absence_rate_1w", marks, enrolments=DUAL) == {1: 0.4}


def test_both_schools_behaviour_records_count():
    incidents = """
    pupil_id | urn    | date
    1        | 900001 | 2025-11-10
    1        | 900002 | 2025-11-11
    """
    assert values("incidents_1w", incidents=incidents, enrolments=DUAL) == {1: 2}


def test_where_the_leaving_is_recorded_late_the_later_entry_stands():
    enrolments = """
    pupil_id | urn    | entry_date | leaving_date | recorded_on
    1        | 900001 | 2022-09-01 |              | 2022-09-01
    1        | 900002 | 2025-09-01 |              | 2025-09-01
    """
    assert whose(enrolments=enrolments) == [(1, 900002, 0)]
    assert values("moves_2y", enrolments=enrolments) == {1: 1}


def test_a_spell_delivered_with_two_entry_dates_is_one_spell():
    enrolments = """
    pupil_id | urn    | entry_date | leaving_date | leaving_reason | recorded_on
    1        | 900001 | 2022-09-01 |              |                | 2022-09-01
    1        | 900001 | 2023-01-09 | 2025-10-03   | MM             | 2025-10-06
    1        | 900002 | 2025-10-06 |              |                | 2025-10-06
    2        | 900001 | 2022-09-01 |              |                | 2022-09-01
    2        | 900001 | 2025-09-15 |              |                | 2025-09-16
    """
    assert whose(enrolments=enrolments) == [(1, 900002, 0), (2, 900001, 0)]
    assert values("moves_2y", enrolments=enrolments) == {1: 1, 2: 0}
    assert values("managed_moves_2y", enrolments=enrolments) == {1: 1, 2: 0}
    assert values("weeks_at_school", enrolments=enrolments) == {1: 5, 2: 49}


def test_who_goes_elsewhere_and_comes_back_has_moved_twice():
    enrolments = """
    pupil_id | urn    | entry_date | leaving_date
    1        | 900001 | 2022-09-01 | 2025-09-26
    1        | 900002 | 2025-09-29 | 2025-10-10
    1        | 900001 | 2025-10-13 |
    """
    assert values("moves_2y", enrolments=enrolments) == {1: 2}
    assert values("weeks_at_school", enrolments=enrolments) == {1: 4}
