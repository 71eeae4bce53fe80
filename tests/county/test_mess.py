"""What is planted is listed, and an ingest rejects exactly what is listed."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from county_lake import KEY, with_pupil_ids

from records.county import write
from records.county.faults import FILE_FAULTS, READ, REFUSED, REJECTED, ROW_FAULTS
from records.county.mess import LATER, NOT_THERE, plant, write_faults
from records.ingest import ingest
from records.lake import Lake
from records.readers import SUPPLIED

WEEKS = 3
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
    listed = messy[1].filter(pl.col("outcome") == REJECTED).select("file", "row")
    found = taken[2].filter(~pl.col("file").is_in(refused)).select("file", "row")
    assert set(found.rows()) == set(listed.rows())


def test_exactly_the_listed_files_are_refused(messy, taken):
    wrong = set(taken[2]["file"])
    partly = files(messy[1], REJECTED)
    assert wrong == files(messy[1], REFUSED) | partly
    whole = {file.file for file in taken[1].files if file.rows == file.rejected}
    assert whole - partly == files(messy[1], REFUSED)


def marks_sent(clean, faults):
    """Read the marks of the clean exports, but for what the faults cost."""
    lost = faults.filter(pl.col("outcome") == REJECTED)
    rows = set(lost.select("file", "row").rows())
    gone = files(faults, REFUSED) | files(faults, NOT_THERE)
    late = {place.partition("/")[2]: place for place in files(faults, LATER)}
    for path in sorted(clean.glob("*/999*-session-marks.csv")):
        layout = SUPPLIED[path.stem.partition("-")[2]]
        day = date.fromisoformat(path.parent.name)
        for file in late.values():
            folder, _, name = file.partition("/")
            if name == path.name and folder == (day + timedelta(days=3)).isoformat():
                day += timedelta(days=3)
        label = f"{path.parent.name}/{path.name}"
        if label in gone:
            continue
        headings = {layout.heading(name): name for name in ("date", "session", "code")}
        sent = pl.read_csv(path, infer_schema=False).rename({"UPN": "upn", **headings})
        kept = [(label, row + 2) not in rows for row in range(sent.height)]
        yield sent.filter(pl.Series(kept)).select(
            "upn",
            pl.lit(int(path.name[:7])).alias("laestab"),
            pl.col("date").str.to_date("%d/%m/%Y"),
            pl.col("session").replace({"Morning": "AM", "Afternoon": "PM"}),
            pl.col("code").fill_null("-"),
            recorded_on=pl.lit(day),
        )


def test_everything_else_is_in_the_lake(county, clean, messy, taken):
    schools = county.tables["schools"].select("urn", pl.col("laestab").cast(pl.Int32))
    exported = pl.concat(marks_sent(clean, messy[1])).join(schools, on="laestab")
    own = pl.concat(
        pl.read_parquet(path) for path in sorted(clean.glob("*/marks*.parquet"))
    )
    thing = ["upn", "urn", "date", "session"]
    columns = [*thing, "code", "recorded_on"]
    said = pl.concat([own.select(columns), exported.select(columns)])
    last = said.sort("recorded_on", maintain_order=True).unique(thing, keep="last")
    expected = with_pupil_ids(county, last)
    held = taken[0].scan("marks").filter(pl.col("superseded_on").is_null()).collect()
    values = ["pupil_id", "urn", "date", "session", "code"]
    assert held.height == expected.height
    assert held.join(expected, on=values, how="anti").is_empty()


def test_the_same_seed_plants_the_same_faults(county, messy, tmp_path):
    write(county, tmp_path, weeks=WEEKS)
    write_faults(plant(tmp_path, BAD, seed=7), tmp_path / "faults.csv")
    listed = messy[0].with_name("faults.csv").read_bytes()
    assert (tmp_path / "faults.csv").read_bytes() == listed
    for path in messy[0].rglob("*.csv"):
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
        wrong |= {f"{week.name}/{Path(reason.file).name}" for reason in report.reasons}
    assert wrong
    assert wrong <= listed


@pytest.mark.parametrize("fault", [*ROW_FAULTS, *FILE_FAULTS], ids=lambda one: one.name)
def test_every_fault_is_in_the_documents_with_its_outcome(fault):
    page = Path(__file__).parents[2] / "docs" / "county-deliveries.md"
    assert f"| {fault.name} | {fault.outcome} |" in page.read_text()
