"""How deliveries become history: assertions in, versions out.

Every delivered row is an assertion: these values, for this key, as recorded on that
day. The lake keeps them all, so that any order of deliveries gives the same lake. An
assertion that repeats the one before it is a *confirmation*: it adds nothing to what
was known, but an assertion that arrives late may come to stand between the two.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from records.contracts import UNSAID, Table

# Where in the delivery a row stands; what is held stands nowhere in it.
PLACE: dict[str, pl.DataType] = {"_file": pl.UInt32(), "_row": pl.UInt32()}
REFUSED = PLACE | {"_against": pl.String()}
AGAINST_FILE, AGAINST_FILES, AGAINST_LAKE = "file", "files", "lake"
DELIVERED = pl.col("_file").is_not_null()


@dataclass(frozen=True)
class Merged:
    """What a merge leaves.

    Attributes
    ----------
    versions : polars.DataFrame
        In lake schema, in order of the key.
    confirmations : polars.DataFrame
        As asserted; empty for a table without history.
    kept : int
        Delivered rows that became a version.
    refused : polars.DataFrame
        ``_file`` and ``_row`` of delivered rows that say another thing than what is
        held of the same day, or than another delivered row, and ``_against``, which
        of these. The delivered rows neither kept nor refused were known already.
    """

    versions: pl.DataFrame
    confirmations: pl.DataFrame
    kept: int
    refused: pl.DataFrame


def placed(rows: pl.DataFrame, file: int = 0) -> pl.DataFrame:
    """Give rows their places, ``_file`` and ``_row``, as if they stood in one file."""
    return rows.with_columns(
        _file=pl.lit(file, dtype=pl.UInt32),
        _row=pl.int_range(pl.len(), dtype=pl.UInt32),
    )


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
        As asserted, with ``_file`` and ``_row``, which say where in the
        delivery each stands.
    versions, confirmations : polars.DataFrame
        What is held, as an earlier merge left it.
    """
    if not table.versioned:
        return _replace(table, delivered, versions)
    nowhere = [pl.lit(None, dtype=kind).alias(name) for name, kind in PLACE.items()]
    assertions = _sorted(
        pl.concat(
            [
                versions.select(*table.asserted, *nowhere),
                confirmations.select(*table.asserted, *nowhere),
                delivered.select(*table.asserted, *PLACE),
            ]
        ),
        (*_identifying(table), *table.unsaid),
    )
    marked = _marked(table, _carried_over(table, assertions))
    said_two_things = marked.filter("_same_key", "_same_day", ~pl.col("_same_values"))
    if said_two_things.is_empty():
        refused = pl.DataFrame(schema=REFUSED)
    else:
        refused = _contradictions(table, marked, said_two_things)
        left = assertions.join(refused, on=list(PLACE), how="anti", nulls_equal=True)
        marked = _marked(table, _carried_over(table, left))
    return _derive(table, marked, refused)


