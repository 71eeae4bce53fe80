from tables import AS_OF, values

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


def test_sessions_toward_the_yearly_limit_are_those_of_every_school_this_year():
    this_year = """
    pupil_id | urn    | start_date | sessions
    1        | 900001 | 2025-07-14 | 8
    1        | 900002 | 2025-09-08 | 3
    1        | 900001 | 2025-11-03 | 4
    """
    assert values("suspended_sessions_year", suspensions=this_year) == {1: 7}
    assert values("suspended_sessions_year") == {1: 0}


def test_suspensions_at_another_school_are_told_from_those_here():
    elsewhere = """
    pupil_id | urn    | start_date
    1        | 900002 | 2025-03-03
    1        | 900003 | 2025-05-06
    1        | 900001 | 2025-11-03
    2        | 900001 | 2025-11-03
    """
    both = {"suspensions": elsewhere, "enrolments": "pupil_id\n1\n2\n3"}
    assert values("suspensions_at_other_school_2y", **both) == {1: 2, 2: 0, 3: 0}


def test_reasons_are_counted_once_whichever_of_the_three_they_were():
    reasons = """
    pupil_id | start_date | reason | second_reason | third_reason
    1        | 2025-11-03 | PP     | VA            | DB
    1        | 2025-10-06 | VA     |               |
    1        | 2025-09-08 | CB     |               |
    1        | 2024-10-07 | DM     | DB            |
    2        | 2025-11-03 | PP     |               |
    """
    both = {"suspensions": reasons, "enrolments": "pupil_id\n1\n2\n3"}
    assert values("suspension_reasons_12m", **both) == {1: 4, 2: 1, 3: 0}
    assert values("disruption_suspensions_12m", **both) == {1: 2, 2: 0, 3: 0}
