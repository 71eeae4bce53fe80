"""What spreadsheets leave in a file is passed over, or rejected with the reason."""

import polars as pl
import pytest
from conftest import ALEX, DAY, FILES, SAM, SIMS_HEADING, SIMS_NAME

from records.errors import InputRejected

MARKS = FILES["marks.csv"]
SIMS_ROW = f"Example,Sam,7A,Year  7,{SAM},20/11/2013,11/09/2025,AM,L,,\n"
NO_BREAK = "\u00a0"


def marks(delivery):
    held = delivery.lake.scan("marks").select("pupil_id", "date", "session", "code")
    return sorted(held.collect().rows())


def taken(delivery, content, name="marks.csv"):
    """Return the marks of a file, of which nothing may be rejected."""
    delivery.write(name, content)
    report = delivery.ingest(most_rejected=0)
    assert not report.rejected
    return marks(delivery)


def rejected(delivery, content, name="marks.csv"):
    """Return what is said of the rejected rows of a file."""
    delivery.write(name, content)
    listed = delivery.folder / "rejects.csv"
    delivery.ingest(delivery.folder / DAY, rejects=listed, most_rejected=1.0)
    return pl.read_csv(listed).select("row", "column", "problem").rows()


@pytest.fixture
def tidy(delivery, tmp_path_factory):
    """The marks as they come from a tidy file."""
    delivery.ingest()
    return marks(delivery)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("AM", f"AM{NO_BREAK}"),
        lambda text: text.replace(",N,", f",{NO_BREAK}N ,"),
        lambda text: text.replace(SAM, f"{SAM}{NO_BREAK}"),
        lambda text: text.replace(SAM, f" {SAM.lower()}"),
        lambda text: text.replace("\n", ",,\n"),
        lambda text: text.replace("\n", ";;\n").replace(",", ";"),
        lambda text: f"{text},,,,,\n\n,,,,,\n",
        lambda text: "\ufeff" + text.replace(",", "\t").replace("\n", "\r\n"),
        lambda text: text.replace("AM", '"AM\n"', 1),
    ],
)
def test_what_says_nothing_is_passed_over(delivery, tidy, tmp_path, spoil):
    other = type(delivery)(tmp_path / "other")
    for name, content in FILES.items():
        other.write(name, content)

    assert taken(other, spoil(MARKS)) == tidy


def test_an_untidy_upn_is_the_same_pupil(delivery):
    delivery.write("pupils.csv", FILES["pupils.csv"].replace(ALEX, ALEX.lower()))

    delivery.ingest(most_rejected=0)

    assert delivery.lake.scan("pupils").collect()["pupil_id"].n_unique() == 2


def test_the_heading_again(delivery):
    said = rejected(delivery, SIMS_HEADING + SIMS_ROW + SIMS_HEADING, SIMS_NAME)

    assert {(row, problem) for row, _, problem in said} == {(3, "is the heading again")}


@pytest.mark.parametrize("word", ["Total", "TOTALS:", "Grand total"])
def test_a_row_of_totals(delivery, word):
    said = rejected(delivery, f"{SIMS_HEADING}{SIMS_ROW}{word}{',' * 10}\n", SIMS_NAME)

    assert (3, "UPN", "is empty in a row of totals") in said


def test_a_value_beyond_the_heading(delivery):
    text = MARKS.replace("\n", ",\n").replace(",2025-09-09,\n", ",2025-09-09,x\n", 1)

    assert rejected(delivery, text) == [
        (2, None, "has a value in a column without a name")
    ]


def test_a_separator_of_thousands(delivery):
    said = rejected(
        delivery,
        "upn,urn,start_date,category,sessions,reason,recorded_on\n"
        f'{SAM},900001,2025-09-08,SUSP,"1,000",DB,2025-09-09\n',
        "suspensions.csv",
    )

    assert said == [(2, "sessions", "has a separator of thousands")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (MARKS.encode("utf-16"), "is UTF-16 text, not UTF-8; save it again"),
        (MARKS.replace("urn", "ürn").encode("cp1252"), "it may be Windows-1252; save"),
        (MARKS.replace(",N,", ',"N,', 1).encode(), "ends inside a quoted value"),
        (MARKS.replace("00", ",00").encode(), "has more than 6 values"),
        (
            MARKS.replace(",urn", ",,urn").replace(",900001", ",,900001").encode(),
            "is not a column of this file",
        ),
    ],
)
def test_a_file_that_is_refused_whole(delivery, content, said):
    delivery.write("marks.csv", content)

    with pytest.raises(InputRejected, match=said):
        delivery.ingest()


def test_a_day_of_the_other_order_is_no_day(delivery):
    said = rejected(
        delivery, SIMS_HEADING + SIMS_ROW.replace("11/09", "09/30"), SIMS_NAME
    )

    assert said == [(2, "Date", "is not a date")]


def test_a_school_whose_number_lost_its_first_digit(delivery):
    content = FILES["schools.csv"].replace("9994001", "994001")

    said = rejected(delivery, content, "schools-again.csv")

    assert said == [(2, "laestab", "has lost digits: a LAESTAB has seven")]
