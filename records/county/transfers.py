"""Common transfer files: what the old school tells of a pupil who moves.

One file for each pair of schools and week, in the elements that
``records/readers/ctf_xml.py`` reads: the new entry, and the spells that are over as far
as no reason for leaving is known, as the file has none; provision with its history
where the earlier had no need, as its needs are those of today; meals; a former UPN.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from records.county.elements import (
    HEAD,
    around,
    element,
    joined,
    needs,
    school,
    within,
)
from records.county.known import standing
from records.county.simulate import County
from records.county.weeks import Delivery
from records.readers.pupil_facts import academic_year

SPELL = ("upn", "urn", "entry_date")
AUTHORITY_DIGITS = 3  # of a LAESTAB
PREVIOUS = "P"
IDENTIFIERS = (
    ("UPN", "upn"),
    ("Surname", "surname"),
    ("Forename", "forename"),
    ("DOB", "date_of_birth"),
    ("Sex", "sex"),
)
DETAILS = (
    ("FormerUPN", "former_upn"),
    ("Ethnicity", "ethnicity"),
    ("NCyearActual", "year_group"),
    ("EnrolStatus", "status"),
)


def transfers(county: County, delivery: Delivery) -> pl.DataFrame:
    """Return the entries of a week that transfer files tell.

    Parameters
    ----------
    county : County
    delivery : Delivery
        Not the first.

    Returns
    -------
    polars.DataFrame
        ``upn``, ``urn``, ``entry_date``, ``status`` and ``source_urn``: pupils who
        were at another school of the county before, and of whose entry nothing else
        is known yet.
    """
    known = county.register_tables["enrolments"].filter(delivery.known)
    once = known.filter(pl.len().over(SPELL) == 1)
    entered = once.filter(delivery.new, pl.col("leaving_date").is_null())
    before = known.select("upn", source_urn="urn", since="entry_date")
    return (
        entered.join(before, on="upn")
        .filter(
            pl.col("since") < pl.col("entry_date"),
            pl.col("source_urn") != pl.col("urn"),
        )
        .sort("since", "source_urn")
        .unique(SPELL, keep="last")
        .select(*SPELL, "status", "source_urn")
        .sort("source_urn", *SPELL)
    )


def write_transfers(
    county: County, moves: pl.DataFrame, delivery: Delivery, place: Path
) -> None:
    """Write the files of a week, as ``transfers`` found them, into its folder."""
    laestab = dict(county.register_tables["schools"].select("urn", "laestab").rows())
    told = _pupils(county, moves, delivery)
    for (source, to), pupils in told.group_by("source_urn", "urn", maintain_order=True):
        left, entered = laestab[source], laestab[to]
        written = _document(delivery, left, entered, "".join(pupils["xml"]))
        (place / f"ctf-{left}-{entered}.xml").write_text(written, encoding="utf-8")


def _document(delivery: Delivery, source: int, to: int, pupils: str) -> str:
    return (
        f"{HEAD}<CTfile><Header>"
        "<DocumentName>Common Transfer File</DocumentName>"
        f"<DateTime>{delivery.day}T18:00:00</DateTime>"
        f"<SourceSchool>{school(source)}</SourceSchool>"
        f"<DestSchool>{school(to)}</DestSchool></Header>"
        f"<CTFpupilData>\n{pupils}</CTFpupilData></CTfile>\n"
    )


def _pupils(county: County, moves: pl.DataFrame, delivery: Delivery) -> pl.DataFrame:
    """Return the moves with the element of each pupil in ``xml``."""
    schools = county.register_tables["schools"].select("urn", "laestab")
    movers = moves["upn"]
    taught = standing(county, delivery, "year_groups", movers).filter(
        pl.col("academic_year") == academic_year(delivery.day)
    )
    told = moves.join(schools, on="urn", maintain_order="left")
    for rows in (
        standing(county, delivery, "pupils", movers),
        county.register_tables["identities"],
        taught.select("upn", "year_group"),
        standing(county, delivery, "pupil_links", movers).select("upn", "former_upn"),
        _spells(county, delivery, movers),
        _meals(county, delivery, movers),
        _provisions(county, delivery, movers),
    ):
        told = told.join(
            rows.drop("recorded_on", strict=False),
            on="upn",
            how="left",
            maintain_order="left",
        )
    return told.with_columns(xml=_pupil() + "\n")


def _pupil() -> pl.Expr:
    language = element("Language", pl.col("language"))
    return within(
        "Pupil",
        *(element(name, pl.col(column)) for name, column in IDENTIFIERS),
        within("BasicDetails", *(element(n, pl.col(column)) for n, column in DETAILS)),
        within("Languages", within("Type", language)),
        around("FSMhistory"),
        around("SENhistory"),
        pl.col("SENneeds").fill_null(""),
        within(
            "SchoolHistory", within("School", *_place()), pl.col("spells").fill_null("")
        ),
    )


def _place() -> list[pl.Expr]:
    """Say the school of a spell, and when it began."""
    number = pl.col("laestab").cast(pl.String)
    return [
        element("LEA", number.str.head(AUTHORITY_DIGITS)),
        element("Estab", number.str.slice(AUTHORITY_DIGITS)),
        element("EntryDate", pl.col("entry_date")),
    ]


def _spells(county: County, delivery: Delivery, of: pl.Series) -> pl.DataFrame:
    """Return ``spells``: those of the county that are over, without a reason."""
    left = standing(county, delivery, "enrolments", of).filter(
        pl.col("status") == PREVIOUS
    )
    schools = county.register_tables["schools"].select("urn", "laestab")
    over = left.join(schools, on="urn").select(
        "upn", "entry_date", "leaving_date", "laestab"
    )
    ended = element("LeavingDate", pl.col("leaving_date"))
    return joined(over, ["upn"], "spells", within("School", *_place(), ended))


def _meals(county: County, delivery: Delivery, of: pl.Series) -> pl.DataFrame:
    """Return the periods, without a ground."""
    periods = standing(county, delivery, "free_school_meals", of)
    instance = within(
        "FSMinstance",
        element("FSMstartDate", pl.col("start_date")),
        element("FSMendDate", pl.col("end_date")),
    )
    return joined(periods, ["upn"], "FSMhistory", instance)


def _provisions(county: County, delivery: Delivery, of: pl.Series) -> pl.DataFrame:
    """Return ``SENhistory``, and ``SENneeds`` of the provision that goes on."""
    held = standing(county, delivery, "sen", of).sort("upn", "start_date")
    now = held.unique("upn", keep="last", maintain_order=True)
    earlier = held.join(now, on=["upn", "start_date"], how="anti")
    needed = earlier.filter(pl.col("primary_need").is_not_null())
    told = pl.concat([earlier.join(needed, on="upn", how="anti"), now])
    period = within(
        "SEN",
        element("StartDate", pl.col("start_date")),
        element("SENprovision", pl.col("provision")),
    )
    dated = told.select("upn", "start_date", "provision")
    history = joined(dated, ["upn"], "SENhistory", period)
    return history.join(now.select("upn", SENneeds=needs()), on="upn")
