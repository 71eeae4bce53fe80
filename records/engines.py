"""The lake on the engine of one's choice: the same files, opened and not copied."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl

from records import manifest as manifests
from records.errors import InputRejected, WaymarkError
from records.lake import Lake
from records.spark import session
from records.tables import IDENTITIES, TABLES

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
    return {
        # A folder called "year=2026" above the lake is no column of its tables.
        name: duckdb.read_parquet(files, hive_partitioning=False)
        if files
        else duckdb.from_arrow(_nothing(name))
        for name, files in _files(lake).items()
    }


def _spark(lake: Lake) -> dict[str, Any]:
    spark = session()
    return {
        name: spark.read.parquet(*map(_as_it_is_written, files))
        if files
        else spark.createDataFrame(_nothing(name))
        for name, files in _files(lake).items()
    }


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


def _files(lake: Lake) -> dict[str, list[str]]:
    """List the files of each table, once the lake has found each of them whole."""
    lake.tables()
    manifest = manifests.load(lake.root)
    root = lake.root.resolve()
    held = {name: [root / file.path for file in manifest.of(name)] for name in TABLES}
    held[IDENTITIES.name] = [path for path in held[IDENTITIES.name] if path.exists()]
    return {name: [str(path) for path in paths] for name, paths in held.items()}


def _nothing(name: str) -> pa.Table:
    return pl.DataFrame(schema=TABLES[name].schema).to_arrow()


def _as_it_is_written(path: str) -> str:
    """Keep Spark from reading a pattern in what is the name of a file."""
    return re.sub(r"([][{}*?\\])", r"\\\1", path)
