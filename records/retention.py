"""Forgetting pupils: by number, or so long after they left.

What goes is every row of every table and version that is about them. What stays is
that it happened: the day, the rule, and how many, in the lake's manifest; a pupil whose
number changed counts there once for each number. A later delivery that names a
forgotten pupil brings them back, so the supplier has to be told too; and backups of
the lake keep what they hold until they are renewed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from records.errors import InputRejected
from records.identity import check_letter_fits, pseudonyms
from records.lake import Lake
from records.links import linked, present_pupils
from records.manifest import Forgotten
from records.tables import PUPIL_LINKS


def forget(lake: Lake, upn: str, *, key: bytes, on: date) -> Forgotten:
    """Forget the pupil of a UPN, under every number that pupil ever had.

    Parameters
    ----------
    lake : Lake
    upn : str
    key : bytes
        The authority's secret for pseudonyms.
    on : date
        Today.

    Returns
    -------
    Forgotten
        With no pupils when the lake held nothing of this one, and no record is kept.

    Raises
    ------
    InputRejected
        When it is not a UPN, or its check letter does not fit.
    LakeBusy
        When another process is writing to the lake.
    """
    upns = pl.Series([upn.strip().upper()])
    if not check_letter_fits(upns).all():
        raise InputRejected(
            "that is not a unique pupil number, or its check letter does not fit; "
            "copy it from the request again"
        )
    pupils = pseudonyms(upns, key)
    return lake.remove(lambda tables: _every_number(pupils, tables), rule="upn", on=on)


def forget_left_before(lake: Lake, day: date, *, on: date) -> Forgotten:
    """Forget every pupil who has been on no roll since before a day.

    Parameters
    ----------
    lake : Lake
    day : date
        A pupil goes when all spells on a roll, as now known, ended before it. Who
        has no spell at all stays, because nothing says when they left.
    on : date
        Today.

    Returns
    -------
    Forgotten
        With no pupils when nobody left so long ago, and no record is kept.

    Raises
    ------
    InputRejected
        When the day is to come, which would choose pupils who are still on roll.
    LakeBusy
        When another process is writing to the lake.
    """
    if day > on:
        raise InputRejected(f"{day} is to come; give the day until which to forget")
    return lake.remove(
        lambda tables: _left_before(tables, day), rule=f"left before {day}", on=on
    )


def _left_before(tables: Mapping[str, pl.LazyFrame], day: date) -> pl.Series:
    read = {name: tables[name] for name in ("enrolments", PUPIL_LINKS.name)}
    left = (pl.col("leaving_date") < day).fill_null(False).all()
    pupils = linked(read, date.max)["enrolments"].group_by("pupil_id").agg(left=left)
    gone = pupils.filter("left").select("pupil_id").collect()["pupil_id"]
    return _every_number(gone, tables)


def _every_number(pupils: pl.Series, tables: Mapping[str, pl.LazyFrame]) -> pl.Series:
    """Return the numbers that pupils have now or had before."""
    numbers = present_pupils(tables, date.max)
    present = numbers.filter(pl.col("former").is_in(pupils.implode()))["present"]
    now = pl.concat([pupils, present.rename(pupils.name)]).unique()
    before = numbers.filter(pl.col("present").is_in(now.implode()))["former"]
    return pl.concat([now, before.rename(pupils.name)]).unique()
