"""What changed after support began, and how long ago support ended."""

from tables import values

SUPPORT = "pupil_id | plan | start_date\n1 | my_plan | 2025-10-20"
MARKS = """
pupil | week       | days
1     | 2025-06-02 | II II II II II
1     | 2025-10-06 | I/ // // // //
1     | 2025-10-13 | I/ // // // //
1     | 2025-10-20 | II // // // //
1     | 2025-11-10 | II II // // //
"""
INCIDENTS = """
pupil_id | date       | kind
1        | 2025-09-08 | disruption
1        | 2025-10-06 | achievement
1        | 2025-10-22 | disruption
1        | 2025-11-06 | disruption
1        | 2025-11-12 | defiance
"""


def test_absence_since_support_is_set_beside_the_twelve_weeks_before():
    told = {"marks": MARKS, "support": SUPPORT}
    assert values("absence_change_since_support", **told) == {1: 0.2}
    assert values("absence_rate_before_support", **told) == {1: 0.1}
    assert values("absence_rate_since_support", **told) == {1: 0.3}


def test_incidents_since_support_are_counted_by_the_week():
    told = {"incidents": INCIDENTS, "support": SUPPORT}
    assert values("incidents_a_week_before_support", **told) == {1: 0.083333}
    assert values("incidents_a_week_since_support", **told) == {1: 1}
    assert values("incidents_change_since_support", **told) == {1: 0.916667}


def test_nothing_is_compared_without_support_or_without_records():
    both = ("absence_change_since_support", "incidents_change_since_support")
    for name in both:
        told = {"marks": MARKS, "incidents": INCIDENTS}
        assert values(name, **told) == {1: None}
        assert values(name, support=SUPPORT) == {1: None}
        plan = SUPPORT.replace("my_plan", "ehcp")
        assert values(name, support=plan, **told) == {1: None}


def test_support_that_ended_is_so_many_weeks_ago_where_none_is_in_place():
    ended = """
    pupil_id | plan           | start_date | end_date
    1        | my_plan        | 2025-01-06 | 2025-04-01
    1        | school_support | 2025-09-08 | 2025-10-21
    2        | my_plan        | 2025-01-06 | 2025-04-01
    2        | school_support | 2025-09-08 |
    3        | ehcp           | 2025-01-06 | 2025-04-01
    4        | my_plan        | 2025-01-06 | 2026-04-01
    """
    pupils = "pupil_id\n1\n2\n3\n4"
    found = values("weeks_since_support_end", support=ended, enrolments=pupils)
    assert found == {1: 3, 2: None, 3: None, 4: None}
