"""Documents of each kind become rows: a small invented one in, expected rows out."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from records.errors import InputRejected
from records.readers import assembly_json, census_xml, ctf_xml, wonde_json
from records.tables import TABLES

DATA = Path(__file__).parent / "data"
KNOWN_ON = date(2026, 1, 20)
SCHOOL = 9994001
SAM, ALEX = "Y999900124001", "M999900124002"
REASONS = ("reason", "second_reason", "third_reason")


def sound(reading):
    """Return the rows of a document, when nothing is wrong with any."""
    reading.problems.settle(0)
    return reading.tables


READ = {
    "census": lambda: sound(census_xml.read(DATA / "census.xml", KNOWN_ON)),
    "ctf": lambda: sound(ctf_xml.read(DATA / "ctf.xml", KNOWN_ON)),
    "wonde": lambda: sound(wonde_json.read(DATA / "wonde", KNOWN_ON, laestab=SCHOOL)),
    "assembly": lambda: sound(
        assembly_json.read(DATA / "assembly", KNOWN_ON, laestab=SCHOOL)
    ),
}


def rows(tables: dict[str, pl.DataFrame], table: str, *columns: str) -> list[tuple]:
    return tables[table].select(columns).rows()


@pytest.fixture(scope="module")
def census():
    return READ["census"]()


@pytest.fixture(scope="module")
def ctf():
    return READ["ctf"]()


@pytest.fixture(scope="module")
def wonde():
    return READ["wonde"]()


@pytest.fixture(scope="module")
def assembly():
    return READ["assembly"]()


@pytest.mark.parametrize("kind", READ)
def test_rows_have_the_columns_and_types_of_the_contracts(kind):
    for name, frame in READ[kind]().items():
        supplied = TABLES[name].typed | {
            "upn": pl.String(),
            "former_upn": pl.String(),
            "laestab": pl.Int64(),
            "_file": pl.UInt32(),
            "_row": pl.Int64(),
        }
        assert {column: supplied[column] for column in frame.columns} == frame.schema
        if TABLES[name].versioned:
            assert set(frame["recorded_on"]) == {KNOWN_ON}


def test_a_census_says_who_its_pupils_are(census):
    names = rows(census, "identities", "upn", "surname", "forename", "date_of_birth")
    assert names == [
        (SAM, "Example", "Sam", date(2013, 11, 20)),
        (ALEX, "Sample", "Alex", date(2013, 2, 4)),
    ]


@pytest.mark.parametrize("kind", ["census", "ctf", "assembly"])
def test_a_document_says_which_number_a_pupil_had_before(kind):
    links = rows(READ[kind](), "pupil_links", "upn", "former_upn")
    assert links == [(SAM, "J99990012400A")]


def test_a_language_of_its_own_is_another_than_english(census):
    known = rows(census, "pupils", "upn", "sex", "birth_month", "ethnicity", "language")
    assert known == [(SAM, "F", date(2013, 11, 1), "WBRI", "OTH")]


def test_a_census_has_pupils_on_roll_and_those_who_left(census):
    columns = ("upn", "laestab", "status", "entry_date", "leaving_date")
    assert rows(census, "enrolments", *columns) == [
        (SAM, SCHOOL, "C", date(2025, 9, 1), None),
        (ALEX, SCHOOL, "C", date(2024, 9, 2), date(2025, 12, 5)),
    ]


def test_a_nursery_year_gives_no_year_group(census):
    groups = rows(census, "year_groups", "upn", "academic_year", "year_group")
    assert groups == [(SAM, "2025/26", "7")]


def test_provision_holds_on_the_reference_day_with_the_needs_in_order_of_rank(census):
    needs = ("primary_need", "secondary_need")
    held = rows(census, "sen", "upn", "start_date", "provision", *needs)
    assert held == [(SAM, date(2026, 1, 15), "K", "SEMH", "SLCN")]


def test_of_circumstances_only_what_is_declared_is_held(census):
    held = rows(census, "circumstances", "upn", "kind", "start_date", "end_date")
    assert held == [
        (SAM, "young_carer_school", date(2026, 1, 15), None),
        (SAM, "residence_order", date(2026, 1, 15), None),
    ]


def test_a_circumstance_in_no_code_of_dfe_s_is_rejected(tmp_path):
    text = (DATA / "census.xml").read_text(encoding="utf-8")
    path = tmp_path / "census.xml"
    path.write_text(text.replace("<YoungCarer>S", "<YoungCarer>?"), encoding="utf-8")

    with pytest.raises(InputRejected, match="'\\?' is not in the code list circumst"):
        sound(census_xml.read(path, KNOWN_ON))


def test_a_census_has_every_period_of_free_school_meals(census):
    assert rows(census, "free_school_meals", "upn", "start_date", "end_date") == [
        (SAM, date(2024, 9, 2), date(2025, 3, 28)),
        (SAM, date(2025, 9, 1), None),
    ]


def test_a_census_has_suspensions_with_up_to_three_reasons(census):
    columns = ("upn", "laestab", "start_date", "category", "sessions", *REASONS)
    assert rows(census, "suspensions", *columns) == [
        (SAM, SCHOOL, date(2025, 11, 3), "SUSP", 4, "DB", "VA", None),
        (ALEX, SCHOOL, date(2025, 12, 5), "PERM", 0, "PA", None, None),
    ]


def test_a_row_names_the_line_of_its_element(census):
    lines = (DATA / "census.xml").read_text(encoding="utf-8").splitlines()
    assert "<PupilOnRoll>" in lines[census["enrolments"]["_row"][0] - 1]
    assert "<TermlyExclusion>" in lines[census["suspensions"]["_row"][1] - 1]


def test_a_transfer_file_has_the_school_history(ctf):
    columns = ("upn", "laestab", "status", "entry_date", "leaving_date")
    assert rows(ctf, "enrolments", *columns) == [
        (SAM, 9992001, "P", date(2018, 9, 3), date(2025, 7, 22)),
        (SAM, SCHOOL, "M", date(2025, 9, 1), None),
    ]


def test_each_provision_of_a_transfer_file_ends_before_the_next(ctf):
    columns = ("start_date", "end_date", "provision", "primary_need")
    assert rows(ctf, "sen", *columns) == [
        (date(2023, 1, 9), date(2025, 9, 7), "K", None),
        (date(2025, 9, 8), None, "E", "ASD"),
    ]


def test_a_transfer_file_says_who_its_pupils_are(ctf):
    assert rows(ctf, "identities", "upn", "surname") == [(SAM, "Example")]
    known = rows(ctf, "pupils", "upn", "sex", "birth_month", "ethnicity", "language")
    assert known == [(SAM, "F", date(2013, 11, 1), "MWBC", "ENG")]
    assert rows(ctf, "year_groups", "academic_year", "year_group") == [("2025/26", "7")]
    meals = rows(ctf, "free_school_meals", "start_date", "end_date")
    assert meals == [(date(2024, 9, 2), date(2025, 3, 28))]


def test_wonde_marks_are_named_by_their_codes(wonde):
    columns = ("upn", "laestab", "date", "session", "code")
    assert rows(wonde, "marks", *columns) == [
        (SAM, SCHOOL, date(2025, 9, 8), "AM", "/"),
        (SAM, SCHOOL, date(2025, 9, 8), "PM", "I"),
    ]


def test_the_target_of_bullying_has_no_record_of_it(wonde):
    columns = ("upn", "incident_id", "kind", "severity", "location")
    recorded = rows(wonde, "incidents", *columns)
    assert recorded == [(SAM, "B7-A1", "bullying", 1, "corridor")]


def test_wonde_students_are_pupils_on_roll(wonde):
    columns = ("upn", "laestab", "status", "entry_date", "leaving_date")
    assert rows(wonde, "enrolments", *columns) == [
        (SAM, SCHOOL, "C", date(2025, 9, 1), None),
        (ALEX, SCHOOL, "C", date(2024, 9, 2), date(2025, 12, 5)),
    ]
    assert rows(wonde, "pupils", "upn", "sex", "ethnicity") == [(SAM, "F", "WBRI")]
    groups = rows(wonde, "year_groups", "upn", "year_group")
    assert groups == [(SAM, "7"), (ALEX, "8")]


def test_wonde_exclusions_are_suspensions(wonde):
    columns = ("upn", "start_date", "category", "sessions", "reason")
    assert rows(wonde, "suspensions", *columns) == [
        (SAM, date(2025, 10, 7), "SUSP", 4, "BU"),
        (ALEX, date(2025, 12, 5), "PERM", 0, "PA"),
    ]


def test_a_school_says_what_its_own_words_mean(tmp_path):
    for path in (DATA / "wonde").iterdir():
        text = path.read_text(encoding="utf-8").replace("BULL", "MOB")
        (tmp_path / path.name).write_text(text, encoding="utf-8")

    with pytest.raises(InputRejected, match="type: 'MOB' is not in the code list"):
        sound(wonde_json.read(tmp_path, KNOWN_ON, laestab=SCHOOL))
    own = {"kind": {"MOB": "phone"}}
    tables = sound(wonde_json.read(tmp_path, KNOWN_ON, laestab=SCHOOL, words=own))

    assert rows(tables, "incidents", "kind") == [("phone",)]


def test_assembly_marks_and_a_register_that_was_not_taken(assembly):
    columns = ("upn", "laestab", "date", "session", "code")
    assert rows(assembly, "marks", *columns) == [
        (SAM, SCHOOL, date(2025, 9, 8), "AM", "/"),
        (SAM, SCHOOL, date(2025, 9, 8), "PM", "-"),
    ]


def test_an_exclusion_that_was_not_upheld_says_so(assembly):
    columns = ("upn", "start_date", "category", "sessions", "review_outcome")
    assert rows(assembly, "suspensions", *columns) == [
        (SAM, date(2025, 11, 3), "SUSP", 4, None),
        (ALEX, date(2025, 11, 10), "PERM", 0, "reinstated"),
    ]


def test_assembly_students_are_pupils_on_roll(assembly):
    columns = ("upn", "status", "entry_date", "leaving_date")
    assert rows(assembly, "enrolments", *columns) == [
        (SAM, "C", date(2025, 9, 1), None),
        (ALEX, "M", date(2024, 9, 2), date(2025, 12, 5)),
    ]
    known = rows(assembly, "pupils", "upn", "sex", "birth_month", "language")
    assert known == [(SAM, "F", date(2013, 11, 1), "ENG")]
    assert rows(assembly, "year_groups", "upn", "year_group") == [(SAM, "7")]


def test_a_name_is_read_in_the_encoding_that_its_file_declares(tmp_path):
    path = tmp_path / "ctf.xml"
    path.write_bytes(
        (DATA / "ctf.xml").read_bytes().replace(b"Sam", "Zoë".encode("cp1252"))
    )

    assert rows(sound(ctf_xml.read(path, KNOWN_ON)), "identities", "forename") == [
        ("Zoë",)
    ]
