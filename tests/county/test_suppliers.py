"""The files are what suppliers write, and the lake can be built from them."""

from datetime import date, timedelta

import polars as pl
import pytest

from records.county import write

UNTIL = date(2026, 11, 23)


@pytest.fixture(scope="module")
def folder(county, tmp_path_factory):
    folder = tmp_path_factory.mktemp("deliveries")
    write(county, folder)
    return folder


def sims_exports(folder):
    return sorted(folder.glob("*/999*-sims-session-marks.csv"))


def test_waymark_files_lie_in_the_folder_of_the_last_monday(county, folder):
    names = {path.name for path in (folder / "2026-11-23").glob("*.csv")}
    years = {f"marks-{year}.csv" for year in ("2024-25", "2025-26", "2026-27")}
    assert {f"{name}.csv" for name in county.register_tables} | years <= names


def test_every_mark_is_delivered_by_its_school_s_own_supplier(county, folder):
    schools = county.world.schools
    sims = set(schools.urn[schools.sims].tolist())
    files = sorted((folder / "2026-11-23").glob("marks-*.csv"))
    waymark = pl.concat([pl.read_csv(path) for path in files])
    expected = county.tables["marks"].filter(~pl.col("urn").is_in(sims))
    assert waymark.height == expected.height
    assert not set(waymark["urn"].unique()) & sims


def test_a_primary_and_a_secondary_use_sims(county, folder):
    phases = county.world.schools.phase[county.world.schools.sims]
    assert set(phases.tolist()) == {0, 1}
    numbers = {path.name[:7] for path in sims_exports(folder)}
    assert numbers == set(
        county.world.schools.laestab[county.world.schools.sims].astype(str)
    )


def test_a_sims_export_covers_two_school_weeks_and_is_known_on_monday(folder):
    path = sims_exports(folder)[-1]
    export = pl.read_csv(path, infer_schema=False)
    assert export.columns == [
        *("Surname", "Forename", "Reg", "Year", "UPN", "DOB", "Date", "Session"),
        *("Mark", "Minutes Late", "Comments"),
    ]
    days = export["Date"].str.to_date("%d/%m/%Y")
    assert days.max() < date.fromisoformat(path.parent.name) < UNTIL
    assert days.min() == UNTIL - timedelta(days=14)


def test_an_amendment_shows_as_a_later_export_that_differs(folder):
    exports = [
        pl.read_csv(path, infer_schema=False).select("UPN", "Date", "Session", "Mark")
        for path in sims_exports(folder)
        if path.name.startswith("9994")
    ]
    changed = sum(
        earlier.join(later, on=["UPN", "Date", "Session"])
        .filter((pl.col("Mark") == "N") & (pl.col("Mark_right") != "N"))
        .height
        for earlier, later in zip(exports, exports[1:], strict=False)
    )
    assert changed > 10


def test_no_truth_is_delivered(county, folder):
    assert not list(folder.rglob("*truth*"))
    hidden = {"hardship", "probability", "behaviour", "policy", "pressure"}
    for path in (folder / "2026-11-23").glob("*.csv"):
        header = path.read_text().partition("\n")[0]
        assert not hidden & set(header.split(",")), path.name
