"""Real students: the Open University Learning Analytics Dataset as contract tables.

The stand-ins, so that the pipeline needs no special case:

- A module presentation is a school, and a student on it a pupil of its own: someone
  who takes two presentations is two pupils, so that every pupil has one enrolment.
- A week is one possible session, marked present when there was a click in it and N
  otherwise. A week in which the student registered or left part-way is not marked.
- An assessment not handed in by its due date, or marked under 40, is an incident.
- Withdrawal stands where permanent exclusion stands, disability for SEN support, and
  the three most deprived bands for free school meals.

Only months are published (B is February, J October), and days count from the start of
the module: a module is taken to start on the first Monday. The day on which a score
became known is not published either: tutors are taken to need two weeks, and
computer-marked work none.

References
----------
Kuzilek, Hlosta and Zdrahal (2017), Scientific Data 4:170171, CC BY 4.0.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from records.contracts import completed
from records.errors import InputRejected
from records.identity import pseudonyms
from records.tables import TABLES

Presentation = tuple[str, str]

FIRST_URN = 900901
FIRST_LAESTAB = 9990901
MONTHS = {"B": 2, "J": 10}
YEAR_STARTS_IN = 10
CLICKS = "studentVle_first1048575rows.csv.gz"
PASS_SCORE = 40
DAYS_TO_MARK = 14
MOST_DEPRIVED = ("0-10%", "10-20%", "20-30%")
# Ages are published as bands; the middle of each stands for a month of birth.
AGES = {"0-35": 25, "35-55": 45, "55<=": 60}
HALF_TERMS = {10: 1, 11: 2, 12: 2, 1: 3, 2: 3, 3: 4, 4: 4, 5: 5, 6: 6, 7: 6, 8: 6, 9: 6}
TERMS = {1: "autumn", 2: "autumn", 3: "spring", 4: "spring", 5: "summer", 6: "summer"}


def read(
    folder: Path, presentations: Collection[Presentation], key: bytes
) -> dict[str, pl.DataFrame]:
    """Read some presentations of OULAD as delivered contract tables.

    Parameters
    ----------
    folder : Path
        With the files of the data set.
    presentations : collection of (module, presentation)
        Such as ``("BBB", "2013J")``.
    key : bytes
        Secret for pseudonyms.

    Returns
    -------
    dict of str to polars.DataFrame
        By table, in delivered schema and ready for ``Lake.add``. Marks end with the
        last whole week of which clicks are held.

    Raises
    ------
    InputRejected
        When a file or a presentation is not there.
    """
    modules = _modules(folder, presentations)
    students = _students(folder, modules, key)
    tables = {
        "schools": _schools(modules),
        "calendar": _calendar(modules),
        "pupils": _pupils(students),
        "enrolments": _enrolments(students),
        "sen": _sen(students),
        "free_school_meals": _free_school_meals(students),
        "marks": _marks(folder, students),
        "incidents": _incidents(folder, students),
        "suspensions": _suspensions(students),
    }
    return {name: _conform(name, frame) for name, frame in tables.items()}


def _conform(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    table = TABLES[name]
    return completed(frame, table.columns).cast(pl.Schema(table.delivered))


def _csv(folder: Path, name: str) -> pl.DataFrame:
    path = folder / name
    if not path.is_file():
        raise InputRejected(f"{path} does not exist; give the folder that holds OULAD")
    return pl.read_csv(path, null_values=["", "?"], infer_schema_length=None)


def _modules(folder: Path, presentations: Collection[Presentation]) -> pl.DataFrame:
    """Return the presentations asked for, with ``urn``, ``start`` and ``length``.

    A school's number depends on its place in the whole list, not on what is asked.
    """
    courses = _csv(folder, "courses.csv").rename(
        {"module_presentation_length": "length"}
    )
    names = list(courses.select("code_module", "code_presentation").iter_rows())
    for presentation in presentations:
        if presentation not in names:
            raise InputRejected(
                f"{' '.join(presentation)} is not a presentation in OULAD"
            )
    wanted = [name in presentations for name in names]
    starts = [_start(presentation) for _, presentation in names]
    return courses.with_columns(
        pl.Series("start", starts),
        urn=FIRST_URN + pl.int_range(pl.len()),
        laestab=FIRST_LAESTAB + pl.int_range(pl.len()),
    ).filter(pl.Series(wanted))


def _start(presentation: str) -> date:
    """Return the first Monday of the month in which a presentation starts."""
    first = date(int(presentation[:4]), MONTHS[presentation[4:]], 1)
    return first + timedelta(days=-first.weekday() % 7)


def _students(folder: Path, modules: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """Return those who were on roll for at least a day.

    ``registered``, ``entry`` and ``left`` are days from the start of the module;
    ``left`` is the last day on roll, and ``withdrew`` says why.
    """
    names = ["code_module", "code_presentation"]
    students = (
        _csv(folder, "studentInfo.csv")
        .join(_csv(folder, "studentRegistration.csv"), on=[*names, "id_student"])
        .join(modules, on=names)
        .with_columns(registered=pl.col("date_registration").fill_null(0))
        .with_columns(
            entry=pl.max_horizontal("registered", 0),
            left=pl.min_horizontal("date_unregistration", "length"),
            withdrew=(pl.col("date_unregistration") <= pl.col("length")).fill_null(
                False
            ),
        )
        .filter(pl.col("left") > pl.col("entry"))
    )
    who = students.select(pl.concat_str(*names, "id_student", separator="|"))
    return students.with_columns(
        pseudonyms(who.to_series(), key), registered_on=_day("registered")
    )


def _day(days: str | pl.Expr) -> pl.Expr:
    """Turn days from the start of the module into a date."""
    days = pl.col(days) if isinstance(days, str) else days
    return pl.col("start") + pl.duration(days=days)


def _schools(modules: pl.DataFrame) -> pl.DataFrame:
    return modules.with_columns(
        pl.format("Open University {} {}", "code_module", "code_presentation").alias(
            "name"
        ),
        phase=pl.lit("NO"),
        selective=False,
        district=pl.lit("Open University"),
        cluster=pl.lit("Open University"),
        recorded_on=_day(pl.lit(-1)),
    )


def _weeks(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the Monday of each whole ``week`` of the module, one row each."""
    whole = pl.int_ranges(0, pl.col("length") // 7)
    weeks = rows.with_columns(number=whole).explode("number", empty_as_null=False)
    return weeks.with_columns(week=_day(pl.col("number") * 7))


def _calendar(modules: pl.DataFrame) -> pl.DataFrame:
    """Return one school day a week; years run from October, as the university's."""
    mondays = _weeks(modules).select("week").unique().sort("week")
    month, year = pl.col("week").dt.month(), pl.col("week").dt.year()
    starts = year - (month < YEAR_STARTS_IN).cast(pl.Int32)
    ends = (starts + 1).cast(pl.String).str.slice(2)
    return mondays.with_columns(
        date=pl.col("week"),
        academic_year=pl.format("{}/{}", starts, ends),
        half_term=month.replace_strict(HALF_TERMS, return_dtype=pl.Int64),
        sessions=pl.lit(1),
        recorded_on=pl.col("week").min(),
    ).with_columns(
        term=pl.col("half_term").replace_strict(TERMS, return_dtype=pl.String)
    )


def _pupils(students: pl.DataFrame) -> pl.DataFrame:
    age = pl.col("age_band").replace_strict(AGES, return_dtype=pl.Int32)
    return students.with_columns(
        sex=pl.col("gender"),
        birth_month=pl.date(pl.col("start").dt.year() - age, 1, 1),
        ethnicity=pl.lit("NOBT"),
        language=pl.lit("NOT"),
        recorded_on=pl.col("registered_on"),
    )


def _enrolments(students: pl.DataFrame) -> pl.DataFrame:
    """Return two versions each: while it went on, and once it had ended."""
    on_roll = students.with_columns(
        status=pl.lit("C"),
        entry_date=_day("entry"),
        leaving_date=pl.lit(None, dtype=pl.Date),
        leaving_reason=pl.lit(None, dtype=pl.String),
        recorded_on=pl.col("registered_on"),
    )
    withdrew = pl.when("withdrew").then(pl.lit("PEX")).otherwise(pl.lit("END"))
    left = on_roll.with_columns(
        leaving_date=_day("left"), leaving_reason=withdrew, recorded_on=_day("left")
    )
    return pl.concat([on_roll, left])


def _sen(students: pl.DataFrame) -> pl.DataFrame:
    disabled = pl.col("disability") == "Y"
    return students.with_columns(
        start_date=pl.col("registered_on"),
        end_date=pl.lit(None, dtype=pl.Date),
        provision=pl.when(disabled).then(pl.lit("K")).otherwise(pl.lit("N")),
        primary_need=pl.lit(None, dtype=pl.String),
        recorded_on=pl.col("registered_on"),
    )


def _free_school_meals(students: pl.DataFrame) -> pl.DataFrame:
    # One band is published without its percent sign.
    band = pl.col("imd_band").str.strip_suffix("%") + "%"
    return students.filter(band.is_in(MOST_DEPRIVED)).with_columns(
        start_date=pl.col("registered_on"),
        end_date=pl.lit(None, dtype=pl.Date),
        recorded_on=pl.col("registered_on"),
    )


def _marks(folder: Path, students: pl.DataFrame) -> pl.DataFrame:
    """Return a mark for each whole week on roll of which all clicks are held."""
    names = ["code_module", "code_presentation"]
    clicks = _csv(folder, CLICKS).join(students.select(*names).unique(), on=names)
    seen = clicks.group_by(names).agg(seen_until=pl.col("date").max())
    active = clicks.select(
        *names, "id_student", number=pl.col("date") // 7, clicked=pl.lit(True)
    ).unique()
    first, last = pl.col("number") * 7, pl.col("number") * 7 + 6
    return (
        _weeks(students)
        .join(seen, on=names)
        .filter(first >= pl.col("entry"))
        .filter(last < pl.col("left"), last <= pl.col("seen_until"))
        .join(active, on=[*names, "id_student", "number"], how="left")
        .with_columns(
            date=pl.col("week"),
            session=pl.lit("AM"),
            code=pl.when("clicked").then(pl.lit("/")).otherwise(pl.lit("N")),
            recorded_on=pl.col("week") + pl.duration(days=6),
        )
    )


def _incidents(folder: Path, students: pl.DataFrame) -> pl.DataFrame:
    """Return what was not handed in when due (2), or was and did not pass (1)."""
    names = ["code_module", "code_presentation"]
    due = _csv(folder, "assessments.csv").rename({"date": "due"}).drop_nulls("due")
    handed_in = _csv(folder, "studentAssessment.csv")
    missed = pl.col("date_submitted").is_null() | (
        pl.col("date_submitted") > pl.col("due")
    )
    marking = (
        pl.when(pl.col("assessment_type") == "CMA").then(0).otherwise(DAYS_TO_MARK)
    )
    known = pl.when(missed).then(pl.col("due")).otherwise(pl.col("due") + marking)
    return (
        students.join(due, on=names)
        .filter(pl.col("due").is_between("entry", "left", closed="left"))
        .join(handed_in, on=["id_assessment", "id_student"], how="left")
        .filter(missed | (pl.col("score") < PASS_SCORE))
        .with_columns(
            incident_id=pl.format("{}-{}", "id_assessment", "id_student"),
            date=_day("due"),
            kind=pl.lit("work"),
            severity=pl.when(missed).then(2).otherwise(1),
            location=pl.lit(None, dtype=pl.String),
            recorded_on=_day(known),
        )
    )


def _suspensions(students: pl.DataFrame) -> pl.DataFrame:
    return students.filter("withdrew").with_columns(
        start_date=_day("left"),
        category=pl.lit("PERM"),
        sessions=pl.lit(0),
        reason=pl.lit("OT"),
        recorded_on=_day("left"),
    )
