"""Whom and what rows speak of: pupils by their UPN, schools by their LAESTAB."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from records.identity import check_letter_fits, pseudonyms, says_why_none
from records.lake import Lake
from records.problems import Problems
from records.readers.layout import UPNS
from records.rows import Rows
from records.tables import (
    ENROLMENTS,
    INCIDENTS,
    MARKS,
    PUPIL_LINKS,
    PUPILS,
    SCHOOLS,
    SUSPENSIONS,
)

ON_ROLL = (PUPILS, ENROLMENTS, PUPIL_LINKS)
EVENTS = (MARKS, INCIDENTS, SUSPENSIONS)
PREVIOUS = "P"
# A LAESTAB is the number of an authority and four digits of a school.
AUTHORITY = 10_000


def name_pupils(
    rows: Sequence[Rows], lake: Lake, key: bytes, problems: Problems
) -> list[Rows]:
    """Put the pseudonym beside every UPN, a former one too.

    Parameters
    ----------
    rows : sequence of Rows
    lake : Lake
        Knows the pupils of earlier deliveries.
    key : bytes
        The authority's secret.
    problems : Problems
        Takes up UPNs that cannot be right, and events of pupils nobody knows.
    """
    named = _upns(rows)
    unfit = named.filter(~check_letter_fits(named))
    _blame_unfit(rows, unfit, problems)
    pupils = pl.DataFrame({"upn": named, "pupil_id": pseudonyms(named, key)})
    sound = pupils.filter(~pl.col("upn").is_in(unfit.implode()))
    _blame(
        [part for part in rows if part.layout.tables[0] in EVENTS],
        _strangers(sound, rows, lake),
        problems,
        what="is of a pupil who is in neither pupils nor enrolments",
        advice="deliver these first, or together with it",
    )
    return [_with_pupil(part, pupils) for part in rows]


def name_schools(rows: Sequence[Rows], lake: Lake, problems: Problems) -> list[Rows]:
    """Put the URN beside the LAESTAB of files that say their school by name."""
    columns = ["laestab", "urn", "recorded_on"]
    delivered = [
        part.frame.select(columns) for part in rows if part.layout.tables[0] == SCHOOLS
    ]
    held = lake.scan("schools").select(columns).collect()
    # A school that became an academy has a new URN; the last one recorded stands.
    schools = (
        pl.concat([held, *delivered])
        .sort("recorded_on", "urn")
        .unique("laestab", keep="last")
        .select("laestab", "urn")
    )
    return [
        part if "urn" in part.frame.columns else _with_school(part, schools, problems)
        for part in rows
    ]


def _upns(rows: Iterable[Rows]) -> pl.Series:
    named = [
        part.frame[column].unique().rename("upn")
        for part in rows
        for column in _upn_columns(part)
    ]
    return pl.concat([pl.Series("upn", [], dtype=pl.String), *named]).unique()


def _upn_columns(part: Rows) -> list[str]:
    names = [upn.name for upn in UPNS.values()]
    return [name for name in names if name in part.frame.columns]


def _strangers(pupils: pl.DataFrame, rows: Sequence[Rows], lake: Lake) -> pl.Series:
    """Return the UPNs that neither this delivery nor the lake has on roll."""
    delivered = _upns(part for part in rows if part.layout.tables[0] in ON_ROLL)
    held = pl.concat([_pupil_ids(lake, table.name) for table in ON_ROLL])
    return pupils.filter(
        ~pl.col("upn").is_in(delivered.implode()),
        ~pl.col("pupil_id").is_in(held.implode()),
    )["upn"]


def _pupil_ids(lake: Lake, table: str) -> pl.Series:
    return lake.scan(table).select("pupil_id").unique().collect()["pupil_id"]


def _blame_unfit(rows: Sequence[Rows], upns: pl.Series, problems: Problems) -> None:
    reasons = says_why_none(upns)
    _blame(
        rows,
        upns.filter(reasons),
        problems,
        what="says why the pupil has no UPN (a code UN1 to UN10), which is no UPN",
        advice="give the pupil one, temporary if need be",
    )
    _blame(
        rows,
        upns.filter(~reasons),
        problems,
        what="holds a UPN whose form or check letter does not fit",
        advice="correct it at the school",
    )


def _blame(
    rows: Iterable[Rows], upns: pl.Series, problems: Problems, *, what: str, advice: str
) -> None:
    """Take up the rows of some pupils, without saying who they are."""
    if upns.is_empty():
        return
    for part in rows:
        for column in _upn_columns(part):
            problems.add_rows(
                part.frame.filter(pl.col(column).is_in(upns.implode())),
                what,
                advice,
                column=part.layout.heading(column),
            )


def _with_pupil(part: Rows, pupils: pl.DataFrame) -> Rows:
    frame = part.frame
    for pseudonym, upn in UPNS.items():
        if upn.name in frame.columns:
            known = pupils.rename({"upn": upn.name, "pupil_id": pseudonym})
            frame = frame.join(known, on=upn.name, how="left")
    return replace(part, frame=frame)


def _with_school(part: Rows, schools: pl.DataFrame, problems: Problems) -> Rows:
    if "urn" not in part.layout.tables[0].delivered:
        return part
    frame = part.frame.join(schools, on="laestab", how="left")
    if part.layout.tables[0] is ENROLMENTS:
        frame = frame.remove(_past_and_elsewhere(schools))
    homeless = frame.filter(pl.col("urn").is_null())
    if any(column.name == "laestab" for column in part.layout.fields):
        problems.add_rows(
            homeless,
            "is of a school that is not in schools",
            "deliver that table first, or correct the LAESTAB",
            column=part.layout.heading("laestab"),
            value=pl.col("laestab").cast(pl.String),
        )
        return replace(part, frame=frame)
    for place in homeless["_file"].unique().sort():
        problems.add_file(
            problems.labels[place],
            "is of a school that is not in schools",
            "deliver that table first, or put its LAESTAB first in the file name",
        )
    return replace(part, frame=frame)


def _past_and_elsewhere(schools: pl.DataFrame) -> pl.Expr:
    """Find the spells that a transfer file tells of schools of another authority.

    They are over, and such schools are not screened.
    """
    authorities = (schools["laestab"] // AUTHORITY).unique()
    elsewhere = ~(pl.col("laestab") // AUTHORITY).is_in(authorities.implode())
    return (pl.col("status") == PREVIOUS) & elsewhere
