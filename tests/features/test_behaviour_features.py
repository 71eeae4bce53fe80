from tables import values

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


def test_incidents_are_counted_over_the_year_and_by_what_they_were():
    assert values("incidents_year", incidents=INCIDENTS) == {1: 5}
    assert values("serious_incidents_4w", incidents=INCIDENTS) == {1: 1}
    assert values("aggression_12w", incidents=INCIDENTS) == {1: 1}
    assert values("disruption_12w", incidents=INCIDENTS) == {1: 1}
    assert values("achievements_4w", incidents=INCIDENTS) == {1: 1}
    assert values("incidents_above_achievements_12w", incidents=INCIDENTS) == {1: 4}


def test_a_kind_is_new_when_it_was_not_recorded_before_the_last_four_weeks():
    known_kinds = """
    pupil_id | date       | kind
    1        | 2025-10-09 | disruption
    1        | 2025-11-04 | disruption
    1        | 2025-11-04 | phone
    1        | 2025-11-12 | phone
    1        | 2025-11-12 | damage
    2        | 2025-10-09 | disruption
    """
    both = {"incidents": known_kinds, "enrolments": "pupil_id\n1\n2\n3"}
    assert values("new_incident_kinds_4w", **both) == {1: 2, 2: 0, 3: 0}


def test_acceleration_is_the_change_of_the_change_from_four_weeks_to_four():
    faster = """
    pupil_id | date
    1        | 2025-09-03
    1        | 2025-09-24
    1        | 2025-10-01
    1        | 2025-10-20
    1        | 2025-11-04
    1        | 2025-11-12
    1        | 2025-11-13
    """
    assert values("incidents_weeks_9_to_12", incidents=faster) == {1: 1}
    assert values("incidents_weeks_5_to_8", incidents=faster) == {1: 2}
    assert values("incidents_acceleration", incidents=faster) == {1: 1}


PLACES = """
pupil_id | urn    | date       | location | kind
1        | 900001 | 2025-11-04 | corridor | disruption
1        | 900001 | 2025-11-11 | lesson   | disruption
1        | 900001 | 2025-11-12 | corridor | disruption
1        | 900001 | 2025-11-13 |          | disruption
1        | 900001 | 2025-11-13 | canteen  | achievement
2        | 900002 | 2025-11-12 |          | disruption
"""


def test_places_are_counted_where_the_school_says_where_and_unknown_where_not():
    pupils = "pupil_id | urn\n1 | 900001\n2 | 900002\n3 | 900001"
    told = {"incidents": PLACES, "enrolments": pupils}
    assert values("incident_places_12w", **told) == {1: 2, 2: None, 3: 0}
    assert values("incidents_outside_lessons_12w", **told) == {1: 2, 2: None, 3: 0}


def test_the_day_of_the_week_with_most_incidents_is_counted():
    assert values("incidents_one_weekday_12w", incidents=PLACES) == {1: 2}
    of_another = "pupil_id | date\n2 | 2025-11-12"
    assert values("incidents_one_weekday_12w", incidents=of_another) == {1: 0}
    assert values("incidents_one_weekday_12w") == {1: None}
