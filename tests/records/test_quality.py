"""What the records of a school contradict, lack or have out of date is found."""

from datetime import date, timedelta

import polars as pl
import pytest
from quality_tables import (
    DAYS,
    ELM,
    HARE,
    KNOWN_ON,
    MONDAY,
    OAK,
    TUESDAY,
    WEEKS,
    calendar,
    figures,
    kinds,
    marked,
    said,
    school_days,
    spell,
)

from records.errors import NoData
from records.quality.period import period


def test_the_period_is_the_last_four_school_weeks_that_are_over():
    found = period(calendar(), KNOWN_ON)

    assert found.weeks == WEEKS
    assert (found.first, found.last) == (MONDAY, KNOWN_ON - timedelta(days=3))


def test_a_week_that_is_not_over_is_not_looked_at():
    assert period(calendar(), DAYS[-1]).weeks == WEEKS[:3]
    assert period(calendar(), DAYS[-1] + timedelta(days=1)).weeks == WEEKS


def test_holidays_are_no_weeks():
    early = [MONDAY - timedelta(weeks=3), MONDAY - timedelta(weeks=2)]
    days = school_days([*early, *WEEKS[:2]])

    assert period(calendar(days), KNOWN_ON).weeks == [*early, *WEEKS[:2]]


def test_without_a_calendar_there_is_no_report():
    with pytest.raises(NoData, match="deliver the authority's term dates"):
        period(calendar(days=[]), KNOWN_ON)


def test_pupils_without_any_mark_are_counted_apart_from_gaps():
    row = figures(spell(1), spell(2), spell(3), marks=[marked(1)])[HARE]

    assert kinds(row) == ["Pupils without marks"]
    assert said(row, "Pupils without marks") == (
        "2 pupils on roll have no mark on any day."
    )


def test_marks_of_pupils_who_are_not_on_roll():
    spells = [spell(1), spell(2, leaving=DAYS[17])]
    row = figures(*spells, marks=[marked(1), marked(2)])[HARE]

    assert (row["pupils_off_roll"], row["days_off_roll"]) == (1, 2)
    assert said(row, "Marks of pupils not on roll") == (
        "1 pupil has marks on days when they were not on roll (2 days in all)."
    )


def test_a_session_that_counts_at_two_schools_is_told_to_both():
    spells = [spell(1, status="M"), spell(1, urn=OAK, status="S")]
    there = marked(1, urn=OAK, days=DAYS[:2])
    rows = figures(*spells, marks=[marked(1), there, marked(1, OAK, DAYS[2:], "DD")])

    assert [rows[urn]["sessions_double"] for urn in (HARE, OAK)] == [4, 4]
    assert said(rows[OAK], "Marked at two schools at once").startswith(
        "4 sessions of 1 pupil have a mark here and at another school"
    )


def test_dual_registration_marked_d_is_in_order():
    spells = [spell(1, status="M"), spell(1, urn=OAK, status="S")]
    rows = figures(*spells, marks=[marked(1, codes="/D"), marked(1, OAK, codes="D/")])

    assert [kinds(row) for row in rows.values()] == [[], []]


def test_two_main_enrolments_overlap():
    spells = [spell(1), spell(1, urn=OAK), spell(2), spell(2, urn=ELM, status="S")]
    rows = figures(*spells)

    assert rows[HARE]["pupils_overlapping"] == rows[OAK]["pupils_overlapping"] == 1
    assert rows[ELM]["pupils_overlapping"] == 0


@pytest.mark.parametrize(("left", "overlapping"), [(DAYS[-1], 1), (DAYS[-2], 0)])
def test_enrolments_overlap_until_the_last_day_on_roll(left, overlapping):
    row = figures(spell(1, leaving=left), spell(1, urn=OAK))[OAK]

    assert row["pupils_overlapping"] == overlapping


def test_a_pupil_who_moved_is_at_one_school():
    spells = [spell(1, leaving=DAYS[8]), spell(1, urn=OAK, entry=DAYS[9])]
    rows = figures(*spells, marks=[marked(1, days=DAYS[:9]), marked(1, OAK, DAYS[9:])])

    assert [kinds(row) for row in rows.values()] == [[], []]


@pytest.mark.parametrize(("day", "overdue"), [(DAYS[-6], 2), (DAYS[-5], 0)])
def test_an_absence_needs_its_reason_within_five_school_days(day, overdue):
    rest = marked(1, days=[each for each in DAYS if each != day])
    row = figures(spell(1), marks=[rest, marked(1, days=[day], codes="NN")])[HARE]

    assert row["n_overdue"] == overdue
    assert kinds(row) == ["Reasons for absence overdue"] * (overdue > 0)


