"""Codes that came and went are each in force in their time."""

from datetime import date
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


def test_an_enrolment_has_each_status_of_the_census():
    assert set(code_list("enrolment_statuses")["code"]) == set("CMSFOGP")


def test_year_groups_run_from_reception_to_fourteen():
    years = [str(year) for year in range(1, 15)]

    assert code_list("year_groups")["code"].to_list() == ["R", *years, "X"]
