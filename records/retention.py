"""Forgetting pupils: by number, or so long after they left.

What goes is every row of every table and version that is about them. What stays is
that it happened: the day, the rule, and how many, in the lake's manifest. A later
delivery that names a forgotten pupil brings them back, so the supplier has to be told
too; and backups of the lake keep what they hold until they are renewed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from records.errors import InputRejected
from records.identity import check_letter_fits, pseudonyms
from records.lake import Lake
from records.manifest import Forgotten


def forget(lake: Lake, upn: str, *, key: bytes, on: date) -> Forgotten:
    """Forget the pupil of a UPN.

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
    return lake.remove(lambda _: pseudonyms(upns, key), rule="upn", on=on)


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
    spells = tables["enrolments"].filter(pl.col("superseded_on").is_null())
    left = (pl.col("leaving_date") < day).fill_null(False).all()
    gone = spells.group_by("pupil_id").agg(left=left).filter("left")
    return gone.select("pupil_id").collect()["pupil_id"]
