"""Predictions that need not come from Waymark: one row each, in CSV or Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import polars.selectors as cs

from fairness.inputs import CannotAudit, crossing

CROSS = ","
TRUE, FALSE = ("1", "1.0", "true", "yes"), ("0", "0.0", "false", "no")
# What pandas and databases write for a missing value in a text file.
MISSING = ("", "nan", "<na>", "null")
PARQUET = b"PAR1"

Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.object_]


def read_predictions(path: Path) -> pl.DataFrame:
    """Read a file of predictions with every value as text, as it was written.

    Parameters
    ----------
    path : Path
        Parquet, or CSV with a heading (UTF-8; comma, semicolon or tab).

    Returns
    -------
    polars.DataFrame
        Text columns; null where nothing is recorded.

    Raises
    ------
    CannotAudit
        When the file is not there, is neither, or holds no rows.
    """
    try:
        with path.open("rb") as file:
            first = file.readline(1_000_000)
    except OSError as error:
        raise CannotAudit(f"cannot read {path}: {error.strerror}") from error
    try:
        rows = _parquet(path) if first.startswith(PARQUET) else _csv(path, first)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise CannotAudit(
            f"{path} is neither CSV in UTF-8 with a heading nor Parquet: "
            f"{str(error).splitlines()[0]}"
        ) from error
    if rows.is_empty():
        raise CannotAudit(f"{path} holds no rows; give one row for each prediction")
    return rows.with_columns(
        pl.when(~pl.all().str.strip_chars().str.to_lowercase().is_in(MISSING)).then(
            pl.all().str.strip_chars()
        )
    )


def _csv(path: Path, heading: bytes) -> pl.DataFrame:
    separators = (",", ";", "\t")
    separator = max(separators, key=lambda mark: heading.count(mark.encode()))
    return pl.read_csv(path, infer_schema=False, separator=separator)


def _parquet(path: Path) -> pl.DataFrame:
    """Read values as pandas would write them to CSV, so that both files agree."""
    said = cs.boolean().replace_strict({True: "True", False: "False"})
    return pl.read_parquet(path).with_columns(said).cast(pl.String)


def column(rows: pl.DataFrame, name: str) -> pl.Series:
    """Return a column, or say which there are."""
    if name not in rows.columns:
        raise CannotAudit(
            f"the file has no column '{name}'; it has {', '.join(rows.columns)}"
        )
    return rows[name]


def flags(rows: pl.DataFrame, name: str) -> Floats:
    """Return a column of yes and no as 1 and 0.

    Raises
    ------
    CannotAudit
        When a value is missing or is neither; the sentence says how many, or which.
    """
    values = column(rows, name)
    _refuse_missing(values, name)
    lower = values.str.to_lowercase()
    odd = ~lower.is_in(TRUE + FALSE)
    if odd.any():
        raise CannotAudit(
            f"column '{name}' may hold only 0 and 1 (or true and false, yes and no), "
            f"but holds {_first(values, odd)}"
        )
    return lower.is_in(TRUE).to_numpy().astype(np.float64)


def numbers(rows: pl.DataFrame, name: str) -> Floats:
    """Return a column of numbers; refused where one is missing or is none."""
    values = column(rows, name)
    _refuse_missing(values, name)
    return _read(values, name)


def amounts(rows: pl.DataFrame, name: str) -> Floats:
    """Return a column of numbers, NaN where nothing is recorded."""
    return _read(column(rows, name), name)


def _read(values: pl.Series, name: str) -> Floats:
    read = values.cast(pl.Float64, strict=False)
    odd = values.is_not_null() & ~read.is_finite().fill_null(value=False)
    if odd.any():
        raise CannotAudit(
            f"column '{name}' must hold numbers, but holds {_first(values, odd)}"
        )
    return read.to_numpy().astype(np.float64)


def _first(values: pl.Series, odd: pl.Series) -> str:
    row = int(odd.arg_true()[0])
    return f"'{values[row]}' in row {row + 1:,} under the heading"


def _refuse_missing(values: pl.Series, name: str) -> None:
    missing = values.null_count()
    if missing:
        raise CannotAudit(
            f"column '{name}' is missing (or NaN) in {missing:,} of {len(values):,} "
            f"rows, first in row {int(values.is_null().arg_true()[0]) + 1:,} under the "
            "heading; leave those rows out and say so, or mend them"
        )


def words(rows: pl.DataFrame, name: str) -> Words:
    """Return a column of labels; None where nothing is recorded."""
    labels: Words = column(rows, name).to_numpy().astype(object)
    return labels


def group_labels(
    rows: pl.DataFrame, attributes: Sequence[str], crossed: Sequence[str] = ()
) -> dict[str, Words]:
    """Return the labels of each attribute, and of attributes crossed.

    Parameters
    ----------
    rows : polars.DataFrame
    attributes : sequence of str
        Column names.
    crossed : sequence of str
        Column names joined by commas, such as ``"ethnicity,sen"``.
    """
    labels = {name: words(rows, name) for name in attributes}
    for cross in crossed:
        names = [name.strip() for name in cross.split(CROSS)]
        if len(set(names)) < 2:
            raise CannotAudit(
                f"'{cross}' crosses nothing; name two columns, joined by a comma"
            )
        labels[" x ".join(names)] = crossing(
            {name: words(rows, name) for name in names}
        )
    return labels
