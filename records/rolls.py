"""Who is on roll, and at which school: the rule, stated once.

A pupil counts once. Of a dual registration the main school (M) counts and the
subsidiary (S) adds nothing; nor does a guest (G), whose own school counts. The school
census counts so: statuses C and M. Two things are recorded wrongly so often that the
rule must say what they mean:

* A pupil is at two schools by C, because the first has not recorded the leaving yet:
  the later entry stands.
* A school delivers a spell again with another entry date, and the first one is never
  closed: spells that overlap at one school are one, which began with the first of them
  and goes on as the last recorded of those that still ran says.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import narwhals as nw

Lazy = nw.LazyFrame[Any]

COUNTED = ("C", "M")
PREVIOUS = "P"
ALWAYS = 9999_12_31
AT_ONE_SCHOOL = ("pupil_id", "urn")


def spells(enrolments: Lazy) -> Lazy:
    """Return the spells that count, or did while they ran, each once.

    Parameters
    ----------
    enrolments : narwhals.LazyFrame
        As known on a day, in lake schema.

    Returns
    -------
    narwhals.LazyFrame
        ``pupil_id``, ``urn``, ``entry_date``, ``leaving_date``, ``leaving_reason``.
    """
    entry, left = nw.col("entry_date"), nw.col("leaving_date")
    in_order: dict[str, Any] = {"order_by": ["entry_date", "recorded_on"]}
    over = (nw.col("status") == PREVIOUS) & left.is_null()
    counted = enrolments.filter(nw.col("status").is_in((*COUNTED, PREVIOUS)), ~over)
    spell = (*AT_ONE_SCHOOL, "spell")
    until = nw.when(left.is_null()).then(nw.lit(ALWAYS)).otherwise(_ordered(left))
    apart = (_ordered(entry) > nw.col("reached")).fill_null(False).cast(nw.Int64)
    numbered = (
        counted.with_columns(until=until)
        .with_columns(until=nw.col("until").cum_max().over(*AT_ONE_SCHOOL, **in_order))
        .with_columns(reached=nw.col("until").shift(1).over(*AT_ONE_SCHOOL, **in_order))
        .with_columns(apart=apart)
        .with_columns(spell=nw.col("apart").cum_sum().over(*AT_ONE_SCHOOL, **in_order))
        .with_columns(began=entry.min().over(*spell), last=entry.max().over(*spell))
    )
    said = numbered.filter(left.is_null() | (left >= nw.col("last")))
    for latest in ("recorded_on", "entry_date"):
        said = said.filter(nw.col(latest) == nw.col(latest).max().over(*spell))
    return said.select(
        *AT_ONE_SCHOOL,
        nw.col("began").alias("entry_date"),
        "leaving_date",
        "leaving_reason",
    )


def _ordered(day: nw.Expr) -> nw.Expr:
    """Return a date as a number, of which pandas can find the highest so far."""
    parts = {10_000: day.dt.year(), 100: day.dt.month(), 1: day.dt.day()}
    return nw.sum_horizontal(
        part.cast(nw.Int64) * weight for weight, part in parts.items()
    )


def on_roll(spells: Lazy, day: date) -> Lazy:
    """Keep the spells that include a day; a pupil may have two until one is closed."""
    left = nw.col("leaving_date")
    return spells.filter(nw.col("entry_date") <= day, left.is_null() | (left >= day))


def main_schools(spells: Lazy, day: date) -> Lazy:
    """Return everybody on roll on a day, each once, with the school that counts.

    Returns
    -------
    narwhals.LazyFrame of shape (n_pupils, 3)
        ``pupil_id``, ``urn`` and ``entry_date``: of the latest entry; entered on one
        day, the lower URN.
    """
    latest = nw.col("entry_date") == nw.col("entry_date").max().over("pupil_id")
    return (
        on_roll(spells, day)
        .filter(latest)
        .group_by("pupil_id")
        .agg(nw.col("urn").min(), nw.col("entry_date").max())
    )
