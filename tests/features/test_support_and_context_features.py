from datetime import date

from tables import AS_OF, values

SUPPORT = """
pupil_id | plan           | start_date | end_date   | stage  | review_due
1        | my_plan        | 2025-09-15 |            | do     | 2025-11-10
1        | school_support | 2025-11-03 |            | plan   | 2025-12-01
1        | my_assessment  | 2025-01-06 | 2025-04-01 | do     |
1        | my_plan_plus   | 2025-10-06 |            | closed | 2025-11-01
1        | ehcp           | 2025-10-06 |            | do     | 2025-11-01
"""


def test_support_counts_what_is_open_and_leaves_out_education_health_and_care_plans():
    assert values("support_plans_open", support=SUPPORT) == {1: 2}
    assert values("support_reviews_overdue", support=SUPPORT) == {1: 1}
    assert values("weeks_since_support_start", support=SUPPORT) == {1: 2}


def test_support_has_a_level_and_the_newest_a_stage():
    assert values("pathway_level", support=SUPPORT) == {1: 2}
    assert values("pathway_stage", support=SUPPORT) == {1: 2}
    deeper = (
        "pupil_id | plan | start_date | stage\n1 | my_plan_plus | 2025-01-06 | review"
    )
    assert values("pathway_level", support=deeper) == {1: 3}
    assert values("pathway_stage", support=deeper) == {1: 4}


def test_a_review_is_ahead_or_has_been_due_for_so_many_school_weeks():
    reviews = """
    pupil_id | plan           | start_date | review_due
    1        | my_plan        | 2025-09-15 | 2025-10-20
    1        | school_support | 2025-09-15 | 2025-11-12
    1        | my_assessment  | 2025-09-15 | 2025-11-17
    1        | my_plan_plus   | 2025-09-15 |
    """
    told = {"support": reviews, "enrolments": "pupil_id\n1\n2"}
    assert values("weeks_review_overdue", **told) == {1: 3, 2: 0}
    assert values("support_reviews_ahead", **told) == {1: 1, 2: 0}


def test_without_support_there_is_none_open_and_no_time_since():
    assert values("support_plans_open") == {1: 0}
    assert values("weeks_since_support_start") == {1: None}
    assert values("pathway_level") == {1: 0}
    assert values("pathway_stage") == {1: None}


def test_the_year_group_is_last_years_plus_one_until_it_is_recorded():
    year_groups = """
    pupil_id | academic_year | year_group | recorded_on
    1        | 2024/25       | R          | 2024-10-03
    1        | 2025/26       | 1          | 2025-10-02
    2        | 2024/25       | 9          | 2024-10-03
    3        | 2025/26       | X          | 2025-10-02
    4        | 2024/25       | 9          | 2024-10-03
    4        | 2025/26       | X          | 2025-10-02
    """
    pupils = "pupil_id\n1\n2\n3\n4"
    given = {"enrolments": pupils, "year_groups": year_groups}
    in_september = date(2025, 9, 8)
    last_autumn = date(2024, 11, 4)
    found = {
        as_of: list(values("year_group", as_of=as_of, **given).values())
        for as_of in (last_autumn, in_september, AS_OF)
    }
    assert found == {
        last_autumn: [0, 9, None, 9],
        in_september: [1, 10, None, 10],
        AS_OF: [1, 10, None, None],
    }


def test_the_time_of_year_counts_school_weeks():
    assert values("weeks_into_year") == {1: 10}
    assert values("weeks_into_year", as_of=date(2025, 9, 1)) == {1: 0}
    assert values("weeks_into_year", as_of=date(2025, 8, 11)) == {1: 0}


def test_a_schools_last_year_includes_pupils_who_have_left():
    marks = """
    pupil | week       | days
    1     | 2025-06-30 | // // // // //
    9     | 2025-06-30 | II II II II II
    """
    assert values("school_absence_rate_last_year", marks) == {1: 0.5}
    assert values("school_absence_rate_last_year") == {1: None}


def test_the_share_persistently_absent_counts_a_pupil_at_each_school():
    """A tenth is enough; of fewer than ten pupils nothing is told."""
    week = "{} | {} | 2025-06-30 | {} // // // //"
    marks = [week.format(pupil, 900001, "I/") for pupil in range(1, 3)]
    marks += [week.format(pupil, 900001, "//") for pupil in range(3, 11)]
    marks += [week.format(10, 900002, "II")]
    told = "\n".join(["pupil | urn | week | days", *marks])
    places = "pupil_id | urn\n1 | 900001\n10 | 900002"
    shares = values("school_persistent_share_last_year", told, enrolments=places)
    assert shares == {1: 0.2, 10: None}


def test_a_schools_suspensions_are_per_hundred_on_roll_in_the_middle_of_last_year():
    enrolments = """
    pupil_id | urn    | entry_date | leaving_date
    1        | 900001 | 2022-09-01 |
    2        | 900001 | 2022-09-01 | 2025-07-18
    3        | 900002 | 2025-09-01 |
    """
    suspensions = "pupil_id | start_date\n2 | 2025-03-03\n1 | 2025-10-06"
    rates = values(
        "school_suspension_rate_last_year",
        enrolments=enrolments,
        suspensions=suspensions,
    )
    assert rates == {1: 50, 3: None}
