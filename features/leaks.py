"""The proof that a row knows nothing of its future: build it again without one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from features.build import build_many
from records.history import as_if_stopped

SAME = 1e-9
AGAIN = "_again"


@dataclass(frozen=True, kw_only=True)
class Leak:
    """A column that changes when what came in later is taken away.

    Attributes
    ----------
    column : str
        A feature, a companion or ``urn``; ``pupil_id`` when the cohort itself changes.
    pupils : int
        How many rows differ.
    """

    column: str
    pupils: int


def leaks(
    tables: Mapping[str, Any], as_of: date, *, switched_on: Collection[str] = ()
) -> list[Leak]:
    """Build the rows of one Monday twice, the second time with no record of later days.

    Parameters
    ----------
    tables : mapping of str to frame
        As for ``build``; at best with records that came in after ``as_of``, or there
        is no future to leak.
    as_of : date
        A Monday.
    switched_on : collection of str
        As for ``build``.

    Returns
    -------
    list of Leak
        Empty when the rows are equal, to 1e-9.
    """
    cut = {name: as_if_stopped(frame, as_of) for name, frame in tables.items()}
    rows, again = (
        build_many(held, [as_of], switched_on=switched_on).drop("as_of")
        for held in (tables, cut)
    )
    both = rows.join(again, on="pupil_id", suffix=AGAIN)
    columns = [name for name in rows.columns if name != "pupil_id"]
    changed = both.select(_differs(name).sum().alias(name) for name in columns).row(0)
    alone = len(rows) + len(again) - 2 * len(both)
    found = {"pupil_id": alone} | dict(zip(columns, changed, strict=True))
    return [Leak(column=name, pupils=count) for name, count in found.items() if count]


def _differs(name: str) -> pl.Expr:
    now, then = pl.col(name), pl.col(name + AGAIN)
    return now.ne_missing(then) & ((now - then).abs() > SAME).fill_null(True)
