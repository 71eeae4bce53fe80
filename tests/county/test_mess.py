"""What is planted is listed, and an ingest rejects exactly what is listed."""

from pathlib import Path

import polars as pl
import pytest
from county_lake import KEY, with_pupil_ids

from records.county import write
from records.county.faults import (
    FILE_FAULTS,
    OTHER_FILE_FAULTS,
    READ,
    REFUSED,
    REJECTED,
    ROW_FAULTS,
)
from records.county.mess import LATER, NOT_THERE, plant, write_faults
from records.ingest import ingest
from records.lake import Lake

# Among them the one with the reference day of the autumn census.
WEEKS = 8
USUAL, BAD = 1, 2
FAULTS = ("file", "row", "column", "fault", "outcome")


@pytest.fixture(scope="module")
def clean(county, tmp_path_factory):
    folder = tmp_path_factory.mktemp("clean")
    write(county, folder, weeks=WEEKS)
    return folder


@pytest.fixture(scope="module")
def messy(county, tmp_path_factory):
    folder = tmp_path_factory.mktemp("messy")
    write(county, folder, weeks=WEEKS)
    faults = plant(folder, BAD, seed=7)
    write_faults(faults, folder.with_name("faults.csv"))
    return folder, pl.read_csv(folder.with_name("faults.csv"), infer_schema_length=None)


@pytest.fixture(scope="module")
def taken(messy, tmp_path_factory):
    lake = Lake(tmp_path_factory.mktemp("lake"))
    rejects = lake.root / "rejects.csv"
    report = ingest(messy[0], lake, key=KEY, most_rejected=1.0, rejects=rejects)
    return lake, report, pl.read_csv(rejects, infer_schema_length=None)


@pytest.fixture(scope="module")
def unhurt(clean, tmp_path_factory):
    lake = Lake(tmp_path_factory.mktemp("unhurt"))
    ingest(clean, lake, key=KEY, most_rejected=0.0)
    return lake.scan("marks").collect()


def files(faults, outcome):
    return set(faults.filter(pl.col("outcome") == outcome)["file"])


def test_the_faults_are_listed_with_what_an_ingest_should_do(messy):
    faults = messy[1]
    assert tuple(faults.columns) == FAULTS
    outcomes = {REJECTED, REFUSED, READ, NOT_THERE, LATER}
    assert set(faults["outcome"]) == outcomes
    planted = set(faults["fault"])
    assert {fault.name for fault in FILE_FAULTS} <= planted
    assert {fault.name for fault in ROW_FAULTS} <= planted


def test_exactly_the_listed_rows_are_rejected(messy, taken):
    refused = files(messy[1], REFUSED)
    assert set(taken[2]["file"]) >= refused
    listed = messy[1].filter(pl.col("outcome") == REJECTED).select("file", "row")
    found = taken[2].filter(~pl.col("file").is_in(refused)).select("file", "row")
    assert set(found.rows()) == set(listed.rows())


def test_exactly_the_listed_files_are_refused(messy, taken):
    wrong = set(taken[2]["file"])
    partly = files(messy[1], REJECTED)
    assert wrong == files(messy[1], REFUSED) | partly
    whole = {file.file for file in taken[1].files if file.rows == file.rejected}
    # Of pages, all of a school's are refused.
    refused = {
        file.rpartition("/")[0] if file.endswith(".json") else file
        for file in files(messy[1], REFUSED)
    }
    assert whole - partly == refused


def test_every_kind_of_file_is_hurt(messy):
    hurt = {Path(file).suffix for file in messy[1]["file"]}
    assert hurt == {".csv", ".parquet", ".json", ".xml"}
    rejected = files(messy[1], REJECTED)
    history = min(file.partition("/")[0] for file in rejected)
    for part in (
        *(f"{history}/enrolments.csv", f"{history}/marks-", f"{history}/sen.csv"),
        *("ctf-", "census-2026-autumn/", "census-2026-autumn-9", "marks.parquet"),
        *("wonde/", "assembly/", "-wide-marks.csv", "-session-marks.csv"),
    ):
        assert any(part in file for file in rejected), part


def test_nothing_is_in_the_lake_that_the_county_did_not_say(county, taken):
    said = with_pupil_ids(county, county.tables["marks"])
    held = taken[0].scan("marks").filter(pl.col("superseded_on").is_null()).collect()
    values = ["pupil_id", "urn", "date", "session", "code"]
    assert held.join(said, on=values, how="anti").is_empty()


def test_everything_else_is_in_the_lake(county, messy, taken, unhurt):
    """What the lake lacks beside that of the clean files is of a file that is hurt."""
    thing = ["pupil_id", "urn", "date", "session", "code"]
    lacking = unhurt.join(taken[0].scan("marks").collect(), on=thing, how="anti").join(
        with_pupil_ids(county, county.tables["identities"]), on="pupil_id"
    )
    lost = [REJECTED, REFUSED, NOT_THERE, LATER]
    hurt = messy[1].filter(pl.col("outcome").is_in(lost))
    schools = county.tables["schools"].select("urn", pl.col("laestab").cast(pl.String))
    of_file = hurt["file"].str.extract(r"(\d{7})-").drop_nulls().unique()
    own = hurt["file"].str.contains("marks.*parquet").sum()
    elsewhere = lacking.join(schools, on="urn").filter(
        ~pl.col("laestab").is_in(of_file.implode())
    )
    assert not lacking.is_empty()
    assert elsewhere.height <= own


def test_the_same_seed_plants_the_same_faults(county, messy, tmp_path):
    write(county, tmp_path, weeks=WEEKS)
    write_faults(plant(tmp_path, BAD, seed=7), tmp_path / "faults.csv")
    listed = messy[0].with_name("faults.csv").read_bytes()
    assert (tmp_path / "faults.csv").read_bytes() == listed
    for path in filter(Path.is_file, messy[0].rglob("*")):
        assert (tmp_path / path.relative_to(messy[0])).read_bytes() == path.read_bytes()


def test_without_mess_nothing_is_planted(clean):
    before = {path: path.read_bytes() for path in clean.rglob("*.csv")}
    assert plant(clean, 0, seed=7) == []
    assert {path: path.read_bytes() for path in clean.rglob("*.csv")} == before


def test_the_usual_mess_is_taken_in_week_by_week(county, tmp_path):
    write(county, tmp_path / "deliveries", weeks=WEEKS)
    listed = {fault.file for fault in plant(tmp_path / "deliveries", USUAL, seed=7)}
    lake, wrong = Lake(tmp_path / "lake"), set()
    for week in sorted((tmp_path / "deliveries").iterdir()):
        report = ingest(week, lake, key=KEY)
        wrong |= {reason.file for reason in report.reasons}
    assert wrong
    assert wrong <= listed


OTHERS = {one.name: one for each in OTHER_FILE_FAULTS.values() for one in each}


@pytest.mark.parametrize(
    "fault", [*ROW_FAULTS, *FILE_FAULTS, *OTHERS.values()], ids=lambda one: one.name
)
def test_every_fault_is_in_the_documents_with_its_outcome(fault):
    page = Path(__file__).parents[2] / "docs" / "county-deliveries.md"
    assert f"| {fault.name} | {fault.outcome} |" in page.read_text()
