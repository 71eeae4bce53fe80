"""How deliveries become history: assertions in, versions out.

Every delivered row is an assertion: these values, for this key, as recorded on that
day. The lake keeps them all, so that any order of deliveries gives the same lake. An
assertion that repeats the one before it is a *confirmation*: it adds nothing to what
was known, but an assertion that arrives late may come to stand between the two.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from records.contracts import Table
from records.errors import InputRejected

DELIVERED = "_delivered"


@dataclass(frozen=True)
class Merged:
    """What a merge leaves.

    Attributes
    ----------
    versions : polars.DataFrame
        In lake schema, in order of the key.
    confirmations : polars.DataFrame
        In delivered schema; empty for a table without history.
    kept : int
        Delivered rows that became a version; the others were known already.
    """

    versions: pl.DataFrame
    confirmations: pl.DataFrame
    kept: int


def merge(
    table: Table,
    delivered: pl.DataFrame,
    versions: pl.DataFrame,
    confirmations: pl.DataFrame,
) -> Merged:
    """Merge delivered rows into what is held.

    Parameters
    ----------
    table : Table
    delivered : polars.DataFrame
        In delivered schema.
    versions, confirmations : polars.DataFrame
        What is held, as an earlier merge left it.

    Raises
    ------
    InputRejected
        When two rows give the same key different values on the same day.
    """
    if not table.versioned:
        return _replace(table, delivered, versions)
    assertions = pl.concat(
        [
            versions.select(*table.delivered, pl.lit(False).alias(DELIVERED)),
            confirmations.select(*table.delivered, pl.lit(False).alias(DELIVERED)),
            delivered.select(*table.delivered, pl.lit(True).alias(DELIVERED)),
        ]
    ).sort(*table.key, "recorded_on", DELIVERED)
    return _derive(table, assertions)


def without(
    table: Table,
    pupils: pl.Series,
    versions: pl.DataFrame,
    confirmations: pl.DataFrame,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take pupils out of what is held.

    A thing that was ever theirs goes with all its versions: an incident first put
    down to one pupil and then to another would be wrong with either of them alone.

    Parameters
    ----------
    table : Table
        With ``pupil_id``.
    pupils : polars.Series of Int64
    versions, confirmations : polars.DataFrame
        As a merge left them.

    Returns
    -------
    tuple of polars.DataFrame
        What is left of the two, in the same order.
    """
    held = (versions, confirmations)
    theirs = pl.concat(
        frame.filter(pl.col("pupil_id").is_in(pupils.implode())).select(table.key)
        for frame in held
    ).unique()
    left = [
        frame.join(theirs, on=table.key, how="anti", maintain_order="left")
        for frame in held
    ]
    return left[0], left[1]


def _derive(table: Table, assertions: pl.DataFrame) -> Merged:
    """Tell versions from confirmations, in assertions sorted by key and day."""
    values = [name for name in table.delivered if name not in _identifying(table)]
    marked = assertions.with_columns(
        _same_key=_unchanged(table.key),
        _same_day=_unchanged(["recorded_on"]),
        _same_values=_unchanged(values),
    )
    same_key, same_day = pl.col("_same_key"), pl.col("_same_day")
    same_values = pl.col("_same_values")
    _refuse_contradictions(table, marked.filter(same_key & same_day & ~same_values))
    versions = marked.filter(~(same_key & same_values))
    following = pl.col("recorded_on").shift(-1)
    replaced = pl.when(pl.col("_same_key").shift(-1)).then(following)
    return Merged(
        versions=versions.select(*table.delivered, superseded_on=replaced),
        confirmations=marked.filter(same_key & same_values & ~same_day).select(
            *table.delivered
        ),
        kept=int(versions[DELIVERED].sum()),
    )


def _identifying(table: Table) -> tuple[str, ...]:
    return (*table.key, "recorded_on")


def _unchanged(columns: list[str] | tuple[str, ...]) -> pl.Expr:
    """Return whether the columns equal those of the row before; never in the first."""
    same = [pl.col(name).eq_missing(pl.col(name).shift(1)) for name in columns]
    return pl.all_horizontal(pl.lit(True), *same) & (pl.int_range(pl.len()) > 0)


def _refuse_contradictions(table: Table, contradictions: pl.DataFrame) -> None:
    if contradictions.is_empty():
        return
    first = contradictions.row(0, named=True)
    key = ", ".join(f"{name} {first[name]}" for name in table.key)
    raise InputRejected(
        f"{table.name}: {contradictions.height} rows contradict what is held as "
        f"recorded on the same day, the first for {key}, recorded on "
        f"{first['recorded_on']}; deliver a correction as recorded on a later day"
    )


def _replace(table: Table, delivered: pl.DataFrame, held: pl.DataFrame) -> Merged:
    """Let the last delivered row of each key stand, in a table without history."""
    latest = delivered.select(*table.delivered).unique(
        subset=list(table.key), keep="last", maintain_order=True
    )
    kept = latest.join(
        held, on=list(table.delivered), how="anti", nulls_equal=True
    ).height
    rest = held.join(latest, on=list(table.key), how="anti")
    return Merged(
        versions=pl.concat([rest, latest]).sort(table.key),
        confirmations=delivered.clear().select(*table.delivered),
        kept=kept,
    )
