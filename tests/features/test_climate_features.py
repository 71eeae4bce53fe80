from tables import values

ELEVEN = range(1, 12)


def county_of(year_group_of_the_last: str) -> dict[str, str]:
    years = [(pupil, "8") for pupil in ELEVEN[:-1]] + [(11, year_group_of_the_last)]
    return {
        "marks": "pupil | week | days\n"
        "1 | 2025-11-10 | II II II II II\n2 | 2025-11-10 | II // // // //",
        "enrolments": "pupil_id\n" + "\n".join(map(str, ELEVEN)),
        "year_groups": "pupil_id | year_group\n"
        + "\n".join(f"{pupil} | {year}" for pupil, year in years),
        "incidents": "pupil_id | date\n1 | 2025-11-04\n1 | 2025-11-05\n2 | 2025-11-05",
        "suspensions": "pupil_id | start_date\n1 | 2025-11-10",
    }


def test_the_year_group_at_the_school_is_everybody_but_the_pupil():
    whole = county_of("8")
    incidents = values("peers_incidents_12w", **whole)
    assert (incidents[1], incidents[2], incidents[3]) == (0.1, 0.2, 0.3)
    suspensions = values("peers_suspensions_12m", **whole)
    assert (suspensions[1], suspensions[2]) == (0, 10)


def test_of_fewer_than_ten_others_nothing_is_told():
    for name in ("peers_incidents_12w", "peers_suspensions_12m"):
        assert set(values(name, **county_of("9")).values()) == {None}
    absence = values("peers_absence_rate_12w", **county_of("8"))
    assert set(absence.values()) == {None}


def test_absence_around_a_pupil_is_that_of_the_others():
    marks = "\n".join(
        f"{pupil} | 2025-11-10 | {'II' if pupil == 1 else '//'} // // // //"
        for pupil in ELEVEN
    )
    whole = county_of("8") | {"marks": "pupil | week | days\n" + marks}
    absence = values("peers_absence_rate_12w", **whole)
    assert (absence[1], absence[2]) == (0, 0.02)


def test_without_a_year_group_nobody_is_a_peer():
    whole = county_of("8") | {"year_groups": "pupil_id | year_group\n1 | X"}
    assert set(values("peers_incidents_12w", **whole).values()) == {None}
