"""A delivery goes into the lake whole, and says what it changed."""

import json
from datetime import date

import pytest
from conftest import ALEX, FILES, SAM

from records.account import FileReport, TableReport
from records.errors import InputRejected
from records.history import known


def file(name, rows, rejected=0):
    return FileReport(
        file=f"2025-09-15/{name}.csv",
        layout=f"Waymark {name}",
        laestab=None,
        known_on=date(2025, 9, 15),
        rows=rows,
        rejected=rejected,
    )


def table(name, kept, unchanged=0, rejected=0):
    return TableReport(
        table=name,
        rows=kept + unchanged + rejected,
        kept=kept,
        unchanged=unchanged,
        rejected=rejected,
    )


def test_a_delivery_of_several_files_is_one_version_of_the_lake(delivery):
    report = delivery.ingest()

    assert report.files == (file("marks", 4), file("pupils", 2), file("schools", 1))
    assert report.tables == (table("schools", 1), table("pupils", 2), table("marks", 4))
    assert report.reasons == ()
    assert report.known_until == date(2025, 9, 9)
    assert report.digest == delivery.lake.digest()
    assert json.loads(json.dumps(report.as_json()))["known_until"] == "2025-09-09"


def test_the_same_delivery_again_changes_nothing(delivery):
    first = delivery.ingest()

    again = delivery.ingest()

    assert again.digest == first.digest
    assert [table.kept for table in again.tables] == [0, 0, 0]


def test_pupils_are_known_by_their_pseudonym_alone(delivery):
    delivery.ingest()

    tables = delivery.lake.tables()
    marked = set(tables["marks"].collect()["pupil_id"])

    assert marked == set(tables["pupils"].collect()["pupil_id"])
    for path in delivery.lake.root.rglob("*.parquet"):
        assert SAM.encode() not in path.read_bytes()


def test_identities_are_kept_apart(delivery):
    delivery.write(
        "identities.csv",
        f"upn,surname,forename,date_of_birth\n{SAM},Example,Sam,2013-11-20\n"
        f"{ALEX},Sample,Alex,\n",
    )

    delivery.ingest()

    tables = delivery.lake.tables()
    identities = tables["identities"].collect()
    assert set(identities["upn"]) == {SAM, ALEX}
    assert set(identities["pupil_id"]) == set(tables["pupils"].collect()["pupil_id"])


def test_one_file_alone_can_be_ingested(delivery):
    delivery.ingest()
    later = delivery.write(
        "marks-amended.csv",
        "upn,urn,date,session,code,recorded_on\n"
        f"{ALEX},900001,2025-09-08,AM,I,2025-09-12\n",
    )

    report = delivery.ingest(later)

    assert report.tables == (table("marks", 1),)


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(delivery):
    content = FILES["marks.csv"].replace("\n", "\r\n").encode("utf-8-sig")
    delivery.write("marks.csv", content)

    assert delivery.ingest().files[0].rows == 4


def test_blank_lines_are_passed_over(delivery):
    delivery.write("marks.csv", FILES["marks.csv"] + "\n\n")

    assert delivery.ingest().files[0].rows == 4


def test_a_table_in_which_nothing_happened_is_accepted(delivery):
    delivery.write(
        "suspensions.csv",
        "upn,urn,start_date,category,sessions,reason,recorded_on\n",
    )

    assert {file.rows for file in delivery.ingest().files} == {0, 1, 2, 4}


def test_files_that_the_system_hides_are_passed_over(delivery):
    delivery.write(".DS_Store", b"\0")

    assert len(delivery.ingest().files) == 3


class TestSimsExports:
    def test_the_day_of_the_delivery_is_when_a_mark_became_known(self, delivery):
        delivery.sims((SAM, "11/09/2025", "AM", "/"), day="2025-09-15")

        delivery.ingest()

        assert ("AM", "/", date(2025, 9, 15), None) in delivery.marks()

    def test_an_amended_mark_closes_the_version_before(self, delivery):
        row = (ALEX, "11/09/2025", "AM")
        delivery.write("marks.csv", FILES["marks.csv"].splitlines()[0] + "\n")
        delivery.sims((*row, "N"), day="2025-09-15")
        delivery.sims((*row, "N"), day="2025-09-22")
        delivery.sims((*row, "I"), day="2025-09-29")

        report = delivery.ingest()

        assert report.tables[-1] == table("marks", 2, unchanged=1)
        assert delivery.marks() == [
            ("AM", "I", date(2025, 9, 29), None),
            ("AM", "N", date(2025, 9, 15), date(2025, 9, 29)),
        ]
        marks = delivery.lake.scan("marks")
        as_of_before = known(marks, date(2025, 9, 29)).collect()
        assert as_of_before["code"].to_list() == ["N"]

    def test_the_order_of_deliveries_does_not_matter(self, delivery, tmp_path):
        row = (ALEX, "11/09/2025", "AM")
        together = delivery.ingest()
        days = {"2025-09-15": "N", "2025-09-22": "I", "2025-09-29": "N"}
        files = [delivery.sims((*row, mark), day=day) for day, mark in days.items()]
        for file in reversed(files):
            digest = delivery.ingest(file.parent).digest

        assert delivery.ingest().digest == digest != together.digest

    def test_names_go_to_the_identities(self, delivery):
        delivery.sims((SAM, "11/09/2025", "AM", "/"), day="2025-09-15")
        delivery.sims((SAM, "11/09/2025", "AM", "/"), day="2025-09-22")

        delivery.ingest()

        (identity,) = delivery.lake.scan("identities").collect().iter_rows(named=True)
        assert identity["upn"] == SAM
        assert identity["surname"] == "Example"
        assert identity["date_of_birth"] == date(2013, 11, 20)

    def test_an_empty_mark_means_that_the_register_was_not_taken(self, delivery):
        delivery.sims((SAM, "11/09/2025", "AM", ""), day="2025-09-15")

        delivery.ingest()

        assert ("AM", "-", date(2025, 9, 15), None) in delivery.marks()

    def test_a_file_outside_a_dated_folder_needs_its_day(self, delivery, tmp_path):
        delivery.ingest()
        path = delivery.sims((SAM, "11/09/2025", "AM", "/"), day="2025-09-15")
        moved = path.rename(tmp_path / path.name)

        with pytest.raises(InputRejected, match="--known-on"):
            delivery.ingest(moved)
        report = delivery.ingest(moved, known_on=date(2025, 9, 15))

        assert report.known_until == date(2025, 9, 15)
