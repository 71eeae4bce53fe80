"""Real students' data in the shape of contract tables, from handmade files."""

import gzip
from datetime import date, timedelta

import polars as pl
import pytest

from records.codes import code_list
from records.errors import InputRejected
from records.identity import pseudonyms
from records.lake import Lake
from records.readers.oulad import CLICKS, read
from records.tables import TABLES

KEY = b"a secret of at least thirty-two characters"
START = date(2013, 10, 7)
PRESENTATION = "AAA,2013J"
COURSES = [f"{PRESENTATION},28", "BBB,2013B,28"]
# Of the first student everything is ordinary; each other one shows one thing.
STAYS, LEAVES, NEVER_CAME, COMES_LATE, LEAVES_AFTERWARDS = 1, 2, 3, 4, 5
STUDENTS = [
    f"{PRESENTATION},{STAYS},F,Wales,A Level,20-30%,0-35,0,60,N,Pass",
    f"{PRESENTATION},{LEAVES},M,Wales,A Level,10-20,35-55,0,60,Y,Withdrawn",
    f"{PRESENTATION},{NEVER_CAME},M,Wales,A Level,90-100%,0-35,0,60,N,Withdrawn",
    f"{PRESENTATION},{COMES_LATE},M,Wales,A Level,?,55<=,0,60,N,Fail",
    f"{PRESENTATION},{LEAVES_AFTERWARDS},M,Wales,A Level,90-100%,0-35,0,60,N,Fail",
]
REGISTRATIONS = [
    f"{PRESENTATION},{STAYS},-30,",
    f"{PRESENTATION},{LEAVES},-30,10",
    f"{PRESENTATION},{NEVER_CAME},-30,-5",
    f"{PRESENTATION},{COMES_LATE},3,",
    f"{PRESENTATION},{LEAVES_AFTERWARDS},,40",
]
ASSESSMENTS = [
    f"{PRESENTATION},1001,TMA,5,10",
    f"{PRESENTATION},1002,CMA,19,10",
    f"{PRESENTATION},1003,Exam,,100",
]
RESULTS = [
    f"1001,{STAYS},4,0,35",
    f"1002,{STAYS},19,0,39",
    f"1001,{LEAVES},6,0,80",
    f"1001,{COMES_LATE},5,0,80",
    f"1002,{COMES_LATE},19,0,80",
    f"1001,{LEAVES_AFTERWARDS},-1,1,80",
    f"1002,{LEAVES_AFTERWARDS},19,0,",
]
WEEK_OF_CLICKS = [f"{PRESENTATION},{STAYS},9,{day},3" for day in (-4, 0, 15, 26)]


@pytest.fixture
def folder(tmp_path):
    names = "code_module,code_presentation"
    write(tmp_path / "courses.csv", f"{names},module_presentation_length", COURSES)
    write(
        tmp_path / "studentInfo.csv",
        f"{names},id_student,gender,region,highest_education,imd_band,age_band,"
        "num_of_prev_attempts,studied_credits,disability,final_result",
        STUDENTS,
    )
    write(
        tmp_path / "studentRegistration.csv",
        f"{names},id_student,date_registration,date_unregistration",
        REGISTRATIONS,
    )
    write(
        tmp_path / "assessments.csv",
        f"{names},id_assessment,assessment_type,date,weight",
        ASSESSMENTS,
    )
    write(
        tmp_path / "studentAssessment.csv",
        "id_assessment,id_student,date_submitted,is_banked,score",
        RESULTS,
    )
    clicks = "\n".join(
        [f"{names},id_student,id_site,date,sum_click", *WEEK_OF_CLICKS, ""]
    )
    (tmp_path / CLICKS).write_bytes(gzip.compress(clicks.encode()))
    return tmp_path


def write(path, heading, rows):
    path.write_text("\n".join([heading, *rows, ""]))


@pytest.fixture
def tables(folder):
    return read(folder, [("AAA", "2013J")], KEY)


@pytest.fixture
def pupil():
    """The pupil that each student on roll becomes."""
    students = [STAYS, LEAVES, COMES_LATE, LEAVES_AFTERWARDS]
    names = pl.Series([f"AAA|2013J|{student}" for student in students])
    return dict(zip(students, pseudonyms(names, KEY), strict=True))


def day(days):
    return START + timedelta(days=days)


def test_tables_keep_their_contracts(tables, tmp_path):
    for name, frame in tables.items():
        table = TABLES[name]
        assert frame.schema == table.delivered
        for column in table.columns:
            if not column.nullable:
                assert not frame[column.name].has_nulls(), column.name
            if column.codes is not None:
                codes = code_list(column.codes)["code"]
                assert frame[column.name].drop_nulls().is_in(codes.implode()).all()
        for earlier, later in table.ordered:
            assert frame.filter(pl.col(earlier) > pl.col(later)).is_empty()

    kept = Lake(tmp_path / "lake").add(tables)

    assert kept == {name: frame.height for name, frame in tables.items()}


