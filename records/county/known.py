"""What a delivery is the first with, and what is known by then."""

from __future__ import annotations

import polars as pl

from records.contracts import Table
from records.county.simulate import County
from records.county.weeks import Delivery
from records.readers.layout import UPNS
from records.readers.pupil_facts import academic_year
from records.tables import TABLES

FIRST_NUMBER = 10_001  # of a pupil in a school's system


def new_rows(county: County, delivery: Delivery) -> dict[str, pl.DataFrame]:
    """Return the rows of every table but the marks that a delivery is the first with.

    Who pupils are is known as soon as they are, and the calendar from the start.
    """
    tables = dict(county.register_tables)
    known = tables["pupils"].group_by("upn").agg(pl.col("recorded_on").min())
    tables["identities"] = tables["identities"].join(
        known, on="upn", maintain_order="left"
    )
    opened = pl.lit(county.world.days.dates[0].item())
    tables["calendar"] = tables["calendar"].with_columns(recorded_on=opened)
    return {name: rows.filter(delivery.new) for name, rows in tables.items()}


def standing(
    county: County, delivery: Delivery, name: str, of: pl.Series | None = None
) -> pl.DataFrame:
    """Return the last version of each thing in a table that is known by a delivery.

    Parameters
    ----------
    county : County
    delivery : Delivery
    name : str
        Of a table with history.
    of : polars.Series of text, optional
        UPNs of the pupils that are wanted; all of them when left out.
    """
    wanted = delivery.known if of is None else pl.col("upn").is_in(of.implode())
    rows = county.register_tables[name].filter(wanted, delivery.known)
    return last_versions(rows, TABLES[name])


def last_versions(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Keep what was said last of each thing."""
    return rows.sort("recorded_on", maintain_order=True).unique(
        _thing(table), keep="last", maintain_order=True
    )


def last_events(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Do the same for many events of a week, of which few were told again.

    What a school told later than the rest of a day is set apart, so that only those
    few are compared with all others.
    """
    of_day = [name for name in table.key if name in ("urn", "date")]
    since = pl.col("recorded_on").min().over(of_day)
    again = last_versions(rows.filter(pl.col("recorded_on") > since), table)
    first = rows.filter(pl.col("recorded_on") == since)
    kept = first.join(again, on=_thing(table), how="anti", maintain_order="left")
    return pl.concat([kept, again])


def _thing(table: Table) -> list[str]:
    return [UPNS[name].name if name in UPNS else name for name in table.key]


def roster(county: County, delivery: Delivery) -> pl.DataFrame:
    """Return ``upn`` and what exports say of pupils beside their records."""
    year = academic_year(delivery.day)
    taught = county.register_tables["year_groups"].filter(
        pl.col("academic_year") == year
    )
    return (
        county.register_tables["identities"]
        .with_row_index("number", offset=FIRST_NUMBER)
        .join(taught.select("upn", "year_group"), on="upn", how="left")
        .select(
            "upn",
            "surname",
            "forename",
            "date_of_birth",
            "number",
            student=pl.col("forename") + " " + pl.col("surname"),
            form=pl.col("year_group") + "A",
            year="Year " + pl.col("year_group"),
        )
    )
