"""The school census as schools return it: an XML document a school and term.

It has the elements that ``records/readers/census_xml.py`` reads, so no sessions.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import polars as pl

from records.county.census_facts import Facts, facts
from records.county.elements import HEAD, around, element, joined, needs, school, within
from records.county.known import standing
from records.county.simulate import County
from records.county.weeks import Delivery

SPELL = ["upn", "urn"]
REASONS = ("reason", "second_reason", "third_reason")
IDENTIFIERS = (
    ("UPN", "upn"),
    ("Surname", "surname"),
    ("Forename", "forename"),
    ("DOB", "date_of_birth"),
    ("Sex", "sex"),
    ("FormerUPN", "former_upn"),
)
CHARACTERISTICS = (("Ethnicity", "ethnicity"), ("Language", "language"))
STATUS = (
    ("EnrolStatus", "status"),
    ("EntryDate", "entry_date"),
    ("LeavingDate", "leaving_date"),
    ("NCyearActual", "year_group"),
)
# By element of a pupil, the one around all of them.
ROLLS = {"PupilOnRoll": "PupilsOnRoll", "PupilNoLongerOnRoll": "PupilsNoLongerOnRoll"}


def write_returns(
    county: County, delivery: Delivery, place: Path, of: Collection[int]
) -> None:
    """Write the census whose reference day falls into a delivery's week, if one does.

    Parameters
    ----------
    county : County
    delivery : Delivery
        Not the first.
    place : Path
        Its folder.
    of : collection of int
        URNs of the schools that return it so.
    """
    asked = facts(county, delivery)
    if asked is None:
        return
    rolls = dict(zip(ROLLS, (asked.on_roll(), asked.left()), strict=True))
    told = {name: _told(asked, rows, name) for name, rows in rolls.items()}
    day = asked.census.day
    schools = county.register_tables["schools"].select("urn", "laestab")
    for urn, laestab in schools.filter(pl.col("urn").is_in(list(of))).iter_rows():
        pupils = "".join(
            f"<{ROLLS[name]}>\n{''.join(rows.filter(urn=urn)['xml'])}</{ROLLS[name]}>"
            for name, rows in told.items()
        )
        path = place / f"census-{day.year}-{asked.census.term}-{laestab}.xml"
        path.write_text(
            f"{HEAD}<Message><Header>{school(laestab)}"
            f"<ReferenceDate>{day}</ReferenceDate></Header>{pupils}</Message>\n",
            encoding="utf-8",
        )


def _told(asked: Facts, pupils: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return ``urn`` and, as ``xml``, the element of each pupil at each school."""
    former = standing(asked.county, asked.delivery, "pupil_links")
    described = pupils.join(
        former.select("upn", "former_upn"), on="upn", how="left", maintain_order="left"
    )
    parts = [(_exclusions(asked), SPELL)]
    if "provision" in pupils.columns:
        parts.append((_meals(asked), ["upn"]))
    for rows, on in parts:
        described = described.join(rows, on=on, how="left", maintain_order="left")
    inside = [around(rows.columns[-1]) for rows, _ in parts]
    if "provision" in pupils.columns:
        provided = pl.col("provision").is_not_null()
        inside.append(pl.when(provided).then(_provision()).otherwise(pl.lit("")))
    groups = {
        "PupilIdentifiers": IDENTIFIERS,
        "PupilCharacteristics": CHARACTERISTICS,
        "PupilStatus": STATUS,
    }
    grouped = [
        within(
            group,
            *(
                element(tag, pl.col(column))
                for tag, column in tags
                if column in described.columns
            ),
        )
        for group, tags in groups.items()
    ]
    return described.select("urn", xml=within(name, *grouped, *inside) + "\n")


def _provision() -> pl.Expr:
    provision = element("SENprovision", pl.col("provision"))
    return within("SpecialEducationalNeeds", provision, needs())


def _meals(asked: Facts) -> pl.DataFrame:
    period = within(
        "FSMperiod",
        element("FSMstartDate", pl.col("start_date")),
        element("FSMendDate", pl.col("end_date")),
    )
    return joined(asked.meals(), ["upn"], "FSMperiods", period)


def _exclusions(asked: Facts) -> pl.DataFrame:
    exclusion = within(
        "TermlyExclusion",
        element("Category", pl.col("category")),
        within("Reasons", *(element("Reason", pl.col(name)) for name in REASONS)),
        element("ExclusionStartDate", pl.col("start_date")),
        element("ActualNumberOfSessions", pl.col("sessions")),
    )
    return joined(asked.suspensions(), SPELL, "Exclusions", exclusion)
