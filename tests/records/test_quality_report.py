"""The report of a lake, and its pages."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from quality_tables import (
    EXPORT,
    HARE,
    KNOWN_ON,
    NOW,
    OAK,
    SCHOOLS,
    WEEKS,
    calendar,
    ingested,
    marked,
    school_days,
    spell,
    table,
)

from records.account import Reason
from records.errors import NoData
from records.lake import Lake
from records.quality.page import page, school_page
from records.quality.receipts import keep
from records.quality.report import quality
from records.tables import TABLES

DAYS = school_days(WEEKS)


@pytest.fixture
def lake(tmp_path):
    """Two schools: Harefield lacks a Tuesday, Oakhanger lacks nothing."""
    held = {
        "schools": table("schools", full(SCHOOLS[:2])),
        "calendar": calendar(),
        "enrolments": table("enrolments", [spell(1), spell(2, urn=OAK)]),
        "marks": table(
            "marks", [*marked(1, days=[*DAYS[:6], *DAYS[7:]]), *marked(2, urn=OAK)]
        ),
    }
    lake = Lake(tmp_path / "lake")
    rows = {name: held[name].select(*TABLES[name].delivered) for name in held}
    lake.add({name: frame.collect() for name, frame in rows.items()})
    return lake


def full(rows):
    """Fill in what a school must have, and nobody here looks at."""
    others = {"phase": "PS", "selective": False, "district": "Stroud", "cluster": "V"}
    return [row | others for row in rows]


def test_the_report_is_of_every_school_by_name(lake):
    report = quality(lake, KNOWN_ON)

    assert [school.urn for school in report.schools] == [HARE, OAK]
    assert [school.urn for school in report.asked] == [HARE]
    assert report.by_kind() == {"Registers not taken": 1}


def test_what_came_on_the_day_itself_is_known_and_what_came_later_is_not(lake):
    missing = marked(1, days=[DAYS[6]])
    late = [row | {"recorded_on": KNOWN_ON} for row in missing]
    marks = table("marks", late).select(*TABLES["marks"].delivered).collect()
    lake.add({"marks": marks})

    assert quality(lake, KNOWN_ON).asked == []
    assert len(quality(lake, KNOWN_ON - timedelta(days=1)).asked) == 1


def test_an_n_that_was_amended_is_not_overdue(lake):
    pending = marked(1, days=[DAYS[6]], codes="NN")
    amended = [
        row | {"code": "I", "recorded_on": DAYS[6] + timedelta(days=9)}
        for row in pending
    ]
    rows = table("marks", [*pending, *amended]).select(*TABLES["marks"].delivered)
    lake.add({"marks": rows.collect()})

    (school,) = quality(lake, KNOWN_ON).of(HARE).schools
    assert (school.figures["n_overdue"], school.figures["marks"]) == (0, 40)


def test_a_calendar_that_ended_is_told_to_the_authority(lake):
    last = KNOWN_ON + timedelta(days=4)

    assert quality(lake, last).notes == []
    (note,) = quality(lake, last + timedelta(days=1)).notes
    assert note.startswith("The calendar ends on Friday 5 December 2025")
    assert note in page(quality(lake, last + timedelta(days=1)))


def test_a_lake_without_a_roll_has_no_report(tmp_path):
    lake = Lake(tmp_path)
    lake.add({"calendar": calendar().collect()})

    with pytest.raises(NoData, match="deliver enrolments and marks"):
        quality(lake, KNOWN_ON)


def test_a_pupil_and_a_school_of_two_numbers_are_one(lake):
    former, before = 99, 900050
    held = {
        "pupil_links": [{"pupil_id": 1, "former_pupil_id": former}],
        "school_links": [
            {"urn": HARE, "predecessor_urn": before, "start_date": DAYS[0]}
        ],
        "marks": marked(former, urn=before, days=[DAYS[6]]),
    }
    lake.add(
        {
            name: table(name, [{"recorded_on": DAYS[7]} | row for row in rows])
            .select(*TABLES[name].delivered)
            .collect()
            for name, rows in held.items()
        }
    )

    report = quality(lake, KNOWN_ON)

    assert [school.urn for school in report.schools] == [HARE, OAK]
    assert report.asked == []


def test_an_empty_lake_has_no_report(tmp_path):
    with pytest.raises(NoData, match="calendar"):
        quality(Lake(tmp_path), KNOWN_ON)


def test_the_rows_of_a_schools_own_files_are_told_to_it(lake):
    keep(ingested(day=DAYS[0]), lake.root, taken_in=NOW)
    keep(ingested(rows=60, rejected=5, kept=55), lake.root, taken_in=NOW)

    report = quality(lake, KNOWN_ON)
    (rejected,) = [
        finding.found
        for finding in report.of(HARE).schools[0].findings
        if finding.kind == "Rows rejected"
    ]

    assert rejected == (
        "5 of 60 rows in the school's files could not be taken in: "
        "Mark was not in force on that date (5)."
    )
    assert [each.files[0].rejected for each in report.deliveries] == [5, 2]
    (before,) = quality(lake, KNOWN_ON - timedelta(days=1)).deliveries
    assert before.known_on == DAYS[0]


def test_rows_rejected_without_a_reason_are_told_all_the_same(lake):
    keep(replace(ingested(), reasons=()), lake.root, taken_in=NOW)

    (finding,) = [
        finding
        for finding in quality(lake, KNOWN_ON).of(HARE).schools[0].findings
        if finding.kind == "Rows rejected"
    ]
    assert finding.found == (
        "2 of 40 rows in the school's files could not be taken in."
    )


def test_a_file_sent_again_on_the_same_day_stands_for_the_first(lake):
    for number, rejected in enumerate([4, 3, 2, 1, 0]):
        digest = str(number) * 64
        told = ingested(rejected=rejected, kept=10, digest=digest)
        keep(told, lake.root, taken_in=NOW + timedelta(minutes=number))

    report = quality(lake, KNOWN_ON)

    assert [each.files[0].rejected for each in report.deliveries] == [0, 1, 2, 3, 4]
    assert report.of(HARE).schools[0].figures["rows_rejected"] == 0


def test_deliveries_before_the_period_are_left_out(lake):
    before = WEEKS[0] - timedelta(days=1)
    keep(ingested(day=before), lake.root, taken_in=NOW)

    assert quality(lake, KNOWN_ON).deliveries == ()


def test_only_the_last_day_of_a_long_delivery_is_told_to_a_school(lake):
    last, first = ingested(rows=60, rejected=5), ingested(day=DAYS[0])
    both = replace(
        last,
        files=tuple(
            replace(each, file=f"{each.known_on}/{EXPORT}")
            for each in (*first.files, *last.files)
        ),
        reasons=(
            Reason(file=f"{DAYS[0]}/{EXPORT}", column=None, problem="x", rows=2),
            Reason(file=f"{KNOWN_ON}/{EXPORT}", column=None, problem="y", rows=5),
        ),
    )
    keep(both, lake.root, taken_in=NOW)

    figures = quality(lake, KNOWN_ON).of(HARE).schools[0].figures

    assert (figures["rows_rejected"], figures["rows_delivered"]) == (5, 60)
    assert [each["problem"] for each in figures["rejected_for"]] == ["y"]


def test_the_report_is_json(lake):
    keep(ingested(), lake.root, taken_in=NOW)

    said = json.loads(json.dumps(quality(lake, KNOWN_ON).as_json(), default=str))

    assert said["known_on"] == "2025-12-01"
    school, _ = said["schools"]
    assert school["figures"]["not_taken"] == 2
    assert school["figures"]["days_not_taken"] == [
        {"date": "2025-11-11", "am": True, "pm": True}
    ]
    assert [finding["kind"] for finding in school["findings"]] == [
        "Registers not taken",
        "Rows rejected",
    ]
    assert said["deliveries"][0]["tables"][0]["kept"] == 40


def test_receipts_are_no_part_of_the_lake(lake):
    digest = lake.digest()
    path = keep(ingested(), lake.root, taken_in=NOW)
    lake.compact()

    assert path.exists()
    assert lake.digest() == digest


def test_the_page_says_what_is_wrong_where_and_what_to_ask_for(lake):
    keep(ingested(), lake.root, taken_in=NOW)

    html = page(quality(lake, KNOWN_ON))

    assert "1 of 2 schools to ask for something." in html
    assert "2 of 40 registers have no mark for anybody: Tue 11 Nov." in html
    assert "Send these registers." in html
    assert "As known at the end of Monday 1 December 2025." in html
    assert "was not in force on that date" in html
    assert "<script" not in html


def test_a_page_for_a_school_names_no_other(lake):
    keep(ingested(), lake.root, taken_in=NOW)

    html = school_page(quality(lake, KNOWN_ON).of(HARE))

    assert "Harefield Vale School" in html
    assert "Oakhanger" not in html
    assert str(OAK) not in html


def test_a_school_with_nothing_missing_is_told_so(lake):
    assert "Nothing is missing." in school_page(quality(lake, KNOWN_ON).of(OAK))


def test_a_school_that_nothing_is_known_of_has_no_page(lake):
    with pytest.raises(NoData, match="900099"):
        quality(lake, KNOWN_ON).of(900099)


def test_what_a_supplier_wrote_is_text_on_the_page(lake):
    told = ingested(column="<script>alert(1)</script>")
    keep(told, lake.root, taken_in=NOW)

    assert "<script" not in page(quality(lake, KNOWN_ON))
