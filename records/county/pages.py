"""What the interfaces of Wonde and Assembly give of a school, as pages of JSON.

They give the pupils on roll, their marks and their suspensions, in the fields that
``records/readers/wonde_json.py`` and ``assembly_json.py`` read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import polars as pl

from records.county.known import standing
from records.county.simulate import County
from records.county.weeks import Delivery
from records.readers.assembly_json import NO_END, NOT_TAKEN
from records.readers.pupil_facts import academic_year

RECORDS = 5_000  # of a page
MIDNIGHT = " 00:00:00.000000"
SEX = {"M": "MALE", "F": "FEMALE"}
CATEGORY = {"SUSP": "Suspension", "PERM": "Permanent exclusion", "LNCH": "Lunchtime"}
IS_EAL = {"ENG": False, "OTH": True}

Pages = dict[str, pl.DataFrame]


def on_roll(county: County, delivery: Delivery) -> pl.DataFrame:
    """Return ``upn``, ``urn`` and what is known of all pupils on roll.

    Parameters
    ----------
    county : County
    delivery : Delivery
        By which it is known.
    """
    pupils = standing(county, delivery, "enrolments").filter(
        pl.col("leaving_date").is_null()
    )
    taught = standing(county, delivery, "year_groups").filter(
        pl.col("academic_year") == academic_year(delivery.day)
    )
    former = standing(county, delivery, "pupil_links").select("upn", "former_upn")
    who = county.register_tables["identities"].with_row_index("id", offset=1)
    for rows in (standing(county, delivery, "pupils"), taught, former, who):
        told = rows.drop("recorded_on", "academic_year", strict=False)
        pupils = pupils.join(told, on="upn", how="left", maintain_order="left")
    return pupils.sort("urn", "id")


def write_pages(
    supplier: str,
    folder: Path,
    pupils: pl.DataFrame,
    marks: pl.DataFrame,
    suspensions: pl.DataFrame,
) -> None:
    """Write the pages of one school.

    Parameters
    ----------
    supplier : {"wonde", "assembly"}
    folder : Path
        Made.
    pupils : polars.DataFrame
        As ``on_roll`` found them.
    marks, suspensions : polars.DataFrame
        Of these pupils, with their ``id``.
    """
    folder.mkdir()
    for endpoint, rows in MADE[supplier](pupils, marks, suspensions).items():
        for number, page in enumerate(_cut(rows), start=1):
            path = folder / f"{endpoint}-{number}.json"
            path.write_text(f'{{"data":{page.write_json()}}}\n', encoding="utf-8")


def _cut(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    yield from rows.iter_slices(RECORDS)


def _wonde(
    pupils: pl.DataFrame, marks: pl.DataFrame, suspensions: pl.DataFrame
) -> Pages:
    code = pl.col("code")
    codes = marks.select("code").unique().sort("code").with_row_index("id", offset=1)
    coded = marks.join(codes.rename({"id": "_code"}), on="code", maintain_order="left")
    education = {
        "upn": pl.col("upn"),
        "enrolment_status": pl.col("status"),
        "admission_date": _wonde_day("entry_date"),
        "current_nc_year": pl.col("year_group"),
    }
    extended = {"ethnicity": pl.col("ethnicity"), "first_language": pl.col("language")}
    return {
        "students": pupils.select(
            *("id", "surname", "forename"),
            gender=pl.col("sex").replace(SEX),
            date_of_birth=_wonde_day("date_of_birth"),
            education_details=_nested({"data": _nested(education)}),
            extended_details=_nested({"data": _nested(extended)}),
        ),
        "attendance-codes": codes.select("id", code),
        "attendance": coded.select(
            pl.col("id").alias("student_id"),
            _wonde_day("date").alias("date"),
            "session",
            attendance_code_id="_code",
        ),
        "exclusions": suspensions.select(
            *(pl.col("id").alias("student_id"), "reason", "sessions"),
            _wonde_day("start_date").alias("start_date"),
            type=pl.col("category").replace(CATEGORY),
        ),
    }


def _assembly(
    pupils: pl.DataFrame, marks: pl.DataFrame, suspensions: pl.DataFrame
) -> Pages:
    code = pl.col("code")
    eal = pl.col("language").replace_strict(
        IS_EAL, default=None, return_dtype=pl.Boolean
    )
    demographics = {
        "gender": pl.col("sex"),
        "ethnicity_code": pl.col("ethnicity"),
        "is_eal": eal,
    }
    student = pl.col("id").alias("student_id")
    return {
        "students": pupils.select(
            *("id", "upn", "former_upn"),
            legal_last_name="surname",
            legal_first_name="forename",
            dob="date_of_birth",
            enrolment_status="status",
            start_date="entry_date",
            end_date=pl.lit(NO_END),
            year_code="year_group",
            demographics=_nested(demographics),
        ),
        "attendances": marks.select(
            student,
            session_date="date",
            session_name="session",
            attendance_mark=pl.when(code != NOT_TAKEN).then(code),
        ),
        "exclusions": suspensions.select(
            student,
            "start_date",
            exclusion_type=pl.col("category").replace(CATEGORY),
            exclusion_reason="reason",
            exclusion_length="sessions",
        ),
    }


MADE: dict[str, Callable[[pl.DataFrame, pl.DataFrame, pl.DataFrame], Pages]] = {
    "wonde": _wonde,
    "assembly": _assembly,
}


def _nested(parts: Mapping[str, pl.Expr]) -> pl.Expr:
    return pl.struct(part.alias(name) for name, part in parts.items())


def _wonde_day(column: str) -> pl.Expr:
    """Write a day as Wonde does: an object with midnight of it."""
    return pl.struct(date=pl.col(column).cast(pl.String) + MIDNIGHT)
