"""The school census as the authority's own extract: a folder of CSV tables a term.

It tells of the pupils on roll what is known on the Sunday after its reference day, in
the tables and headings that ``records/readers/census_tables.py`` reads. SEN provision
comes with the spring census alone, and holds from its reference day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from records.county.calendar import academic_year
from records.county.feeds import made
from records.county.known import standing
from records.county.simulate import County
from records.county.weeks import Delivery
from records.readers.census_rows import ON_ROLL
from records.readers.extract_tables import PORTAL_DAY
from records.sessions import ABSENT, POSSIBLE

THURSDAY = 3
KEY, CENSUS = "pupilonrolltableid", "schoolcensustableid"
TERMLY, SUMMER = "termlysession", "summerhalfterm2session"
NEED = ("primary_need", "secondary_need")
MARK = ("upn", "urn", "date", "session")
COUNTS = {
    "upn": pl.String(),
    "urn": pl.Int64(),
    "attendancereason": pl.String(),
    "sessions": pl.UInt32(),
}
AUTHORITY = 10_000  # a LAESTAB is its number and four digits of a school
# The years back, and the half terms, whose sessions a census counts, by its headings.
COUNTED: dict[str, dict[str, tuple[int, tuple[int, ...]]]] = {
    "autumn": {TERMLY: (1, (5,)), SUMMER: (1, (6,))},
    "spring": {TERMLY: (0, (1, 2))},
    "summer": {TERMLY: (0, (3, 4))},
}


@dataclass(frozen=True)
class Census:
    """One census: its term and reference day."""

    term: str
    day: date

    @property
    def first_september(self) -> int:
        """The calendar year in which its academic year began."""
        return self.day.year - (self.day.month < 9)


def censuses(year: int) -> list[Census]:
    """Return the censuses of a calendar year, on Thursdays as DfE sets them."""
    return [
        Census("spring", _thursday(year, 1, 3)),
        Census("summer", _thursday(year, 5, 3)),
        Census("autumn", _thursday(year, 10, 1)),
    ]


def _thursday(year: int, month: int, number: int) -> date:
    first = date(year, month, 1)
    ahead = (THURSDAY - first.weekday()) % 7
    return first + timedelta(days=ahead, weeks=number - 1)


def write_census(county: County, delivery: Delivery, place: Path) -> None:
    """Write the census whose reference day falls into a delivery's week, if one does.

    Parameters
    ----------
    county : County
    delivery : Delivery
        Not the first.
    place : Path
        Its folder.
    """
    for census in censuses(delivery.day.year):
        if delivery.after is not None and delivery.after < census.day <= delivery.day:
            said = f"{census.day.year}_{census.term}"
            folder = place / f"census-{said.replace('_', '-')}"
            folder.mkdir()
            for name, rows in _tables(county, delivery, census).items():
                path = folder / f"{said}_{name}.csv"
                rows.write_csv(path, date_format=PORTAL_DAY)


def _tables(
    county: County, delivery: Delivery, census: Census
) -> dict[str, pl.DataFrame]:
    """Return the rows of each table of the extract, in order."""
    pupils = _pupils(county, delivery, census)
    found = {"schoolcensus": _schools(pupils, census), "senneeds": _needs(pupils)}
    keys = pupils.select("upn", "urn", KEY)
    for name, rows, on in (
        ("fsmperiodsonroll", _meals(county, delivery), ["upn"]),
        ("termlyexclusionsonroll", _exclusions(county, delivery), ["upn", "urn"]),
    ):
        found[name] = rows.join(keys, on=on).drop("upn", "urn", strict=False)
    for heading, (back, half_terms) in COUNTED[census.term].items():
        since = census.first_september - back
        counts = _counts(county, delivery, since, half_terms)
        counts = counts.join(keys, on=["upn", "urn"]).drop("upn", "urn")
        code, sessions = pl.col("attendancereason"), pl.col("sessions")
        found[f"{heading}detailsonroll"] = counts.filter(code.is_in(ABSENT))
        possible = sessions.filter(code.is_in(POSSIBLE)).sum()
        sums = counts.group_by(KEY).agg(possible.alias(f"{heading}spossible"))
        pupils = pupils.join(sums, on=KEY, how="left")
    found[ON_ROLL] = pupils.drop("urn", "laestab", *NEED)
    return {
        name: rows.sort(rows.columns)
        for name, rows in found.items()
        if not rows.is_empty()
    }


def _pupils(county: County, delivery: Delivery, census: Census) -> pl.DataFrame:
    """Return those known to be on roll on the reference day, a row for each school."""
    enrolled = standing(county, delivery, "enrolments").filter(
        pl.col("entry_date") <= census.day, pl.col("leaving_date").is_null()
    )
    taught = standing(county, delivery, "year_groups").filter(
        pl.col("academic_year") == academic_year(census.first_september)
    )
    pupils = standing(county, delivery, "pupils")
    who = county.register_tables["identities"]
    on_roll = enrolled.sort("urn", "upn")
    for rows in (taught, pupils, who):
        on_roll = on_roll.join(
            rows.drop("recorded_on", strict=False), on="upn", maintain_order="left"
        )
    provided = _provisions(county, delivery, census)
    return (
        on_roll.join(provided, on="upn", how="left", maintain_order="left")
        .with_row_index(KEY, offset=1)
        .select(
            KEY,
            pl.col("urn").alias(CENSUS),
            "urn",
            *("upn", "surname", "forename", "sex", "ethnicity", "language"),
            pl.col("date_of_birth").alias("dob"),
            pl.col("entry_date").alias("entrydate"),
            pl.col("status").alias("enrolstatus"),
            pl.col("year_group").alias("ncyearactual"),
            pl.col("provision").alias("senprovision"),
            *NEED,
        )
        .join(
            county.register_tables["schools"].select("urn", "laestab"),
            on="urn",
            maintain_order="left",
        )
    )


def _schools(pupils: pl.DataFrame, census: Census) -> pl.DataFrame:
    """Return a census for each school with pupils."""
    laestab = pl.col("laestab")
    return pupils.select(
        CENSUS,
        lea=laestab // AUTHORITY,
        estab=laestab % AUTHORITY,
        referencedate=pl.lit(census.day),
    ).unique()


def _provisions(county: County, delivery: Delivery, census: Census) -> pl.DataFrame:
    """Return the provision that each pupil has, for the spring census alone."""
    ended = pl.col("end_date") < census.day
    held = standing(county, delivery, "sen").filter(
        census.term == "spring",
        pl.col("start_date") <= census.day,
        ~ended.fill_null(False),
    )
    last = held.sort("upn", "start_date").unique("upn", keep="last")
    return last.select("upn", "provision", *NEED)


def _needs(pupils: pl.DataFrame) -> pl.DataFrame:
    ranked = pupils.select(KEY, *NEED).unpivot(
        NEED, index=KEY, variable_name="rank", value_name="sentype"
    )
    rank = pl.col("rank").replace_strict(list(NEED), [1, 2]).alias("sentyperank")
    return ranked.drop_nulls("sentype").select(KEY, rank, "sentype")


def _meals(county: County, delivery: Delivery) -> pl.DataFrame:
    """Return the periods of which it can say all; it has no ground of eligibility."""
    periods = standing(county, delivery, "free_school_meals")
    return periods.filter(pl.col("category").is_null()).select(
        "upn",
        pl.col("start_date").alias("fsmstartdate"),
        pl.col("end_date").alias("fsmenddate"),
    )


def _exclusions(county: County, delivery: Delivery) -> pl.DataFrame:
    """Return those of the last year of which it can say all: it tells no review."""
    held = standing(county, delivery, "suspensions")
    recent = pl.col("start_date") > delivery.day - timedelta(days=365)
    told = pl.col("reviewed_by").is_null() & pl.col("review_outcome").is_null()
    return held.filter(recent, told).select(
        *("upn", "urn", "category", "sessions"),
        pl.col("start_date").alias("startdate"),
        pl.col("reason").alias("reason1"),
        pl.col("second_reason").alias("reason2"),
        pl.col("third_reason").alias("reason3"),
    )


def _counts(
    county: County, delivery: Delivery, since: int, half_terms: tuple[int, ...]
) -> pl.DataFrame:
    """Count each pupil's marks by school and code, as they stand by a delivery."""
    days = county.world.days.table.filter(
        pl.col("academic_year") == academic_year(since),
        pl.col("half_term").is_in(half_terms),
    )["date"]
    counts = [pl.DataFrame(schema=COUNTS)]
    for block in made(county, days[0], days[-1]) if len(days) else ():
        known = block.filter(delivery.known)
        marks = known.unique(MARK, keep="last")
        counted = marks.group_by("upn", "urn", attendancereason="code")
        counts.append(counted.agg(sessions=pl.len()))
    return pl.concat(counts)
