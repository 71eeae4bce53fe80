"""The school census as the authority's own extract: a folder of CSV tables a term.

It has the tables and headings that ``records/readers/census_tables.py`` reads. SEN
provision comes with the spring census alone, and holds from its reference day.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from records.county.census_facts import COUNTED, Census, Facts, facts
from records.county.elements import NEEDS
from records.county.simulate import County
from records.county.weeks import Delivery
from records.readers.census_rows import KEYS, OFF_ROLL, ON_ROLL
from records.readers.extract_tables import PORTAL_DAY
from records.sessions import ABSENT, POSSIBLE

CENSUS = "schoolcensustableid"
SPELL = ("upn", "urn")
AUTHORITY = 10_000  # a LAESTAB is its number and four digits of a school
HEADINGS = {
    CENSUS: "urn",
    "upn": "upn",
    "surname": "surname",
    "forename": "forename",
    "sex": "sex",
    "ethnicity": "ethnicity",
    "language": "language",
    "dob": "date_of_birth",
    "entrydate": "entry_date",
}
OF_ROLL = {
    ON_ROLL: {
        "enrolstatus": "status",
        "ncyearactual": "year_group",
        "senprovision": "provision",
    },
    OFF_ROLL: {"leavingdate": "leaving_date"},
}


@dataclass(frozen=True)
class Roll:
    """The pupils of one of the two tables, with what other tables say of them.

    Attributes
    ----------
    name : str
        Of its table, which ends the names of the others.
    pupils : polars.DataFrame
        As ``Facts`` found them, with their key in the extract.
    """

    name: str
    pupils: pl.DataFrame

    @property
    def key(self) -> str:
        """The heading that names its pupils."""
        return KEYS[self.name]

    @property
    def keys(self) -> pl.DataFrame:
        """The key of each pupil at each school."""
        return self.pupils.select(*SPELL, self.key)

    def named(self, table: str) -> str:
        """Return the name of another table of this roll."""
        return table + ("onroll" if self.name == ON_ROLL else "offroll")


def write_census(
    county: County, delivery: Delivery, place: Path, left_out: Collection[int] = ()
) -> None:
    """Write the census whose reference day falls into a delivery's week, if one does.

    Parameters
    ----------
    county : County
    delivery : Delivery
        Not the first.
    place : Path
        Its folder.
    left_out : collection of int
        URNs of schools that return theirs as a document.
    """
    asked = facts(county, delivery)
    if asked is None:
        return
    said = f"{asked.census.day.year}_{asked.census.term}"
    folder = place / f"census-{said.replace('_', '-')}"
    folder.mkdir()
    for name, rows in _tables(asked, left_out).items():
        path = folder / f"{said}_{name}.csv"
        rows.write_csv(path, date_format=PORTAL_DAY)


def _tables(asked: Facts, left_out: Collection[int]) -> dict[str, pl.DataFrame]:
    """Return the rows of each table of the extract, in order."""
    here = ~pl.col("urn").is_in(list(left_out))
    on, off = (
        Roll(name, pupils.filter(here).with_row_index(KEYS[name], offset=1))
        for name, pupils in ((ON_ROLL, asked.on_roll()), (OFF_ROLL, asked.left()))
    )
    found = {"schoolcensus": _schools([on.pupils, off.pupils], asked.census)}
    found["senneeds"] = _needs(on)
    meals = asked.meals().join(on.keys, on="upn")
    found["fsmperiodsonroll"] = meals.select(
        on.key, fsmstartdate="start_date", fsmenddate="end_date"
    )
    counts = {
        name: asked.counts(*terms) for name, terms in COUNTED[asked.census.term].items()
    }
    for roll in (on, off):
        found[roll.named("termlyexclusions")] = _exclusions(asked, roll)
        found |= _sessions(roll, counts)
    return {
        name: rows.sort(rows.columns)
        for name, rows in found.items()
        if not rows.is_empty()
    }


def _sessions(roll: Roll, counts: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the pupils with their possible sessions, and their absences by reason."""
    code, sessions = pl.col("attendancereason"), pl.col("sessions")
    headings = HEADINGS | OF_ROLL[roll.name]
    pupils = roll.pupils.select(roll.key, **headings)
    found = {}
    for heading, rows in counts.items():
        own = rows.join(roll.keys, on=SPELL).drop(*SPELL)
        found[roll.named(f"{heading}details")] = own.filter(code.is_in(ABSENT))
        possible = sessions.filter(code.is_in(POSSIBLE)).sum()
        sums = own.group_by(roll.key).agg(possible.alias(f"{heading}spossible"))
        pupils = pupils.join(sums, on=roll.key, how="left")
    return found | {roll.name: pupils}


def _schools(rolls: list[pl.DataFrame], census: Census) -> pl.DataFrame:
    """Return a census for each school with pupils."""
    laestab = pl.col("laestab")
    schools = pl.concat(pupils.select("urn", "laestab") for pupils in rolls)
    return schools.unique().select(
        pl.col("urn").alias(CENSUS),
        lea=laestab // AUTHORITY,
        estab=laestab % AUTHORITY,
        referencedate=pl.lit(census.day),
    )


def _needs(roll: Roll) -> pl.DataFrame:
    ranked = roll.pupils.select(roll.key, *NEEDS).unpivot(
        NEEDS, index=roll.key, variable_name="rank", value_name="sentype"
    )
    rank = pl.col("rank").replace_strict(list(NEEDS), [1, 2]).alias("sentyperank")
    return ranked.drop_nulls("sentype").select(roll.key, rank, "sentype")


def _exclusions(asked: Facts, roll: Roll) -> pl.DataFrame:
    return (
        asked.suspensions()
        .join(roll.keys, on=SPELL)
        .select(
            *(roll.key, "category", "sessions"),
            startdate="start_date",
            reason1="reason",
            reason2="second_reason",
            reason3="third_reason",
        )
    )
