"""What cannot be right in a document costs its row, not the rest of the document."""

import shutil
from pathlib import Path

import polars as pl
import pytest
from conftest import ALEX, SAM

from records.identity import pseudonyms

DATA = Path(__file__).parent / "data"
DAY = "2026-01-20"
KEY = b"a secret of at least thirty-two characters"


@pytest.fixture
def place(delivery):
    """A delivery after the first one, which holds the school."""
    delivery.ingest()
    folder = delivery.folder / DAY
    folder.mkdir()
    return folder


def put(place, name, old, new):
    """Put one of the documents into a delivery, with something replaced in it."""
    text = (DATA / name).read_text(encoding="utf-8")
    assert old in text
    (place / name).write_text(text.replace(old, new), encoding="utf-8")


def put_pages(place, supplier, page, old, new):
    """Put the pages of an interface, with something replaced in one of them."""
    folder = shutil.copytree(DATA / supplier, place / f"9994001-{supplier}")
    path = folder / page
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def rejects(delivery, place, tmp_path):
    """Ingest however much is wrong, and return the report and what was listed."""
    listed = tmp_path / "rejects.csv"
    report = delivery.ingest(place, rejects=listed, most_rejected=1.0)
    return report, pl.read_csv(listed)


def pupils_of(delivery, table, day=DAY):
    held = delivery.lake.scan(table).filter(
        pl.col("recorded_on") == pl.lit(day).str.to_date()
    )
    return set(held.collect()["pupil_id"])


def key_of(upn):
    return pseudonyms(pl.Series([upn]), KEY)[0]


def test_a_pupil_with_a_wrong_upn_goes_with_all_that_is_said_of_the_pupil(
    delivery, place, tmp_path
):
    put(place, "census.xml", SAM, "X999900124001")

    report, listed = rejects(delivery, place, tmp_path)

    assert report.rejected == listed.height > 5
    assert set(listed["problem"]) == {
        "holds a UPN whose form or check letter does not fit"
    }
    for table in ("enrolments", "suspensions"):
        assert pupils_of(delivery, table) == {key_of(ALEX)}


def test_a_row_that_cannot_be_right_goes_alone(delivery, place, tmp_path):
    put(place, "census.xml", "SUSP", "HOME")

    report, listed = rejects(delivery, place, tmp_path)

    [file] = report.files
    assert file.rejected == 1 < file.rows
    assert listed.select("file", "row", "column", "value").rows() == [
        (f"{DAY}/census.xml", 52, "Category", "HOME")
    ]
    assert pupils_of(delivery, "suspensions") == {key_of(ALEX)}
    assert pupils_of(delivery, "enrolments") == {key_of(ALEX), key_of(SAM)}


def test_a_document_that_cannot_be_read_goes_alone(delivery, place, tmp_path):
    put(place, "census.xml", "</Message>", "")
    shutil.copytree(DATA / "assembly", place / "9994001-assembly")

    report, listed = rejects(delivery, place, tmp_path)

    rejected = {file.file: file.rejected == file.rows for file in report.files}
    assert rejected == {f"{DAY}/census.xml": True, f"{DAY}/9994001-assembly": False}
    assert listed["problem"].to_list() == ["ends before its last element does"]


@pytest.mark.parametrize(
    ("supplier", "page", "old", "new", "row", "column"),
    [
        ("wonde", "attendance-1.json", '"PM"', '"XM"', 2, "session"),
        ("wonde", "attendance-1.json", '"A1"', '"A9"', 1, "student_id|student"),
        ("wonde", "attendance-1.json", '"AM"', "{}", 1, "session"),
        ("assembly", "attendances-1.json", '"AM"', '["AM"]', 1, "session_name"),
    ],
)
def test_what_is_wrong_with_a_record_names_its_page(
    delivery, place, tmp_path, supplier, page, old, new, row, column
):
    put_pages(place, supplier, page, old, new)

    report, listed = rejects(delivery, place, tmp_path)

    assert listed.select("file", "row", "column").rows() == [
        (f"{DAY}/9994001-{supplier}/{page}", row, column)
    ]
    [file] = report.files
    assert file.rejected == 1


def test_a_page_that_cannot_be_read_is_named(delivery, place, tmp_path):
    put_pages(place, "wonde", "students-1.json", "{", "")
    delivery.write("marks.csv", "upn,urn,date,session,code,recorded_on\n", day=DAY)

    _, listed = rejects(delivery, place, tmp_path)

    assert listed["file"].to_list() == [f"{DAY}/9994001-wonde/students-1.json"]


def test_records_that_contradict_each_other_name_their_pages(delivery, place, tmp_path):
    folder = shutil.copytree(DATA / "wonde", place / "9994001-wonde")
    page = (folder / "attendance-1.json").read_text(encoding="utf-8")
    (folder / "attendance-2.json").write_text(
        page.replace('"AM"', '"PM"', 1), encoding="utf-8"
    )

    _, listed = rejects(delivery, place, tmp_path)

    assert set(listed["file"]) == {
        f"{DAY}/9994001-wonde/attendance-{number}.json" for number in (1, 2)
    }
