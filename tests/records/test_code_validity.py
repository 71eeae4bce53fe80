"""Codes that came and went are each in force in their time."""

from datetime import date, timedelta
from importlib.resources import files

import polars as pl
import pytest

from records.codes import code_list

DATED = [
    name
    for path in files("records.codes").iterdir()
    if (name := path.name.removesuffix(".csv")) != path.name
    and "valid_from" in code_list(name).columns
]
OF_2020 = "PP PA VP VA OW BU RA LG DS SM DA DM TH DB MT PH"
OF_2026 = "BW TB SB MB AB DR AR SR VR LD CB MP OS"


def in_force(name, day):
    started = pl.col("valid_from").fill_null(day) <= day
    not_ended = pl.col("valid_to").fill_null(day) >= day
    return set(code_list(name).filter(started & not_ended)["code"])


@pytest.mark.parametrize("name", sorted(DATED))
def test_no_code_ends_before_it_starts(name):
    ended = code_list(name).drop_nulls(["valid_from", "valid_to"])

    assert (ended["valid_from"] <= ended["valid_to"]).all()


@pytest.mark.parametrize("name", sorted(DATED))
def test_codes_are_in_force_today(name):
    assert in_force(name, date(2026, 11, 2))


def test_the_reasons_of_2020_are_accepted_until_the_new_ones_come():
    assert in_force("suspension_reasons", date(2025, 9, 8)) == {*OF_2020.split()}


def test_both_sets_of_reasons_are_accepted_while_the_start_is_not_known():
    both = {*OF_2020.split(), *OF_2026.split()}

    assert in_force("suspension_reasons", date(2026, 6, 1)) == both
    assert in_force("suspension_reasons", date(2026, 11, 2)) == both


def test_other_was_a_reason_until_2020():
    assert "OT" in in_force("suspension_reasons", date(2020, 8, 31))
    assert "OT" not in in_force("suspension_reasons", date(2020, 9, 1))


def test_provision_before_the_reform_keeps_its_meaning():
    groups = dict(code_list("sen_provisions").select("code", "group").iter_rows())

    assert {groups[code] for code in "APK"} == {"SEN support"}
    assert {groups[code] for code in "SE"} == {"EHC plan"}
    assert in_force("sen_provisions", date(2026, 11, 2)) == {"N", "K", "E"}


def test_down_syndrome_is_a_need_of_its_own_since_2024():
    assert "DS" not in in_force("sen_needs", date(2024, 8, 31))
    assert "DS" in in_force("sen_needs", date(2024, 9, 1))


def test_a_suspension_has_a_category_in_every_year():
    before, after = date(2021, 8, 31), date(2021, 9, 1)

    assert in_force("suspension_categories", before) == {"FIXD", "PERM", "LNCH"}
    assert in_force("suspension_categories", after) == {"SUSP", "PERM", "LNCH"}


def test_grounds_of_free_meals_are_told_apart_from_2026():
    assert in_force("meal_categories", date(2025, 9, 8)) == set()
    assert in_force("meal_categories", date(2026, 8, 31)) == {"TFSM", "OFSM"}
    assert in_force("meal_categories", date(2026, 9, 1)) == {"TFSM", "OFSM", "EFSM"}


@pytest.mark.parametrize(
    ("item", "yes", "since"),
    [
        ("YoungCarer", "P S", date(2023, 1, 1)),
        ("ServiceChild", "Y", date(2006, 9, 1)),
        ("PostLookedAfterArrangements", "A G R C O", date(2006, 9, 1)),
        ("KinshipCare", "KF KI KU", date(2026, 5, 1)),
    ],
)
def test_circumstances_are_every_yes_of_the_census(item, yes, since):
    of_item = code_list("circumstances").filter(census_item=item)
    collected = in_force("circumstances", since)
    the_day_before = in_force("circumstances", since - timedelta(days=1))

    assert set(of_item["census_code"]) == set(yes.split())
    assert set(of_item["code"]) <= collected
    if since > date(2006, 9, 1):
        assert not set(of_item["code"]) & the_day_before


def test_a_review_leaves_a_suspension_standing_or_not():
    outcomes = dict(code_list("review_outcomes").select("code", "stands").iter_rows())

    assert set(outcomes.values()) == {"yes", "no"}
    assert {code for code, stands in outcomes.items() if stands == "yes"} == {
        *("upheld", "reconsider")
    }
    assert set(code_list("review_categories")["code"]) == {"GB", "IRP"}


def test_a_placement_has_each_reason_of_the_census():
    on_entering = "ASP EHC MHN NEW OTH PEX PHN RHE"
    arranged_by_a_school = "BHS SUS EXR MHN OTH PHN"

    assert set(code_list("placement_reasons")["code"]) == {
        *on_entering.split(),
        *arranged_by_a_school.split(),
    }


def test_ethnicity_has_the_codes_of_england_in_six_groups():
    ethnicities = code_list("ethnicities")
    major = ethnicities.group_by("major_group").agg("code")

    assert {group: len(codes) for group, codes in major.iter_rows()} == {
        "White": 5,
        "Mixed": 4,
        "Asian": 5,
        "Black": 3,
        "Other": 1,
        "Unclassified": 2,
    }
    assert not ethnicities["minor_group"].has_nulls()


def test_an_enrolment_has_each_status_of_the_census():
    assert set(code_list("enrolment_statuses")["code"]) == set("CMSFOGP")


def test_year_groups_run_from_reception_to_fourteen():
    years = [str(year) for year in range(1, 15)]

    assert code_list("year_groups")["code"].to_list() == ["R", *years, "X"]