@pytest.mark.parametrize(("code", "odd"), [("J", 1), ("H", 1), ("J1", 0), ("K", 0)])
def test_a_retired_code_is_found(code, odd):
    rest = marked(1, days=DAYS[1:])
    first = [*marked(1, days=DAYS[:1], codes=[code, "\\"])]
    row = figures(spell(1), marks=[first, rest])[HARE]

    assert row["codes_not_in_force"] == odd
    assert kinds(row) == ["Codes out of date"] * odd


@pytest.mark.parametrize(("reason", "odd"), [("OT", 1), ("BW", 1), ("DB", 0)])
def test_a_reason_for_suspension_that_is_not_in_force_is_found(reason, odd):
    suspended = {"pupil_id": 1, "urn": HARE, "start_date": TUESDAY, "reason": reason}
    row = figures(spell(1), marks=[marked(1)], suspensions=[suspended])[HARE]

    assert row["reasons_not_in_force"] == odd


@pytest.mark.parametrize(("day", "odd"), [("2025-08-01", 1), ("2025-07-31", 0)])
def test_suspensions_are_looked_at_from_the_start_of_the_academic_year(day, odd):
    began = {"start_date": date.fromisoformat(day), "reason": "OT"}
    suspended = {"pupil_id": 1, "urn": HARE} | began
    row = figures(spell(1), marks=[marked(1)], suspensions=[suspended])[HARE]

    assert row["reasons_not_in_force"] == odd


def incidents(number, day, urn=HARE):
    return [
        {"urn": urn, "incident_id": f"{day}-{n}", "date": day} for n in range(number)
    ]


@pytest.mark.parametrize(
    ("before", "now", "silent"), [(33, 0, True), (32, 0, False), (33, 1, False)]
)
def test_behaviour_records_are_missed_where_some_would_have_come(before, now, silent):
    recorded = [*incidents(before, date(2025, 10, 1)), *incidents(now, TUESDAY)]
    row = figures(spell(1), marks=[marked(1)], incidents=recorded)[HARE]

    assert kinds(row) == ["No behaviour records"] * silent


def test_a_behaviour_record_of_this_very_week_breaks_the_silence():
    recorded = [*incidents(99, date(2025, 10, 1)), *incidents(1, KNOWN_ON)]
    row = figures(spell(1), marks=[marked(1)], incidents=recorded)[HARE]

    assert kinds(row) == []


def total(pupil, period_of_year, possible, authorised=0, unauthorised=0):
    return {
        "pupil_id": pupil,
        "urn": HARE,
        "academic_year": "2025/26",
        "period": period_of_year,
        "possible": possible,
        "authorised": authorised,
        "unauthorised": unauthorised,
    }


def test_totals_stand_beside_the_marks_of_the_same_term():
    sick = marked(2, days=DAYS[:1], codes="IO")
    told = [total(1, "autumn", 40), total(2, "autumn", 39, 3)]
    row = figures(
        spell(1),
        spell(2),
        marks=[marked(1), sick, marked(2, days=DAYS[1:])],
        attendance_totals=told,
    )[HARE]

    assert (row["possible_told"], row["possible_marked"]) == (79, 80)
    assert (row["authorised_told"], row["authorised_marked"]) == (3, 1)
    assert (row["unauthorised_told"], row["unauthorised_marked"]) == (0, 1)
    assert (row["pupils_differing"], row["pupils_compared"]) == (1, 2)
    assert said(row, "Totals differ from marks") == (
        "The census totals of the autumn term 2025/26 differ from the marks for 1 of "
        "2 pupils: the school counted 79 possible sessions and 3 absences; its marks "
        "give 80 possible sessions and 2 absences."
    )


def test_only_the_newest_totals_are_compared():
    told = [total(1, "autumn", 7), total(1, "spring", 0)]
    row = figures(spell(1), marks=[marked(1)], attendance_totals=told)[HARE]

    assert row["totals_of"] == "spring term 2025/26"
    assert kinds(row) == []


def test_a_half_of_the_summer_is_its_half_term():
    days = pl.col("half_term") + 4
    held = {"calendar": calendar().with_columns(half_term=days).collect().to_dicts()}
    told = [total(1, "summer_2", 50)]
    row = figures(spell(1), marks=[marked(1)], attendance_totals=told, **held)[HARE]

    assert (row["possible_told"], row["possible_marked"]) == (50, 40)


def test_a_school_that_no_table_names_is_there_all_the_same():
    rows = figures(spell(1, urn=900099), marks=[marked(1, urn=900099)])

    assert rows[900099]["name"] is None
