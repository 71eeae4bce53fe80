"""Climate: how the others fare who are in the same year group at the same school."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from records.disclosure import MINIMUM

AROUND = ("urn", "year_key")


def climate(rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Add what is recorded of the others of a pupil's year group at the school.

    The pupil is left out, so that nobody's own record speaks twice; and a group of
    which fewer than ``MINIMUM`` others are known is not told, for it would tell of
    single pupils.
    """
    rows = rows.with_columns(year_key=nw.col("year_group").fill_null(-1))
    for count, per, name in (
        ("incidents_12w", 1, "peers_incidents_12w"),
        ("suspensions_12m", 100, "peers_suspensions_12m"),
    ):
        rows = _of_others(rows, count).with_columns(
            **{name: nw.when(_enough()).then(per * nw.col("sum") / nw.col("others"))}
        )
    rows = _of_others(rows, "possible_12w").with_columns(possible_around="sum")
    share = nw.col("sum") / nw.col("possible_around")
    known = _enough() & (nw.col("possible_around") > 0)
    rows = _of_others(rows, "absent_12w")
    return rows.with_columns(peers_absence_rate_12w=nw.when(known).then(share))


def _of_others(rows: nw.LazyFrame[Any], count: str) -> nw.LazyFrame[Any]:
    """Add the ``sum`` of a count over the ``others``, and of how many it is known."""
    own, known = nw.col(count).fill_null(0), ~nw.col(count).is_null()
    counted = rows.with_columns(own=own, known=known.cast(nw.Int64))
    return counted.with_columns(
        sum=nw.col("own").sum().over(*AROUND) - nw.col("own"),
        others=nw.col("known").sum().over(*AROUND) - nw.col("known"),
    )


def _enough() -> nw.Expr:
    return (nw.col("others") >= MINIMUM) & (nw.col("year_key") >= 0)
