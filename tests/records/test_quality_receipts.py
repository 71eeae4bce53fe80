"""What became of a delivery is kept once, and tells nothing of a pupil."""

from datetime import date

import pytest
from quality_tables import EXPORT, KNOWN_ON, NOW, ingested

from records.errors import WaymarkError
from records.quality.receipts import FOLDER, keep, receipts

SAM, ALEX = "Y999900124001", "M999900124002"


def test_a_receipt_is_read_as_it_was_kept(tmp_path):
    told = ingested()
    path = keep(told, tmp_path, taken_in=NOW)

    (receipt,) = receipts(tmp_path)
    assert path.parent == tmp_path / FOLDER
    assert path.name.startswith("2025-12-01-")
    assert (receipt.known_on, receipt.taken_in) == (KNOWN_ON, NOW)
    assert (receipt.files, receipt.tables) == (told.files, told.tables)
    assert receipt.reasons == told.reasons


def test_the_same_delivery_again_leaves_one_receipt(tmp_path):
    first = keep(ingested(digest="a" * 64), tmp_path, taken_in=NOW)
    keep(ingested(rows=60, digest="b" * 64), tmp_path, taken_in=NOW)
    again = ingested(kept=0, digest="b" * 64)

    assert keep(again, tmp_path, taken_in=NOW) == first
    assert [receipt.tables[0].kept for receipt in receipts(tmp_path)] == [40, 40]


def test_a_corrected_file_of_the_same_size_has_its_own_receipt(tmp_path):
    keep(ingested(digest="a" * 64), tmp_path, taken_in=NOW)
    keep(ingested(kept=3, digest="b" * 64), tmp_path, taken_in=NOW)

    assert len(receipts(tmp_path)) == 2


def test_a_delivery_without_a_day_is_known_on_the_day_it_was_taken_in(tmp_path):
    keep(ingested(day=None), tmp_path, taken_in=NOW)

    (receipt,) = receipts(tmp_path)
    assert (receipt.known_on, receipt.files[0].known_on) == (NOW.date(), None)


@pytest.mark.parametrize("damage", ["{", "[]", '{"known_on": "x"}'])
def test_a_damaged_receipt_is_named(tmp_path, damage):
    keep(ingested(), tmp_path, taken_in=NOW).write_text(damage)

    with pytest.raises(WaymarkError, match="is damaged; remove it"):
        receipts(tmp_path)


def test_a_receipt_that_cannot_be_written_says_that_the_delivery_is_in(tmp_path):
    (tmp_path / FOLDER).write_text("in the way")

    with pytest.raises(WaymarkError, match="the delivery is in the lake"):
        keep(ingested(), tmp_path, taken_in=NOW)


def test_a_receipt_of_rejected_rows_tells_nothing_of_a_pupil(delivery):
    delivery.ingest()
    rows = [
        (SAM, "08/09/2025", "AM", "?"),
        ("not-a-upn", "08/09/2025", "PM", "/"),
        (ALEX, "08/09/2025", "AM", "I"),
    ]
    delivery.sims(*rows, day="2025-09-20")
    report = delivery.ingest(delivery.folder / "2025-09-20", most_rejected=1)

    path = keep(report, delivery.lake.root, taken_in=NOW)

    (receipt,) = receipts(delivery.lake.root)
    (file,) = receipt.files
    assert (file.laestab, file.rows, file.rejected) == (9994001, 3, 2)
    assert receipt.known_on == date(2025, 9, 20)
    assert {reason.column for reason in receipt.reasons} == {"Mark", "UPN"}
    assert file.file.endswith(EXPORT)
    said = path.read_text(encoding="utf-8")
    for private in (SAM, ALEX, "not-a-upn", "Example", "2013"):
        assert private not in said
