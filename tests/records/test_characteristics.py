"""The audit groups of each pupil, in words, as known on the day."""

from datetime import date

import polars as pl
import pytest

from records.characteristics import NOT_RECORDED, characteristics
from records.lake import Lake
from records.tables import TABLES

AS_OF = date(2025, 9, 15)
EARLIER = date(2025, 9, 1)
TODAY = AS_OF


@pytest.fixture
def county(tmp_path):
    """Tables from delivered rows, by keyword."""

    def make(**rows):
        lake = Lake(tmp_path / "lake")
        delivered = {
            name: pl.DataFrame(rows[name], schema=TABLES[name].delivered, orient="row")
            for name in rows
        }
        lake.add(delivered)
        return lake.tables()

    return make


def only(tables, pupil=1):
    found = characteristics(tables, AS_OF).filter(pupil_id=pupil)
    return found.row(0, named=True)


PUPIL = (1, "F", date(2013, 11, 1), "BCRB", "ENG", EARLIER)
ENROLMENT = (1, 900001, "C", EARLIER, None, None, EARLIER)
SCHOOL = (900001, 9994001, "Harefield Vale School", "SS", False, "Stroud", "V", EARLIER)


def test_groups_are_said_in_words(county):
    described = only(
        county(
            pupils=[PUPIL],
            schools=[SCHOOL],
            enrolments=[ENROLMENT],
            sen=[(1, EARLIER, None, "K", "SEMH", None, EARLIER)],
            free_school_meals=[(1, EARLIER, None, None, EARLIER)],
        )
    )

    assert described == {
        "pupil_id": 1,
        "ethnicity": "Black Caribbean",
        "ethnicity_major": "Black",
        "priority_group": "Black Caribbean",
        "sex": "Female",
        "sen": "SEN support",
        "sen_need": "Social, emotional and mental health",
        "fsm": "Eligible",
        "phase": "Secondary",
        "school": "900001",
        "locality": "V",
        "ethnicity_by_sen": "Black Caribbean, SEN support",
    }


def test_what_is_missing_is_a_group_of_its_own(county):
    described = only(county(enrolments=[ENROLMENT]))

    described.pop("pupil_id")
    assert set(described.values()) == {
        NOT_RECORDED,
        f"{NOT_RECORDED}, {NOT_RECORDED}",
    }


def test_only_what_was_known_on_the_day_counts(county):
    described = only(
        county(
            pupils=[PUPIL, (*PUPIL[:3], "WBRI", "ENG", TODAY)],
            sen=[
                (1, EARLIER, None, "N", None, None, EARLIER),
                (1, date(2025, 9, 10), None, "E", "ASD", None, TODAY),
            ],
        )
    )

    assert described["ethnicity"] == "Black Caribbean"
    assert (described["sen"], described["sen_need"]) == ("No SEN", "No SEN")


def test_periods_that_have_ended_do_not_count(county):
    ended = date(2025, 9, 10)
    tables = county(
        pupils=[PUPIL, (2, *PUPIL[1:])],
        sen=[
            (1, EARLIER, ended, "K", "SEMH", "SLCN", ended),
            (1, date(2025, 9, 11), None, "E", None, None, ended),
        ],
        free_school_meals=[
            (1, EARLIER, ended, None, ended),
            (2, EARLIER, None, "TFSM", EARLIER),
        ],
    )

    assert only(tables)["sen"] == "EHC plan"
    assert only(tables)["sen_need"] == NOT_RECORDED
    assert only(tables)["fsm"] == "Not eligible"
    assert only(tables, pupil=2)["fsm"] == "Eligible"


def test_a_pupil_at_two_schools_counts_in_the_main_one(county):
    special = (900002, 9997001, "Elm House", "SP", False, "Stroud", "V", EARLIER)
    described = only(
        county(
            schools=[SCHOOL, special],
            enrolments=[
                (1, 900001, "S", AS_OF, None, None, EARLIER),
                (1, 900002, "M", EARLIER, None, None, EARLIER),
            ],
        )
    )

    assert described["phase"] == "Special"


def test_a_pupil_has_one_row(county):
    tables = county(
        pupils=[PUPIL],
        enrolments=[ENROLMENT, (1, 900001, "C", AS_OF, None, None, EARLIER)],
        sen=[
            (1, EARLIER, None, "K", None, None, EARLIER),
            (1, AS_OF, None, "K", None, None, EARLIER),
        ],
        free_school_meals=[
            (1, EARLIER, None, None, EARLIER),
            (1, AS_OF, None, "EFSM", EARLIER),
        ],
    )

    assert characteristics(tables, AS_OF)["pupil_id"].to_list() == [1]
