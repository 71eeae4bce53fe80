"""Documents go into the lake like any other file of a delivery."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from conftest import ALEX, SAM

from records.errors import InputRejected

DATA = Path(__file__).parent / "data"
DAY = "2026-01-20"


@pytest.fixture
def place(delivery):
    """A delivery after the first one, which holds the school."""
    delivery.ingest()
    folder = delivery.folder / DAY
    folder.mkdir()
    return folder


def test_a_census_becomes_versions_in_the_lake(delivery, place):
    shutil.copy(DATA / "census.xml", place / "census-spring-9994001.xml")

    report = delivery.ingest(place)

    label = f"{DAY}/census-spring-9994001.xml"
    (file,) = report.files
    assert (file.file, file.layout) == (label, "School Census XML")
    assert (file.rows, file.rejected) == (14, 0)
    tables = delivery.lake.tables()
    suspended = tables["suspensions"].sort("start_date").collect()
    assert suspended["urn"].to_list() == [900001, 900001]
    assert suspended["category"].to_list() == ["SUSP", "PERM"]
    assert suspended["recorded_on"].to_list() == [date(2026, 1, 20)] * 2
    assert set(tables["identities"].collect()["upn"]) == {SAM, ALEX}
    languages = tables["pupils"].filter(pupil_id=suspended["pupil_id"][0]).collect()
    assert sorted(languages["language"]) == ["ENG", "OTH"]


def test_the_same_document_again_changes_nothing(delivery, place):
    shutil.copy(DATA / "census.xml", place)
    first = delivery.ingest(place)

    assert delivery.ingest(place).digest == first.digest


@pytest.mark.parametrize(("pages", "rows"), [("wonde", 12), ("assembly", 11)])
def test_a_folder_of_pages_is_one_document(delivery, place, pages, rows):
    shutil.copytree(DATA / pages, place / f"9994001-{pages}")

    report = delivery.ingest(place)

    assert [(file.file, file.rows) for file in report.files] == [
        (f"{DAY}/9994001-{pages}", rows)
    ]
    marked = delivery.lake.scan("marks").filter(recorded_on=date(2026, 1, 20))
    assert marked.collect()["urn"].unique().to_list() == [900001]


def test_an_extract_of_the_census_is_one_document(delivery, place):
    schools = (delivery.folder / "2025-09-15" / "schools.csv").read_text("utf-8")
    second = schools.splitlines()[1].replace("900001,9994001", "900002,9994002")
    delivery.write("schools.csv", f"{schools}{second}\n", day=DAY)
    shutil.copytree(DATA / "census-tables", place / "census-spring")

    report = delivery.ingest(place)

    assert (f"{DAY}/census-spring", "School Census tables") in {
        (file.file, file.layout) for file in report.files
    }
    totals = delivery.lake.scan("attendance_totals").collect()
    assert sorted(totals["urn"]) == [900001, 900001, 900002]
    assert delivery.lake.scan("suspensions").collect().height == 2


def test_a_register_in_width_is_of_pupils_whom_a_census_enrols(delivery):
    for name in ("pupils.csv", "marks.csv"):
        (delivery.folder / "2025-09-15" / name).unlink()
    delivery.ingest()
    delivery.write(
        "9994001-arbor-wide-marks.csv", f"UPN,AM,Date\n{SAM},L,08/09/2025\n", day=DAY
    )
    shutil.copy(DATA / "census.xml", delivery.folder / DAY)

    delivery.ingest(delivery.folder / DAY, most_rejected=0)

    assert [mark[:2] for mark in delivery.marks()] == [("AM", "L")]


def test_documents_and_files_come_in_one_delivery(delivery, place):
    shutil.copy(DATA / "census.xml", place)
    delivery.write(
        "suspensions.csv",
        "upn,urn,start_date,category,sessions,reason,recorded_on\n"
        f"{SAM},900001,2025-10-06,SUSP,2,VA,2026-01-05\n",
        day=DAY,
    )

    delivery.ingest(place)

    assert delivery.lake.scan("suspensions").collect().height == 3


def test_a_document_alone_needs_its_day(delivery, tmp_path):
    delivery.ingest()
    census = Path(shutil.copy(DATA / "census.xml", tmp_path))

    with pytest.raises(InputRejected, match="does not say when it became known"):
        delivery.ingest(census)

    assert delivery.ingest(census, known_on=date(2026, 1, 20)).files[0].rows == 14


def test_a_school_that_nobody_knows_is_named_by_the_line(delivery, place):
    shutil.copy(DATA / "ctf.xml", place)

    with pytest.raises(InputRejected) as refused:
        delivery.ingest(place)

    said = "ctf.xml, line 44, element LEA, Estab: '9992001' is of a school that is not"
    assert said in str(refused.value)


def test_a_upn_that_cannot_be_right_is_named_by_the_line(delivery, place):
    text = (DATA / "census.xml").read_text(encoding="utf-8")
    (place / "census.xml").write_text(text.replace(SAM, "X999900124001"), "utf-8")

    with pytest.raises(InputRejected) as refused:
        delivery.ingest(place)

    assert (
        "census.xml, line 21, element PupilIdentifiers/UPN: holds a UPN whose"
        in str(refused.value)
    )
    assert "X999900124001" not in str(refused.value)


def test_a_name_that_is_almost_that_of_a_document(delivery, place):
    (place / "9994001-wonde.xml").write_text("<Message/>", encoding="utf-8")

    with pytest.raises(InputRejected, match="or a folder LAESTAB-wonde or -assembly"):
        delivery.ingest(place)


def test_a_past_school_of_another_authority_is_not_kept(delivery, place):
    text = (DATA / "ctf.xml").read_text(encoding="cp1252")
    elsewhere = text.replace("<LEA>999</LEA><Estab>2001", "<LEA>998</LEA><Estab>2001")
    (place / "ctf.xml").write_text(elsewhere, encoding="cp1252")

    delivery.ingest(place)

    spells = delivery.lake.scan("enrolments").collect()
    assert spells.select("urn", "status").rows() == [(900001, "M")]
