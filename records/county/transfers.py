"""Common transfer files: what the old school tells of a pupil who moves.

One file for each pair of schools and week, in the elements that
``records/readers/ctf_xml.py`` reads. It tells the new entry and, of the rest, what is
held: such a file gives the spells that are over no reason, so these are left to the
authority.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from records.county.known import standing
from records.county.simulate import County
from records.county.weeks import Delivery
from records.readers.pupil_facts import academic_year

ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
SPELL = ("upn", "urn", "entry_date")
AUTHORITY_DIGITS = 3  # of a LAESTAB


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
        left, joined = str(laestab[source]), str(laestab[to])
        written = _document(delivery, left, joined, "".join(pupils["xml"]))
        (place / f"ctf-{left}-{joined}.xml").write_text(written, encoding="utf-8")


def _document(delivery: Delivery, source: str, to: str, pupils: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<CTfile><Header>'
        "<DocumentName>Common Transfer File</DocumentName>"
        f"<DateTime>{delivery.day}T18:00:00</DateTime>"
        f"<SourceSchool>{_school(source)}</SourceSchool>"
        f"<DestSchool>{_school(to)}</DestSchool></Header>"
        f"<CTFpupilData>\n{pupils}</CTFpupilData></CTfile>\n"
    )


def _school(laestab: str) -> str:
    authority, school = laestab[:AUTHORITY_DIGITS], laestab[AUTHORITY_DIGITS:]
    return f"<LEA>{authority}</LEA><Estab>{school}</Estab>"


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
    number = pl.col("laestab").cast(pl.String)
    basic = (("Ethnicity", "ethnicity"), ("NCyearActual", "year_group"))
    language = _element("Language", pl.col("language"))
    school = pl.concat_str(
        _element("LEA", number.str.head(AUTHORITY_DIGITS)),
        _element("Estab", number.str.slice(AUTHORITY_DIGITS)),
        _element("EntryDate", pl.col("entry_date")),
    )
    return _within(
        "Pupil",
        _element("UPN", pl.col("upn")),
        _element("Surname", pl.col("surname")),
        _element("Forename", pl.col("forename")),
        _element("DOB", pl.col("date_of_birth")),
        _element("Sex", pl.col("sex")),
        _within(
            "BasicDetails",
            *(_element(name, pl.col(column)) for name, column in basic),
            _element("EnrolStatus", pl.col("status")),
        ),
        _within("Languages", _within("Type", language)),
        pl.col("meals").fill_null(""),
        pl.col("provisions").fill_null(""),
        _within("SchoolHistory", _within("School", school)),
    )


def _meals(county: County, delivery: Delivery, of: pl.Series) -> pl.DataFrame:
    """Return ``meals``: the periods without a ground, which the file could not say."""
    periods = standing(county, delivery, "free_school_meals", of).filter(
        pl.col("category").is_null()
    )
    instance = _within(
        "FSMinstance",
        _element("FSMstartDate", pl.col("start_date")),
        _element("FSMendDate", pl.col("end_date")),
    )
    history = periods.sort("upn", "start_date").group_by("upn")
    joined = history.agg(instance.alias("meals").str.join(""))
    return joined.with_columns(_within("FSMhistory", pl.col("meals")).alias("meals"))


def _provisions(county: County, delivery: Delivery, of: pl.Series) -> pl.DataFrame:
    """Return ``provisions``: the one that goes on, as the needs are those of today."""
    held = standing(county, delivery, "sen", of).filter(pl.col("end_date").is_null())
    now = held.sort("upn", "start_date").unique("upn", keep="last")
    needs = [
        pl.when(pl.col(column).is_not_null())
        .then(
            _within(
                "SENneed",
                pl.lit(f"<SENtypeRank>{rank}</SENtypeRank>"),
                _element("SENtype", pl.col(column)),
            )
        )
        .otherwise(pl.lit(""))
        for rank, column in enumerate(("primary_need", "secondary_need"), start=1)
    ]
    history = _within(
        "SEN",
        _element("StartDate", pl.col("start_date")),
        _element("SENprovision", pl.col("provision")),
    )
    return now.select(
        "upn",
        provisions=_within("SENhistory", history) + _within("SENneeds", *needs),
    )


def _element(name: str, value: pl.Expr) -> pl.Expr:
    """Write an element; nothing where there is no value."""
    text = value.cast(pl.String).str.replace_many(ESCAPED)
    return pl.concat_str(pl.lit(f"<{name}>"), text, pl.lit(f"</{name}>")).fill_null("")


def _within(name: str, *parts: pl.Expr) -> pl.Expr:
    return pl.concat_str(pl.lit(f"<{name}>"), *parts, pl.lit(f"</{name}>"))