def without(
    table: Table,
    pupils: pl.Series,
    versions: pl.DataFrame,
    confirmations: pl.DataFrame,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take pupils out of what is held.

    A thing that was ever theirs goes with all its versions: a record first put down
    to one pupil and then to another would be wrong with either of them alone.

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


def _sorted(rows: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """Sort rows; what a supplier or the lake wrote is mostly in order already.

    Of each pupil, that is: so runs of rows that are alike in the first column are
    sorted as one, and the rows themselves where that is not enough.
    """
    first, *rest = columns
    runs = rows[first].rle().struct.unnest().with_columns(pl.col("len").cast(pl.Int64))
    start = pl.col("len").cum_sum() - pl.col("len")
    order = (
        runs.with_columns(start=start)
        .sort("value", maintain_order=True)
        .select(pl.int_ranges("start", pl.col("start") + pl.col("len")).explode())
        .to_series()
    )
    by_first = rows[order]
    follows = pl.lit(True)
    for name in reversed(rest):
        here, before = pl.col(name), pl.col(name).shift(1)
        follows = (here > before) | ((here == before) & follows)
    same = pl.col(first) == pl.col(first).shift(1)
    if by_first.select((same & ~follows).any()).item():
        return rows.sort(*columns, maintain_order=True)
    return by_first


def _carried_over(table: Table, assertions: pl.DataFrame) -> pl.DataFrame:
    """Let what was said before go on where a sender cannot say a column.

    On one day, the assertions that say most come first.
    """
    row, first = pl.int_range(pl.len()), ~_unchanged(table.key)
    carried = []
    for bit, name in enumerate(table.carried):
        says = pl.col(UNSAID) & (1 << bit) == 0
        said_last = pl.when(says | first).then(row).forward_fill()
        carried.append(pl.col(name).gather(said_last))
    return assertions.with_columns(carried)


def _marked(table: Table, assertions: pl.DataFrame) -> pl.DataFrame:
    """Compare each of the assertions, sorted by key and day, with the one before."""
    return assertions.with_columns(
        _same_key=_unchanged(table.key),
        _same_day=_unchanged(["recorded_on"]),
        _same_values=_unchanged(_values(table)),
    )


def _derive(table: Table, marked: pl.DataFrame, refused: pl.DataFrame) -> Merged:
    """Tell versions from confirmations."""
    same_key, same_values = pl.col("_same_key"), pl.col("_same_values")
    versions = marked.filter(~(same_key & same_values))
    following = pl.col("recorded_on").shift(-1)
    replaced = pl.when(pl.col("_same_key").shift(-1)).then(following)
    return Merged(
        versions=versions.select(*table.asserted, superseded_on=replaced),
        confirmations=marked.filter(
            same_key & same_values & ~pl.col("_same_day")
        ).select(*table.asserted),
        kept=int(versions.select(DELIVERED.sum()).item()),
        refused=refused,
    )


def _identifying(table: Table) -> tuple[str, ...]:
    return (*table.key, "recorded_on")


def _values(table: Table) -> list[str]:
    names = (column.name for column in table.columns)
    return [name for name in names if name not in _identifying(table)]


def _unchanged(columns: list[str] | tuple[str, ...]) -> pl.Expr:
    """Return whether the columns equal those of the row before; never in the first."""
    same = [pl.col(name).eq_missing(pl.col(name).shift(1)) for name in columns]
    return pl.all_horizontal(pl.lit(True), *same) & (pl.int_range(pl.len()) > 0)


def _contradictions(
    table: Table, assertions: pl.DataFrame, said_two_things: pl.DataFrame
) -> pl.DataFrame:
    """Return the delivered rows to refuse, of the things of which two are said.

    What is held stands, so that no later delivery can change an earlier list. Among
    delivered rows nobody knows which is right, so none of them is taken.
    """
    thing = list(_identifying(table))
    said = said_two_things.select(thing).unique()
    involved = assertions.join(said, on=thing, how="semi", maintain_order="left")
    held = involved.filter(~DELIVERED).drop(*PLACE).unique()
    delivered = involved.filter(DELIVERED)
    if values := _values(table):
        delivered = delivered.join(
            held, on=[*thing, *values], how="anti", nulls_equal=True
        )
    known = held.select(thing).with_columns(_known=True)
    several = pl.col("_file").n_unique().over(thing) > 1
    against = (
        pl.when("_known")
        .then(pl.lit(AGAINST_LAKE))
        .when(several)
        .then(pl.lit(AGAINST_FILES))
        .otherwise(pl.lit(AGAINST_FILE))
    )
    return (
        delivered.join(known, on=thing, how="left")
        .select(*PLACE, _against=against)
        .unique()
    )


def _replace(table: Table, delivered: pl.DataFrame, held: pl.DataFrame) -> Merged:
    """Let the row of each key that was recorded last stand, in a table without history.

    Of several recorded on that day it is the greatest, so that the order in which
    deliveries came does not show; but one file may not say two things.
    """
    key, said = list(table.key), list(table.asserted)
    values = _values(table)
    differs = pl.struct(values).n_unique().over(*_identifying(table), "_file") > 1
    against = pl.lit(AGAINST_FILE).alias("_against")
    refused = delivered.filter(differs).select(*PLACE, against)
    told = delivered.filter(~differs).select(said)
    last = (
        pl.concat([held, told])
        .sort(*key, "recorded_on", *values)
        .unique(key, keep="last", maintain_order=True)
    )
    new = last.join(held, on=[*key, *values], how="anti", nulls_equal=True)
    return Merged(
        versions=last,
        confirmations=delivered.clear().select(said),
        kept=new.height,
        refused=refused,
    )
