"""Elements of XML as expressions: text made of the columns of a frame."""

from __future__ import annotations

import polars as pl

ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
NEEDS = ("primary_need", "secondary_need")
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


def element(name: str, value: pl.Expr) -> pl.Expr:
    """Write an element; nothing where there is no value."""
    text = value.cast(pl.String).str.replace_many(ESCAPED)
    return pl.concat_str(pl.lit(f"<{name}>"), text, pl.lit(f"</{name}>")).fill_null("")


def within(name: str, *parts: pl.Expr) -> pl.Expr:
    """Write an element around others."""
    return pl.concat_str(pl.lit(f"<{name}>"), *parts, pl.lit(f"</{name}>"))


def needs() -> pl.Expr:
    """Write the first two needs with their ranks, as far as there are any."""
    ranked = [
        pl.when(pl.col(column).is_not_null())
        .then(
            within(
                "SENneed",
                pl.lit(f"<SENtypeRank>{rank}</SENtypeRank>"),
                element("SENtype", pl.col(column)),
            )
        )
        .otherwise(pl.lit(""))
        for rank, column in enumerate(NEEDS, start=1)
    ]
    return within("SENneeds", *ranked)


def joined(rows: pl.DataFrame, by: list[str], name: str, part: pl.Expr) -> pl.DataFrame:
    """Return, by pupil, the elements of all rows in ``name``.

    Parameters
    ----------
    rows : polars.DataFrame
    by : list of str
        Columns that say whose they are.
    name : str
        Of the column, and of the element that is to be around them.
    part : polars.Expr
        The element of a row.
    """
    parts = rows.sort(rows.columns).group_by(by, maintain_order=True)
    return parts.agg(part.alias(name).str.join(""))


def around(name: str) -> pl.Expr:
    """Write an element around what ``joined`` returned, be it nothing."""
    return within(name, pl.col(name).fill_null(""))


def school(laestab: int) -> str:
    """Write the authority and number of a school."""
    number = str(laestab)
    return f"<LEA>{number[:3]}</LEA><Estab>{number[3:]}</Estab>"
