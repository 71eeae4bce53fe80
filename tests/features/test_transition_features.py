from tables import AS_OF, county, values

from features.build import build


def on_roll(enrolments: str) -> dict[int, int]:
    rows = build(county(enrolments=enrolments), AS_OF).collect()
    return dict(rows.sort("pupil_id").select("pupil_id", "urn").iter_rows())


def test_the_cohort_is_who_is_on_roll_as_known_on_the_day():
    assert on_roll(
        """
        pupil_id | status | entry_date | leaving_date | recorded_on | superseded_on
        1        | C      | 2022-09-01 |              | 2022-09-01  |
        2        | M      | 2022-09-01 | 2025-11-17   | 2022-09-01  |
        3        | C      | 2022-09-01 | 2025-11-14   | 2025-11-14  |
        4        | C      | 2022-09-01 |              | 2022-09-01  | 2025-11-17
        4        | C      | 2022-09-01 | 2025-10-17   | 2025-11-17  |
        5        | S      | 2022-09-01 |              | 2022-09-01  |
        6        | C      | 2025-11-24 |              | 2025-11-10  |
        """
    ) == {1: 900001, 2: 900001, 4: 900001}


def test_of_two_schools_the_latest_entry_stands_then_the_lower_urn():
    assert on_roll(
        """
        pupil_id | urn    | entry_date
        1        | 900001 | 2022-09-01
        1        | 900002 | 2025-09-01
        2        | 900004 | 2025-09-01
        2        | 900003 | 2025-09-01
        """
    ) == {1: 900002, 2: 900003}


IN_YEAR = """
pupil_id | urn    | entry_date | leaving_date | leaving_reason
1        | 900001 | 2022-09-01 | 2025-09-26   | MM
1        | 900002 | 2025-11-03 |              |
"""


def test_a_move_during_the_year_is_counted_with_the_weeks_out_of_school():
    assert values("moves_2y", enrolments=IN_YEAR) == {1: 1}
    assert values("in_year_moves_2y", enrolments=IN_YEAR) == {1: 1}
    assert values("managed_moves_2y", enrolments=IN_YEAR) == {1: 1}
    assert values("weeks_out_of_school_2y", enrolments=IN_YEAR) == {1: 4}
    assert values("weeks_at_school", enrolments=IN_YEAR) == {1: 2}


PHASE = """
pupil_id | urn    | entry_date | leaving_date | leaving_reason
1        | 900001 | 2019-09-01 | 2025-07-18   | END
1        | 900002 | 2025-09-01 |              |
"""


def test_moving_up_at_the_end_of_the_last_year_group_is_no_move():
    assert values("moves_2y", enrolments=PHASE) == {1: 0}
    assert values("in_year_moves_2y", enrolments=PHASE) == {1: 0}
    assert values("weeks_out_of_school_2y", enrolments=PHASE) == {1: 0}
    assert values("weeks_at_school", enrolments=PHASE) == {1: 10}


def test_starting_year_7_is_told_from_being_in_it_and_from_starting_elsewhere():
    years = "pupil_id | year_group\n1 | 7\n2 | 7\n3 | 8\n4 | X"
    enrolments = """
    pupil_id | entry_date
    1        | 2025-09-01
    2        | 2019-09-01
    3        | 2025-09-01
    4        | 2025-09-01
    """
    started = values("started_year_7", enrolments=enrolments, year_groups=years)
    assert started == {1: 1, 2: 0, 3: 0, 4: None}


def test_time_at_school_counts_from_last_academic_year_at_the_earliest():
    assert values("weeks_at_school") == {1: 49}


def test_dual_registration_is_seen_from_either_side():
    enrolments = """
    pupil_id | urn    | status
    1        | 900001 | M
    1        | 900002 | S
    2        | 900001 | C
    """
    assert values("dual_registered", enrolments=enrolments) == {1: 1, 2: 0}
    assert values("moves_2y", enrolments=enrolments) == {1: 0, 2: 0}


def test_weeks_since_arrival_tell_a_move_from_moving_up():
    enrolments = """
    pupil_id | urn    | entry_date | leaving_date | leaving_reason
    1        | 900001 | 2022-09-01 | 2025-10-24   | MOVE
    1        | 900002 | 2025-11-03 |              |
    2        | 900001 | 2019-09-01 | 2025-07-18   | END
    2        | 900002 | 2025-09-01 |              |
    3        | 900002 | 2024-09-02 |              |
    """
    told = {"enrolments": enrolments}
    assert values("weeks_since_move", **told) == {1: 2, 2: None, 3: None}
    assert values("weeks_since_phase_move", **told) == {1: None, 2: 10, 3: None}
    assert values("school_years_here", **told) == {1: 0, 2: 0, 3: 1}


def test_school_years_count_from_the_academic_year_of_entry():
    enrolments = """
    pupil_id | entry_date
    1        | 2022-07-31
    2        | 2022-08-01
    3        | 2023-01-09
    4        | 2025-11-03
    """
    here = values("school_years_here", enrolments=enrolments)
    assert here == {1: 4, 2: 3, 3: 3, 4: 0}


def test_a_move_is_told_from_one_schools_suspensions_to_the_others():
    enrolments = """
    pupil_id | urn    | entry_date | leaving_date
    1        | 900001 | 2022-09-01 | 2025-10-24
    1        | 900002 | 2025-11-03 |
    2        | 900001 | 2022-09-01 |
    3        | 900002 | 2022-09-01 |
    4        | 900003 | 2025-09-01 | 2025-10-24
    4        | 900002 | 2025-11-03 |
    """
    suspended = "pupil_id | urn | start_date\n2 | 900001 | 2025-03-03"
    told = {"enrolments": enrolments, "suspensions": suspended}
    changes = values("suspension_rate_change_on_move", **told)
    assert changes == {1: -50, 2: None, 3: None, 4: None}
    former = values("former_school_suspension_rate_last_year", **told)
    assert former == {1: 50, 2: None, 3: None, 4: None}


def test_a_newcomer_to_the_area_is_told_from_a_mover_within_it():
    enrolments = """
    pupil_id | urn    | entry_date | leaving_date | leaving_reason
    1        | 900001 | 2022-09-01 |              |
    2        | 900002 | 2024-09-02 | 2025-10-31   | MOVE
    2        | 900001 | 2025-11-03 |              |
    3        | 900001 | 2025-11-03 |              |
    4        | 900001 | 2025-11-10 |              |
    """
    found = values("weeks_in_area", enrolments=enrolments)
    assert found[1] == found[2] == 49
    assert (found[3], found[4]) == (2, 1)
