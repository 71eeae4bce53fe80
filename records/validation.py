"""What a row must satisfy, derived from the contract and checked column-wise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from records.codes import code_list
from records.contracts import Column, Type
from records.readers.layout import UPNS, Layout
from records.tables import FIRST_DATE, IDENTITIES, LAST_DATE

RAW = "raw:"
FEW_CODES = 12
SHORT_DATE = date(2013, 5, 20)  # May is the shortest month, in words too
LONGEST_SHOWN = 60
WHO = IDENTITIES.delivered.keys() - {"recorded_on"}
DAYS = {
    "recorded_on": "the day on which it was recorded",
    "known_on": "the day of the delivery",
}
TYPES = {
    Type.INTEGER: "a whole number",
    Type.NUMBER: "a number",
    Type.DATE: "a date",
    Type.BOOLEAN: "true or false",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Check:
    """One thing that may be wrong with a row.

    Parameters
    ----------
    column : str
        The column to name.
    fails : polars.Expr
        Whether a row fails, over typed columns and, under ``RAW`` and the name, the
        text from which each was read.
    problem, advice : str
        What is wrong, as the rest of a sentence, and what to do.
    """

    column: str
    fails: pl.Expr
    problem: str
    advice: str


def parsed(column: Column, layout: Layout) -> pl.Expr:
    """Read a column from its text; null where the text is not of its type."""
    text = pl.col(RAW + column.name)
    if column.name in layout.values:
        text = text.replace(dict(layout.values[column.name]))
    match column.type:
        case Type.DATE:
            # A day that was cut off, 2025-09-1, would read as another day.
            shortest = len(SHORT_DATE.strftime(layout.date_format))
            whole = text.str.len_bytes() >= shortest
            read = (
                pl.when(whole)
                .then(text.str.to_date(layout.date_format, strict=False))
                .otherwise(None)
            )
        case Type.BOOLEAN:
            read = text.str.to_lowercase().replace_strict(
                {"true": True, "false": False}, default=None, return_dtype=pl.Boolean
            )
        case _:
            read = text.cast(column.polars, strict=False)
    return read.alias(column.name)


def checks(layout: Layout) -> list[Check]:
    """Return every check on the rows of a file, column by column.

    The rows also have ``known_on``, the day of the delivery, null when not said.
    """
    table = layout.tables[0]
    found = [
        check for column in layout.fields for check in _column_checks(column, layout)
    ]
    found += [_order_check(*pair) for pair in table.ordered]
    if table.dated is not None:
        found += [
            check
            for column in table.columns
            for check in _in_force_checks(column, table.dated)
        ]
    if "recorded_on" in (column.name for column in layout.fields):
        found.append(_order_check("recorded_on", "known_on"))
    return found


def _column_checks(column: Column, layout: Layout) -> Iterator[Check]:
    value, raw = pl.col(column.name), pl.col(RAW + column.name)
    if not column.nullable:
        yield Check(
            column=column.name,
            fails=raw.is_null(),
            problem="is empty",
            advice="every row needs one",
        )
    if column.type is not Type.TEXT:
        yield Check(
            column=column.name,
            fails=raw.is_not_null() & value.is_null(),
            problem=f"is not {TYPES[column.type]}",
            advice=f"write it as {_written(column.example, layout)}",
        )
    if column.codes is not None:
        codes = code_list(column.codes)["code"].to_list()
        yield Check(
            column=column.name,
            fails=raw.is_not_null() & value.is_null(),
            problem=f"is not in the code list {column.codes}",
            advice=_choice(codes)
            if column.name not in layout.values
            else f"say what it means under [values.{column.name}] of a map",
        )
    if column.type is Type.TEXT and column.codes is None and not _is_upn(column.name):
        yield Check(
            column=column.name,
            fails=value.str.starts_with("="),
            problem="is a spreadsheet's formula",
            advice="export the values instead",
        )
    if column.pattern is not None and not _is_upn(column.name):
        yield Check(
            column=column.name,
            fails=~value.str.contains(f"^(?:{column.pattern})$"),
            problem="is not of the right form",
            advice=f"write it as {_written(column.example, layout)}",
        )
    yield from _bounds(column, layout)


def _bounds(column: Column, layout: Layout) -> Iterator[Check]:
    value = pl.col(column.name)
    for bound, outside, word in (
        (column.minimum, value.lt, "under"),
        (column.maximum, value.gt, "over"),
    ):
        if bound is not None:
            yield Check(
                column=column.name,
                fails=outside(bound),
                problem=f"is out of range: {word} {_written(bound, layout)}",
                advice="correct it at the source",
            )


def _order_check(earlier: str, later: str) -> Check:
    return Check(
        column=earlier,
        fails=pl.col(earlier) > pl.col(later),
        problem=f"is after {DAYS.get(later, later)}",
        advice="correct whichever of the two is wrong",
    )


def _in_force_checks(column: Column, dated: str) -> Iterator[Check]:
    """Check the days of codes that came into force or were retired."""
    if column.codes is None or "valid_from" not in code_list(column.codes).columns:
        return
    periods = (
        code_list(column.codes)
        .with_columns(
            pl.col("valid_from").fill_null(FIRST_DATE),
            pl.col("valid_to").fill_null(LAST_DATE),
        )
        .group_by("valid_from", "valid_to", maintain_order=True)
        .agg("code")
    )
    for start, end, codes in periods.iter_rows():
        if start <= FIRST_DATE and end >= LAST_DATE:
            continue
        in_force = pl.col(dated).is_between(start, end)
        yield Check(
            column=column.name,
            fails=pl.col(column.name).is_in(codes) & ~in_force,
            problem=f"was not in force on that {dated}",
            advice=f"its dates are in the code list {column.codes}",
        )


def _choice(codes: Sequence[str]) -> str:
    if len(codes) <= FEW_CODES:
        return f"use one of {' '.join(codes)}"
    return "use a code of that list, which is in the data dictionary"


def _written(value: object, layout: Layout) -> str:
    if isinstance(value, date):
        return value.strftime(layout.date_format)
    return str(value).lower() if isinstance(value, bool) else str(value)


def shown(column: str) -> pl.Expr | None:
    """Return what an error may show of a column: nothing that could name a pupil."""
    if column in WHO or _is_upn(column):
        return None
    return pl.col(RAW + column).str.head(LONGEST_SHOWN)


def _is_upn(column: str) -> bool:
    """Tell a UPN, which is judged by its check letter and never shown."""
    return any(upn.name == column for upn in UPNS.values())
