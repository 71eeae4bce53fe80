"""Every supplier's export comes in by its declared columns, or says what is wrong."""

from pathlib import Path

import polars as pl
import pytest
from conftest import ALEX, DAY, FILES, SAM

from records.errors import InputRejected
from records.inspect import inspect
from records.readers import SUPPLIED

MARKS = {
    "arbor": (
        "Student,Arbor Student ID,UPN,Year Group,Registration Form,Date,"
        "Session (AM/PM),Mark,Minutes Late,Note\n"
        f"Sam Example,7,{SAM},Year 7,7A,11/09/2025,AM,L,5,\n"
    ),
    "bromcom": (
        "PersonID,UPN,FirstName,LastName,YearGroup,TutorGroup,Date,Session,MarkCode,"
        "MinutesLate,Reason\n"
        f"7,{SAM},Sam,Example,7,7A,11/09/2025,Morning,L,5,\n"
    ),
}
BEHAVIOUR = {
    "sims": (
        "Surname,Forename,UPN,Incident ID,Date,Type,Location,Points\n"
        f"Example,Sam,{SAM},B17,11/09/2025,Defiance,Corridor,5\n"
    ),
    "arbor": (
        "Student,UPN,Incident ID,Date,Behaviour,Severity,Location\n"
        f"Sam Example,{SAM},B17,11/09/2025,Refusal,Level 3,Corridor\n"
    ),
    "bromcom": (
        "PersonID,UPN,EventID,EventDate,EventType,Points,Location\n"
        f"7,{SAM},B17,11/09/2025,Defiance,3,Corridor\n"
    ),
}


def refusal(delivery, **options):
    with pytest.raises(InputRejected) as refused:
        delivery.ingest(**options)
    return str(refused.value)


@pytest.mark.parametrize("supplier", MARKS)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_session_marks(delivery, supplier, separator):
    name = f"9994001-{supplier}-session-marks.csv"
    content = MARKS[supplier].replace(",", separator)
    delivery.write(name, b"\xef\xbb\xbf" + content.encode())

    delivery.ingest()

    marks = delivery.lake.scan("marks").filter(pl.col("code") == "L").collect()
    columns = ["urn", "session", "code"]
    assert marks.select(columns).rows() == [(900001, "AM", "L")]
    assert marks["date"][0].isoformat() == "2025-09-11"
    assert marks["recorded_on"][0].isoformat() == DAY


@pytest.mark.parametrize("supplier", BEHAVIOUR)
def test_behaviour(delivery, supplier):
    delivery.write(f"9994001-{supplier}-behaviour.csv", BEHAVIOUR[supplier])

    delivery.ingest()

    columns = ["urn", "incident_id", "kind", "severity", "location"]
    incidents = delivery.lake.scan("incidents").select(columns).collect()
    assert incidents.rows() == [(900001, "B17", "defiance", 3, "corridor")]


def test_a_word_that_nobody_has_translated(delivery):
    content = BEHAVIOUR["sims"].replace("Defiance", "Rudeness")
    delivery.write("9994001-sims-behaviour.csv", content)

    said = "row 2, column Type: 'Rudeness' is not in the code list incident_kinds; "
    assert said + "say what it means under [values.kind] of a map" in refusal(delivery)


def test_parquet_comes_in_as_csv_does(delivery):
    path = delivery.write("marks.csv", FILES["marks.csv"])
    typed = pl.read_csv(path, try_parse_dates=True)
    path.unlink()
    typed.write_parquet(path.with_suffix(".parquet"))

    report = delivery.ingest()

    assert {file.rows for file in report.files} == {1, 2, 4}
    assert len(delivery.marks()) == 4


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (lambda data: data[:-9], "is not a whole Parquet file"),
        (lambda data: data[:50] + data[90:], "is a damaged Parquet file"),
        (lambda data: b"PAR1" + bytes(40) + b"PAR1", "is a damaged Parquet file"),
        (lambda data: b"", "is not a whole Parquet file"),
    ],
)
def test_parquet_that_was_spoilt(delivery, spoilt, said):
    path = delivery.write("marks.csv", FILES["marks.csv"])
    typed = pl.read_csv(path, try_parse_dates=True)
    path.unlink()
    parquet = path.with_suffix(".parquet")
    typed.write_parquet(parquet)
    parquet.write_bytes(spoilt(parquet.read_bytes()))

    assert said in refusal(delivery)


def test_parquet_of_lists(delivery):
    path = delivery.write("pupils-again.parquet", b"")
    pl.DataFrame({"upn": [[ALEX]]}).write_parquet(path)

    assert "holds values of type List(String) in column upn" in refusal(delivery)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("45908", "'45908' is a spreadsheet's number of a day, not a date; format"),
        ("2025-09-1", "'2025-09-1' is not a date; write it as 2025-09-08"),
        ("=TODAY()", "'=TODAY()' is a spreadsheet's formula; export the values"),
        ("2025-09-08" * 9, f"{('2025-09-08' * 6)!r} is not a date"),
    ],
)
def test_a_date_that_a_spreadsheet_spoilt(delivery, value, said):
    delivery.spoil("marks.csv", "2025-09-08", value)

    assert f"row 2, column date: {said}" in refusal(delivery)


@pytest.mark.parametrize("value", ["9.99E+06", "9994001.0"])
def test_a_number_that_a_spreadsheet_spoilt(delivery, value):
    delivery.spoil("schools.csv", "9994001", value)

    assert "by a spreadsheet; format the column as text" in refusal(delivery)


@pytest.mark.parametrize("value", ["4001", "994001"])
def test_a_school_number_that_lost_digits(delivery, value):
    delivery.spoil("schools.csv", "9994001", value)

    said = f"column laestab: {value!r} has lost digits: a LAESTAB has seven; write"
    assert said in refusal(delivery)