def test_a_presentation_is_a_school_with_a_number_of_its_own(tables, folder):
    both = read(folder, [("BBB", "2013B"), ("AAA", "2013J")], KEY)["schools"]

    assert tables["schools"]["urn"].to_list() == [900901]
    assert both["urn"].to_list() == [900901, 900902]


def test_the_calendar_has_one_session_a_week_from_the_first_monday(tables):
    calendar = tables["calendar"]

    assert calendar["week"].to_list() == [day(0), day(7), day(14), day(21)]
    assert set(calendar["sessions"]) == {1}
    assert set(calendar["academic_year"]) == {"2013/14"}


def test_who_left_before_the_start_was_never_on_roll(tables):
    assert tables["pupils"].height == 4


def test_two_presentations_of_a_student_are_two_pupils(folder):
    for name, row in (
        ("studentInfo.csv", f"BBB,2013B,{STAYS},F,Wales,A Level,,0-35,0,60,N,Pass\n"),
        ("studentRegistration.csv", f"BBB,2013B,{STAYS},-30,\n"),
    ):
        with (folder / name).open("a") as file:
            file.write(row)

    both = read(folder, [("BBB", "2013B"), ("AAA", "2013J")], KEY)

    assert both["pupils"]["pupil_id"].n_unique() == 5


def test_a_week_without_a_click_is_missed_and_known_on_its_sunday(tables, pupil):
    marks = tables["marks"].filter(pupil_id=pupil[STAYS])

    # Clicks are held up to day 26, so the last week is not whole.
    assert marks.select("date", "code", "recorded_on").rows() == [
        (day(0), "/", day(6)),
        (day(7), "N", day(13)),
        (day(14), "/", day(20)),
    ]


def test_weeks_of_coming_and_going_are_not_marked(tables, pupil):
    marks = tables["marks"]

    assert marks.filter(pupil_id=pupil[LEAVES])["date"].to_list() == [day(0)]
    assert marks.filter(pupil_id=pupil[COMES_LATE])["date"].to_list() == [
        day(7),
        day(14),
    ]


def test_withdrawal_ends_the_enrolment_on_the_day_and_is_known_then(tables, pupil):
    left = (
        tables["enrolments"].filter(pupil_id=pupil[LEAVES]).drop_nulls("leaving_date")
    )
    (excluded,) = tables["suspensions"].rows(named=True)

    assert left.select("leaving_date", "leaving_reason", "recorded_on").rows() == [
        (day(10), "PEX", day(10))
    ]
    assert excluded["pupil_id"] == pupil[LEAVES]
    assert (excluded["category"], excluded["sessions"]) == ("PERM", 0)
    assert excluded["start_date"] == excluded["recorded_on"] == day(10)


def test_leaving_after_the_end_is_no_withdrawal(tables, pupil):
    ended = tables["enrolments"].filter(pupil_id=pupil[LEAVES_AFTERWARDS])

    assert ended["leaving_reason"].to_list() == [None, "END"]
    assert ended["leaving_date"].to_list() == [None, day(28)]


def test_work_not_handed_in_or_not_passed_is_an_incident(tables, pupil):
    incidents = tables["incidents"].sort("pupil_id", "date")
    found = {
        student: incidents.filter(pupil_id=pupil[student])
        .select("date", "severity", "recorded_on")
        .rows()
        for student in pupil
    }

    assert found == {
        # A tutor is taken to need two weeks; a computer marks at once.
        STAYS: [(day(5), 1, day(19)), (day(19), 1, day(19))],
        # Handed in a day late; the second was due after the student had left.
        LEAVES: [(day(5), 2, day(5))],
        COMES_LATE: [],
        # A result carried over from an earlier year, and one without a score.
        LEAVES_AFTERWARDS: [],
    }


def test_disability_and_deprivation_stand_for_sen_and_free_meals(tables, pupil):
    provision = dict(tables["sen"].select("pupil_id", "provision").rows())

    assert provision[pupil[LEAVES]] == "K"
    assert provision[pupil[STAYS]] == "N"
    assert set(tables["free_school_meals"]["pupil_id"]) == {pupil[STAYS], pupil[LEAVES]}


def test_nothing_is_known_before_it_could_be(tables):
    assert (tables["marks"]["recorded_on"] > tables["marks"]["date"]).all()
    assert tables["pupils"]["recorded_on"].min() == day(-30)


def test_what_is_not_there_is_refused(folder):
    with pytest.raises(InputRejected, match="ZZZ 2013J is not a presentation"):
        read(folder, [("ZZZ", "2013J")], KEY)

    (folder / CLICKS).unlink()
    with pytest.raises(InputRejected, match="does not exist; give the folder"):
        read(folder, [("AAA", "2013J")], KEY)
