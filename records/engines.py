"""The lake on the engine of one's choice: the same files, opened and not copied."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from records.errors import InputRejected, WaymarkError
from records.lake import Lake
from records.spark import session
from records.tables import TABLES

if TYPE_CHECKING:
    import pyarrow as pa


def opened(lake: Lake, engine: str) -> dict[str, Any]:
    """Open every table, all in the same version of the lake.

    Nothing is read before it is asked for, except by pandas, which holds everything
    in memory.

    Parameters
    ----------
    lake : Lake
    engine : {"polars", "duckdb", "spark", "pandas"}

    Returns
    -------
    dict of str to frame
        By table, in lake schema: a ``polars.LazyFrame``; a relation of DuckDB's
        default connection; a Spark ``DataFrame`` of this process's session, or of
        one on this machine; or a ``pandas.DataFrame`` of Arrow columns. Empty when
        nothing is held, as the identities are in a copy without them.

    Raises
    ------
    InputRejected
        When there is no such engine.
    WaymarkError
        When a file is missing or cut short, or the engine is not installed.
    """
    if engine not in ENGINES:
        raise InputRejected(f"there is no engine {engine}; use {' or '.join(ENGINES)}")
    return ENGINES[engine](lake)


def _duckdb(lake: Lake) -> dict[str, Any]:
    try:
        import duckdb
    except ImportError as error:
        raise WaymarkError("DuckDB is not installed; install duckdb") from error

    def table(name: str, files: list[Path]) -> Any:
        if not files:
            return duckdb.from_arrow(_nothing(name))
        paths = [str(file.resolve()) for file in files]
        # A folder called "year=2026" above the lake is no column of its tables.
        return duckdb.read_parquet(paths, hive_partitioning=False)

    return {name: table(name, files) for name, files in lake.files().items()}


def _spark(lake: Lake) -> dict[str, Any]:
    spark = session()

    def table(name: str, files: list[Path]) -> Any:
        if not files:
            return spark.createDataFrame(_nothing(name))
        return spark.read.parquet(*map(_as_it_is_written, files))

    return {name: table(name, files) for name, files in lake.files().items()}


def _pandas(lake: Lake) -> dict[str, Any]:
    return {
        name: frame.collect().to_pandas(use_pyarrow_extension_array=True)
        for name, frame in lake.tables().items()
    }


ENGINES: dict[str, Callable[[Lake], dict[str, Any]]] = {
    "polars": Lake.tables,
    "duckdb": _duckdb,
    "spark": _spark,
    "pandas": _pandas,
}


def _nothing(name: str) -> pa.Table:
    return pl.DataFrame(schema=TABLES[name].schema).to_arrow()


def _as_it_is_written(file: Path) -> str:
    """Keep Spark from reading a pattern in what is the name of a file."""
    return re.sub(r"([][{}*?\\])", r"\\\1", str(file.resolve()))