def test_a_formula_among_names(delivery):
    delivery.spoil("schools.csv", "Harefield Vale School", "=1+1")

    said = "row 2, column name: '=1+1' is a spreadsheet's formula; export the values"
    assert said in refusal(delivery)


def test_carriage_returns_alone(delivery):
    delivery.write("marks.csv", FILES["marks.csv"].replace("\n", "\r"))

    assert "does not end its lines as CSV files do" in refusal(delivery)


def test_a_value_without_end(delivery):
    delivery.spoil("marks.csv", ",/,", f",{'x' * 1_000_000},")

    said = refusal(delivery)

    assert f"'{'x' * 60}' is not in the code list" in said
    assert len(said) < 1_000


@pytest.mark.parametrize(
    ("length", "said"),
    [(1_000_000, "has a first row without end"), (1_000, "is not a column of this")],
)
def test_a_heading_without_end(delivery, length, said):
    delivery.write("marks.csv", "x" * length + FILES["marks.csv"])

    refused = refusal(delivery)

    assert said in refused
    assert "x" * 100 not in refused


def test_the_list_of_rejects_starts_no_formula(delivery, tmp_path):
    delivery.spoil("marks.csv", ",/,", ",=1+1,")

    refusal(delivery, rejects=tmp_path / "rejects.csv")

    assert pl.read_csv(tmp_path / "rejects.csv")["value"].to_list() == ["'=1+1"]


@pytest.mark.parametrize("name", SUPPLIED)
def test_every_supplier_is_declared_as_from_memory_and_can_be_inspected(tmp_path, name):
    layout = SUPPLIED[name]
    path = tmp_path / f"9994001-{name}.csv"
    path.write_text(";".join(layout.columns) + "\n", encoding="utf-8")

    seen = inspect(path)

    assert not seen.certain
    assert (seen.reader, seen.by_name, seen.rows) == (layout.name, True, 0)
    assert seen.separator == ";"
    assert not seen.unknown
    assert not seen.missing


def test_inspecting_a_file_by_its_heading(tmp_path):
    path = tmp_path / "export (3).csv"
    path.write_text(
        "UPN,Date,Session (AM/PM),Note,Tutor\n,,,,\n,,,,x\n", encoding="utf-8"
    )

    seen = inspect(path)

    assert seen.as_json() == {
        "file": "export (3).csv",
        "reader": "Arbor session marks",
        "by_name": False,
        "rows": 2,
        "rejected": None,
        "separator": ",",
        "known": (
            ("UPN", "marks.upn"),
            ("Date", "marks.date"),
            ("Session (AM/PM)", "marks.session"),
        ),
        "ignored": ("Note",),
        "unknown": ("Tutor",),
        "missing": ("Mark",),
        "certain": False,
    }


@pytest.mark.parametrize(
    ("source", "name", "reader"),
    [
        ("census.xml", "census-spring.xml", "School Census XML"),
        ("wonde", "9994001-wonde", "Wonde"),
        ("census-tables", "census-spring", "School Census tables"),
    ],
)
def test_inspecting_a_document(tmp_path, source, name, reader):
    path = tmp_path / name
    path.symlink_to(Path(__file__).parent / "data" / source)

    seen = inspect(path)

    assert seen.reader.startswith(reader)
    assert seen.rows > 0
    assert {"pupils", "enrolments"} < {column.split(".")[0] for _, column in seen.known}


def test_inspecting_a_register_in_width_by_its_heading(tmp_path):
    path = tmp_path / "export (4).csv"
    path.write_text(
        f"UPN,Student,Mon AM,Mon PM,House\n{SAM},Sam,/,L,Red\n", encoding="utf-8"
    )

    seen = inspect(path)

    assert (seen.reader, seen.by_name, seen.rows) == (
        "Arbor wide session marks",
        False,
        1,
    )
    assert ("Mon PM", "marks.code") in seen.known
    assert (seen.ignored, seen.unknown) == (("Student",), ("House",))
    assert not seen.certain


@pytest.mark.parametrize(
    ("heading", "missing"),
    [
        ("UPN,AM,PM", ("Date",)),
        ("UPN,Mon AM", ("Week Beginning",)),
        ("Date,AM", ("UPN",)),
        ("UPN,08/09/2025 AM", ()),
    ],
)
def test_inspecting_a_register_in_width_that_lacks_a_column(tmp_path, heading, missing):
    path = tmp_path / "9994001-sims-wide-marks.csv"
    path.write_text(f"{heading},House\n", encoding="utf-8")

    seen = inspect(path)

    assert seen.by_name
    assert seen.unknown == ("House",)
    assert seen.missing == missing


def test_inspecting_a_folder_that_is_no_document(tmp_path):
    with pytest.raises(InputRejected, match="is a folder whose name says no document"):
        inspect(tmp_path)


def test_inspecting_what_nobody_knows(tmp_path):
    path = tmp_path / "shopping.csv"
    path.write_text("what,how many\nmilk,2\n", encoding="utf-8")

    seen = inspect(path)

    assert seen.reader is None
    assert seen.unknown == ("what", "how many")
    assert seen.missing == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "marks.csv is not a file; give the address of one"),
        (b"", "marks.csv: is empty"),
        (b"\xff\xfeu\0p\0", "marks.csv: is UTF-16 text, not UTF-8; save it again"),
        (b"\x80", "marks.csv: is not UTF-8 at byte 0"),
        (b"PK\x03\x04...", "marks.csv: is an Excel workbook or a zip archive"),
    ],
)
def test_inspecting_what_cannot_be_read(tmp_path, content, said):
    path = tmp_path / "marks.csv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(InputRejected, match=said):
        inspect(path)
