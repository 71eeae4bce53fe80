from tables import values

PUPILS = "pupil_id\n1\n2\n3\n4"
PLACED = """
pupil_id | provider | start_date | end_date   | recorded_on
1        | 900008   | 2025-03-03 | 2025-04-04 | 2025-03-03
1        | 900009   | 2025-09-08 | 2025-10-24 | 2025-09-08
2        | 900008   | 2025-03-03 | 2025-04-04 | 2025-03-03
2        | 900009   | 2025-09-08 |            | 2025-09-08
3        | 900009   | 2025-09-08 | 2025-10-24 | 2025-11-17
"""


def test_a_place_in_alternative_provision_runs_or_is_so_many_school_weeks_ago():
    told = {"enrolments": PUPILS, "alternative_provision": PLACED}
    there = values("in_alternative_provision", **told)
    assert there == {1: 0, 2: 1, 3: 0, 4: 0}
    back = values("weeks_since_alternative_provision", **told)
    assert back == {1: 3, 2: None, 3: None, 4: None}


AWAY = """
pupil | week       | days
1     | 2025-09-15 | II II II II II
1     | 2025-10-06 | II ## II II II
1     | 2025-11-03 | II II II // II
2     | 2025-11-03 | // // // // //
3     | 2025-11-10 | ## ## ## ## ##
"""


def test_a_week_away_is_one_with_every_possible_session_missed():
    found = values("weeks_since_week_away", AWAY, enrolments=PUPILS)
    assert found == {1: 5, 2: None, 3: None, 4: None}
