"""The pages about data quality in a real Chromium, on screen and on paper."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from records.account import FileReport, IngestReport, Reason, TableReport
from records.lake import Lake
from records.quality.page import page, school_page
from records.quality.receipts import keep
from records.quality.report import quality
from records.tables import TABLES

pytestmark = pytest.mark.browser

MONDAY = date(2025, 11, 3)
DAYS = [MONDAY + timedelta(days=number) for number in range(5)]
KNOWN_ON = MONDAY + timedelta(days=7)
NOW = datetime(2025, 11, 10, 9, tzinfo=UTC)
URN = 900001
NARROWEST, WIDEST = 320, 1280
PAPER = 700


def rows(name: str, *held: dict[str, object]) -> pl.DataFrame:
    said = [{"recorded_on": MONDAY, "urn": URN, "pupil_id": 1} | row for row in held]
    columns = TABLES[name].delivered
    return pl.DataFrame(
        [[row.get(column) for column in columns] for row in said],
        schema=columns,
        orient="row",
    )


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A school that took its registers on Monday only, and totals that differ."""
    lake = Lake(tmp_path_factory.mktemp("quality"))
    year = {"academic_year": "2025/26", "term": "autumn", "half_term": 2}
    school = {"laestab": 9994001, "name": "Harefield Vale School", "phase": "SS"}
    place = {"selective": False, "district": "Stroud", "cluster": "Vale"}
    mark = {"date": MONDAY, "session": "AM", "code": "/"}
    part = {"academic_year": "2025/26", "period": "autumn"}
    told = {"possible": 140, "authorised": 6, "unauthorised": 2}
    days = [{"date": day, "week": MONDAY, "sessions": 2} | year for day in DAYS]
    lake.add(
        {
            "schools": rows("schools", school | place),
            "calendar": rows("calendar", *days),
            "enrolments": rows("enrolments", {"status": "C", "entry_date": MONDAY}),
            "marks": rows("marks", mark),
            "attendance_totals": rows("attendance_totals", part | told),
        }
    )
    keep(delivery(), lake.root, taken_in=NOW)
    return lake


def delivery() -> IngestReport:
    file, laestab, saturday = "marks.csv", 9994001, date(2025, 11, 8)
    counts = {"rows": 9, "rejected": 1}
    sent = {"layout": "Waymark", "laestab": laestab, "known_on": saturday}
    return IngestReport(
        files=(FileReport(file=file, **sent, **counts),),
        tables=(TableReport(table="marks", kept=8, unchanged=0, **counts),),
        reasons=(Reason(file=file, column="code", problem="is empty", rows=1),),
        known_until=saturday,
        digest="a" * 64,
    )


@pytest.mark.parametrize("whose", ["authority", "school"])
@pytest.mark.parametrize("width", [NARROWEST, WIDEST])
def test_pages_have_no_fault_that_axe_finds_and_fit(
    lake: Lake, browser: Browser, tmp_path: Path, whose: str, width: int
) -> None:
    report = quality(lake, KNOWN_ON)
    html = page(report) if whose == "authority" else school_page(report.of(URN))
    file = tmp_path / "quality.html"
    file.write_text(html, encoding="utf-8")
    shown = browser.new_page(viewport={"width": width, "height": 900})
    shown.goto(file.as_uri())

    found = Axe().run(shown)

    assert found.violations_count == 0, found.generate_report()
    assert shown.evaluate("document.documentElement.scrollWidth") == width
    assert len(report.of(URN).schools[0].findings) == 3
    shown.close()


def test_the_report_fits_on_paper(lake: Lake, browser: Browser) -> None:
    shown = browser.new_page(viewport={"width": PAPER, "height": 900})
    shown.emulate_media(media="print")
    shown.set_content(page(quality(lake, KNOWN_ON)))

    assert shown.evaluate("document.documentElement.scrollWidth") == PAPER
    shown.close()
