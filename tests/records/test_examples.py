"""The example files are a delivery that goes in whole and agrees with itself."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from records.codes import code_list
from records.examples import EXAMPLES, example_rows, write
from records.ingest import ingest
from records.integrity import check
from records.lake import Lake
from records.tables import TABLES

FOLDER = Path(__file__).parents[2] / "docs" / "examples"
KEY = b"a secret of at least thirty-two characters"
KNOWN_ON = date(2026, 10, 5)

tables = pytest.mark.parametrize("name", TABLES)


@pytest.fixture(scope="module")
def examples():
    return {name: example_rows(table) for name, table in TABLES.items()}


def test_the_files_are_current(tmp_path):
    write(tmp_path)

    assert {path.name: path.read_text() for path in FOLDER.iterdir()} == (
        {path.name: path.read_text() for path in tmp_path.iterdir()}
    ), "write them anew: make docs"


def test_a_table_that_is_no_more_leaves_no_file(tmp_path):
    (tmp_path / "gone.csv").write_text("upn\n")

    write(tmp_path)

    assert {path.stem for path in tmp_path.iterdir()} == set(TABLES) == set(EXAMPLES)


def test_the_folder_is_a_delivery_of_which_every_row_is_taken(tmp_path, examples):
    lake = Lake(tmp_path / "lake")

    report = ingest(FOLDER, lake, key=KEY, known_on=KNOWN_ON)

    heights = {name: frame.height for name, frame in examples.items()}
    assert {Path(file.file).stem: file.rows for file in report.files} == heights
    assert {table.table: table.kept for table in report.tables} == heights
    assert (report.rejected, report.reasons) == (0, ())
    assert {
        name: frame.collect().height for name, frame in lake.tables().items()
    } == heights
    assert check(lake).problems == ()


@tables
def test_no_row_differs_in_a_column_that_is_none(name, examples):
    said = {column for row in EXAMPLES[name] for column in row}

    assert said <= set(examples[name].columns)


@tables
def test_pupils_and_schools_are_those_of_the_other_files(name, examples):
    for column, of in (("upn", "pupils"), ("upn", "identities"), ("urn", "schools")):
        if column in examples[name].columns:
            known = examples[of][column]
            assert examples[name][column].is_in(known.implode()).all()


def test_marks_lie_on_days_of_the_calendar_and_inside_an_enrolment(examples):
    days = examples["calendar"]["date"]
    spells = examples["marks"].join(examples["enrolments"], on=["upn", "urn"])

    assert examples["marks"]["date"].is_in(days.implode()).all()
    assert spells.height == examples["marks"].height
    assert (spells["date"] >= spells["entry_date"]).all()


def test_totals_are_the_sums_of_their_reasons(examples):
    meaning = code_list("attendance_codes").select("code", "meaning")
    summed = (
        examples["attendance_reasons"]
        .join(meaning, on="code")
        .group_by("upn")
        .agg(
            authorised=pl.col("sessions").filter(meaning="authorised").sum(),
            unauthorised=pl.col("sessions").filter(meaning="unauthorised").sum(),
        )
        .sort("upn")
    )

    assert summed.equals(
        examples["attendance_totals"].select(summed.columns).sort("upn")
    )


def test_an_incident_is_shared_and_then_withdrawn_for_one(examples):
    shared = examples["incidents"].group_by("upn").agg("withdrawn_on").sort("upn")

    assert shared["withdrawn_on"].list.len().to_list() == [2, 1]
    assert examples["incidents"]["incident_id"].n_unique() == 1
