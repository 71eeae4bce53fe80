"""A row that cannot be right is rejected alone, and nothing of it is lost."""

import polars as pl
import pytest
from conftest import ALEX, FILES, SAM, STRANGER

from records import headings, rows
from records.account import Reason
from records.errors import InputRejected

HEADING = "upn,urn,date,session,code,recorded_on\n"
GOOD = f"{SAM},900001,2025-09-10,AM,/,2025-09-11\n"
LENIENT = {"most_rejected": 0.5}


def ingest_marks(delivery, content, **options):
    delivery.write("marks-more.csv", HEADING + content)
    return delivery.ingest(**(LENIENT | options))


def marks_of(report):
    (table,) = [each for each in report.tables if each.table == "marks"]
    return table


def codes(delivery):
    return sorted(delivery.lake.scan("marks").collect()["code"])


@pytest.mark.parametrize(
    ("row", "column", "problem"),
    [
        (GOOD.replace("/", "ZZ"), "code", "is not in the code list attendance_codes"),
        (GOOD.replace("900001", "9OOOO1"), "urn", "is not a whole number"),
        (
            GOOD.replace(SAM, STRANGER),
            "upn",
            "is of a pupil who is in neither pupils nor enrolments",
        ),
        (
            GOOD.replace(SAM[0], "X", 1),
            "upn",
            "holds a UPN whose form or check letter does not fit",
        ),
    ],
)
def test_the_rows_beside_a_bad_one_are_taken(delivery, row, column, problem):
    report = ingest_marks(delivery, row + GOOD)

    assert (marks_of(report).kept, marks_of(report).rejected) == (5, 1)
    assert report.reasons == (
        Reason(
            file="2025-09-15/marks-more.csv", column=column, problem=problem, rows=1
        ),
    )
    assert codes(delivery) == ["/", "/", "N", "N", "\\"]


def test_the_reject_file_has_file_row_column_value_and_reason(delivery, tmp_path):
    rejects = tmp_path / "rejects.csv"

    ingest_marks(delivery, GOOD + GOOD.replace("AM", "XM"), rejects=rejects)

    assert pl.read_csv(rejects).rows() == [
        (
            "2025-09-15/marks-more.csv",
            3,
            "session",
            "XM",
            "is not in the code list sessions",
            "use one of AM PM",
        )
    ]


def test_a_row_with_two_faults_is_rejected_once(delivery):
    report = ingest_marks(delivery, GOOD.replace("AM,/", "XM,ZZ"))

    assert marks_of(report).rejected == report.rejected == 1
    assert len(report.reasons) == 2


def test_past_the_stated_share_the_delivery_is_refused(delivery):
    bad = GOOD.replace("/", "?")

    with pytest.raises(InputRejected, match="in 1 of 8 rows, and 10.00% may be"):
        ingest_marks(delivery, bad, most_rejected=0.1)
    assert not list(delivery.lake.root.rglob("*.parquet"))

    assert ingest_marks(delivery, bad, most_rejected=0.125).rejected == 1


def test_a_bad_file_is_rejected_whole_and_the_others_are_taken(delivery):
    report = ingest_marks(delivery, GOOD + GOOD.replace("/", '"/'))

    (spoilt,) = [file for file in report.files if file.rejected]
    assert spoilt.file == "2025-09-15/marks-more.csv"
    assert spoilt.rows == spoilt.rejected == 3
    assert codes(delivery) == ["/", "N", "N", "\\"]


def test_a_file_that_may_not_be_opened_is_rejected_and_the_lake_not_blamed(
    delivery, monkeypatch
):
    def shut(path, layout):
        if path.name == "marks-more.csv":
            raise PermissionError(13, "Permission denied")
        return heading_in(path, layout)

    heading_in = headings.heading_in
    monkeypatch.setattr(headings, "heading_in", shut)

    report = ingest_marks(delivery, GOOD)

    assert [(each.file, each.problem) for each in report.reasons] == [
        ("2025-09-15/marks-more.csv", "cannot be opened (Permission denied)")
    ]
    assert codes(delivery) == ["/", "N", "N", "\\"]


def test_a_file_that_turns_out_bad_after_many_rows_is_rejected_whole(
    delivery, monkeypatch
):
    monkeypatch.setattr(rows, "ROWS_AT_ONCE", 8)
    days = [f"{year}-{month:02}-09" for year in range(2010, 2025) for month in (1, 2)]
    sound = "".join(GOOD.replace("2025-09-10", day) for day in days)

    report = ingest_marks(delivery, f"{sound}{GOOD[:-1]},more\n", most_rejected=0.9)

    assert marks_of(report).kept == 4
    assert codes(delivery) == ["/", "N", "N", "\\"]


def test_an_unknown_code_after_many_rows_is_told_with_its_row_and_rejected_alone(
    delivery, monkeypatch, tmp_path
):
    monkeypatch.setattr(rows, "ROWS_AT_ONCE", 8)
    days = [f"{year}-{month:02}-09" for year in range(2010, 2025) for month in (1, 2)]
    lines = [GOOD.replace("2025-09-10", day) for day in days]
    lines[20] = lines[20].replace(",/,", ",zz,")
    lines[25] = lines[25].replace(",/,", ", / ,")

    rejects = tmp_path / "rejects.csv"
    report = ingest_marks(delivery, "".join(lines), rejects=rejects)

    (reason,) = report.reasons
    assert (reason.column, reason.rows) == ("code", 1)
    assert ",22,code,zz," in rejects.read_text()
    assert marks_of(report).kept == 4 + len(lines) - 1


def test_of_rows_that_contradict_each_other_none_is_taken(delivery):
    report = ingest_marks(delivery, GOOD + GOOD.replace("/", "N"))

    assert (marks_of(report).kept, marks_of(report).rejected) == (4, 2)


def test_a_row_said_twice_alike_is_taken_once(delivery):
    report = ingest_marks(delivery, GOOD + GOOD)

    assert (marks_of(report).kept, marks_of(report).unchanged) == (5, 1)
    assert report.rejected == 0


def test_what_is_held_stands_against_a_row_of_the_same_day(delivery):
    delivery.ingest()
    first = FILES["marks.csv"].splitlines(keepends=True)[1]

    report = ingest_marks(delivery, first.replace(",/,", ",N,"))

    # The same delivery holds the first file again, which contradicts the second.
    assert marks_of(report).rejected == 1
    assert "contradicts" in report.reasons[0].problem
    assert codes(delivery) == ["/", "N", "N", "\\"]


def test_events_of_a_pupil_whose_own_row_is_rejected_are_rejected_too(delivery):
    delivery.spoil("pupils.csv", f"{ALEX},M", f"{ALEX},?")

    report = delivery.ingest(most_rejected=0.9)

    assert [(each.column, each.rows) for each in report.reasons] == [
        ("upn", 2),
        ("sex", 1),
    ]
    assert codes(delivery) == ["/", "\\"]
