"""A delivery goes through the same steps in pieces as at once."""

from datetime import date, timedelta

import polars as pl
import pytest
from conftest import ALEX, SAM
from polars.testing import assert_frame_equal

from records import incoming, parquet, rows
from records.incoming import Incoming
from records.tables import MARKS
from records.versions import placed

HEADING = "upn,urn,date,session,code,recorded_on\n"
FIRST_DAY = date(2025, 9, 10)


@pytest.fixture
def in_pieces(monkeypatch):
    """Ten rows at a time, wherever a limit is."""
    for module, limit in (
        (rows, "ROWS_AT_ONCE"),
        (incoming, "ROWS_AT_ONCE"),
        (incoming, "ROWS_IN_MEMORY"),
        (parquet, "ROWS_IN_GROUP"),
    ):
        monkeypatch.setattr(module, limit, 10)


def write_marks(delivery, *, code, day):
    lines = [
        f"{upn},900001,{FIRST_DAY + timedelta(days)},{session},{code},{day}\n"
        for upn in (SAM, ALEX)
        for days in range(90)
        for session in ("AM", "PM")
    ]
    return delivery.write("marks-more.csv", HEADING + "".join(lines), day=day)


def test_a_delivery_in_pieces_gives_the_same_records(delivery, in_pieces, monkeypatch):
    for code, day in (("N", "2026-01-05"), ("I", "2026-02-02"), ("N", "2026-01-12")):
        write_marks(delivery, code=code, day=day)
    delivery.ingest()
    piecemeal = {name: each.collect() for name, each in delivery.lake.tables().items()}
    monkeypatch.undo()
    delivery.lake.root.rename(delivery.lake.root.with_name("piecemeal"))

    report = delivery.ingest()

    assert report.tables[-1].rows == 4 + 3 * 360
    assert report.tables[-1].kept == 4 + 2 * 360
    for name, each in delivery.lake.tables().items():
        assert_frame_equal(each.collect(), piecemeal[name])


def test_the_same_again_in_pieces_changes_not_a_byte(delivery, in_pieces):
    write_marks(delivery, code="N", day="2026-01-05")
    digest = delivery.ingest().digest

    report = delivery.ingest()

    assert report.digest == digest
    assert {table.kept for table in report.tables} == {0}


def test_a_contradiction_is_found_whichever_pieces_it_falls_into(delivery, in_pieces):
    first = write_marks(delivery, code="N", day="2026-01-05")
    second = first.read_text().replace(",N,", ",I,").splitlines(keepends=True)
    delivery.write("marks-other.csv", HEADING + second[-1], day="2026-01-05")

    report = delivery.ingest()

    assert [(each.file, each.rows) for each in report.reasons] == [
        ("2026-01-05/marks-more.csv", 1),
        ("2026-01-05/marks-other.csv", 1),
    ]


def test_marks_lie_apart_by_month(delivery):
    write_marks(delivery, code="N", day="2026-01-05")
    delivery.ingest()

    names = {path.name[:10] for path in (delivery.lake.root / "marks").iterdir()}

    assert names == {"2025-26-09", "2025-26-10", "2025-26-11", "2025-26-12"}


def test_what_is_gathered_is_readable_by_its_owner_alone(tmp_path, in_pieces):
    gathered = Incoming(tmp_path, {})
    day = pl.DataFrame(
        [(1, 900001, FIRST_DAY, "AM", "/", FIRST_DAY)] * 10,
        schema=MARKS.delivered,
        orient="row",
    )

    gathered.add(MARKS, placed(day))

    (folder,) = tmp_path.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    assert list(folder.rglob("*.arrow"))
    gathered.clear()
    assert not list(tmp_path.iterdir())


def test_nothing_gathered_is_left_by_a_delivery(delivery, in_pieces):
    write_marks(delivery, code="N", day="2026-01-05")
    delivery.ingest()

    assert {path.name for path in delivery.lake.root.iterdir()} == {
        ".lock",
        "manifest.json",
        "marks",
        "pupils",
        "schools",
    }
