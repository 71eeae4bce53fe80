from tables import AS_OF, values

INCIDENTS = """
pupil_id | date       | kind        | severity
1        | 2025-11-12 | disruption  | 1
1        | 2025-11-04 | physical    | 3
1        | 2025-10-14 | truancy     | 1
1        | 2025-09-03 | internal    | 2
1        | 2025-09-04 | work        | 1
1        | 2025-11-13 | achievement | 0
1        | 2025-05-13 | defiance    | 1
1        | 2025-05-14 | achievement | 0
"""


def test_incidents_are_counted_in_school_weeks_without_achievements():
    assert values("incidents_1w", incidents=INCIDENTS) == {1: 1}
    assert values("incidents_4w", incidents=INCIDENTS) == {1: 3}
    assert values("incidents_12w", incidents=INCIDENTS) == {1: 5}
    assert values("incidents_last_year", incidents=INCIDENTS) == {1: 1}
    assert values("achievements_12w", incidents=INCIDENTS) == {1: 1}


def test_an_incident_that_was_taken_back_counts_no_more():
    shared = """
    pupil_id | incident_id | date       | withdrawn_on
    1        | B1          | 2025-11-10 |
    1        | B2          | 2025-11-10 | 2025-11-12
    2        | B1          | 2025-11-10 |
    """
    both = {"incidents": shared, "enrolments": "pupil_id\n1\n2"}
    assert values("incidents_1w", **both) == {1: 1, 2: 1}


def test_incidents_are_told_apart_by_kind_and_severity():
    assert values("serious_incidents_12w", incidents=INCIDENTS) == {1: 1}
    assert values("incident_kinds_12w", incidents=INCIDENTS) == {1: 5}
    assert values("truancy_12w", incidents=INCIDENTS) == {1: 1}
    assert values("removals_12w", incidents=INCIDENTS) == {1: 1}
    assert values("work_missed_12w", incidents=INCIDENTS) == {1: 1}


def test_the_trend_is_the_last_four_weeks_against_the_usual_four():
    assert values("incidents_trend", incidents=INCIDENTS) == {1: 1.333333}


def test_an_incident_recorded_on_the_day_of_the_list_is_not_known_yet():
    late = """
    pupil_id | date       | recorded_on
    1        | 2025-11-12 | 2025-11-17
    1        | 2025-11-12 | 2025-11-16
    """
    assert values("incidents_1w", incidents=late) == {1: 1}


def test_no_record_is_none_where_the_school_sends_records_and_unknown_where_not():
    assert values(
        "incidents_4w",
        enrolments="pupil_id | urn\n1 | 900001\n2 | 900001\n3 | 900002",
        incidents="pupil_id | urn | date\n1 | 900001 | 2025-11-12",
    ) == {1: 1, 2: 0, 3: None}


def test_time_since_an_incident_is_in_school_weeks():
    assert values("weeks_since_incident", incidents=INCIDENTS) == {1: 1}
    before_holiday = "pupil_id | date\n1 | 2025-10-24"
    assert values("weeks_since_incident", incidents=before_holiday) == {1: 3}
    assert values("weeks_since_incident") == {1: None}


SUSPENSIONS = """
pupil_id | start_date | sessions | category
1        | 2025-11-03 | 4        | SUSP
1        | 2024-11-18 | 2        | SUSP
1        | 2024-11-15 | 6        | SUSP
1        | 2025-12-01 | 6        | SUSP
"""


def test_suspensions_are_counted_over_weeks_and_a_rolling_year():
    assert values("suspensions_12w", suspensions=SUSPENSIONS) == {1: 1}
    assert values("suspensions_12m", suspensions=SUSPENSIONS) == {1: 2}
    assert values("suspended_sessions_12m", suspensions=SUSPENSIONS) == {1: 6}
    assert values("weeks_since_suspension", suspensions=SUSPENSIONS) == {1: 2}


def test_a_suspension_that_was_overturned_counts_no_more():
    reviewed = """
    pupil_id | start_date | sessions | review_outcome
    1        | 2025-11-03 | 4        | upheld
    1        | 2025-10-06 | 2        | reinstated
    1        | 2025-09-08 | 0        | quashed
    """
    assert values("suspensions_12w", suspensions=reviewed) == {1: 1}
    assert values("suspended_sessions_12m", suspensions=reviewed) == {1: 4}
    assert values("weeks_since_suspension", suspensions=reviewed) == {1: 2}


def test_until_its_review_was_known_an_overturned_suspension_counts():
    reviewed = f"""
    pupil_id | start_date | review_outcome | recorded_on | superseded_on
    1        | 2025-11-03 |                | 2025-11-03  | {AS_OF}
    1        | 2025-11-03 | reinstated     | {AS_OF}     |
    """
    assert values("suspensions_12w", suspensions=reviewed) == {1: 1}


def test_no_suspension_is_none_since_they_are_notified_by_statute():
    assert values("suspensions_12m") == {1: 0}
    assert values("weeks_since_suspension") == {1: None}
