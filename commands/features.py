"""The command that writes the features, and proves that they know no future."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from commands import AsJson, Monday, answer, stage, this_monday
from records.errors import InputRejected
from records.settings import Settings

EngineName = Annotated[str, typer.Option(help="polars, duckdb, pandas or spark.")]
Master = Annotated[
    str | None,
    typer.Option(help="Spark's, such as spark://host:7077; else this machine."),
]
Out = Annotated[
    Path | None,
    typer.Option(help="Parquet file to write; with Spark, a folder of them."),
]
CheckLeaks = Annotated[
    bool,
    typer.Option(
        "--check-leaks", help="Build again without what came in since, and compare."
    ),
]


def features(
    as_of: Monday = None,
    engine: EngineName = "polars",
    master: Master = None,
    out: Out = None,
    check_leaks: CheckLeaks = False,
    as_json: AsJson = False,
) -> None:
    """Write the features of one Monday, as known before it, from any engine."""
    if out is None and not check_leaks:
        raise InputRejected("give --out FILE, or --check-leaks, or both")
    day = as_of.date() if as_of else this_monday()
    tables = _tables(engine, master)
    result: dict[str, Any] = {"as_of": day, "engine": engine}
    lines = []
    if out is not None:
        with stage(f"Building the features of {day}"):
            result |= {"out": out, "pupils": _write(tables, day, out)}
        lines.append(f"The features of {result['pupils']:,} pupils are in {out}.")
    if check_leaks:
        with stage("Building them with and without what came in since"):
            result["leaks"] = _leaks(tables, day)
        lines += [
            f"{leak['column']} knows the future of {leak['pupils']:,} pupils."
            for leak in result["leaks"]
        ] or ["No feature knows the future."]
    answer(result, "\n".join(lines), as_json=as_json)
    if result.get("leaks"):
        raise typer.Exit(1)


def _leaks(tables: dict[str, Any], day: date) -> list[dict[str, Any]]:
    from features.leaks import leaks

    return [asdict(leak) for leak in leaks(tables, day)]


def _tables(engine: str, master: str | None) -> dict[str, Any]:
    """Open the lake, on a cluster when one is named."""
    from records.engines import opened
    from records.lake import Lake
    from records.spark import session

    if master is not None and engine != "spark":
        raise InputRejected(f"--master is for --engine spark, not {engine}")
    if master is not None:
        session(master)
    return opened(Lake(Settings().lake), engine)


def _write(tables: dict[str, Any], day: date, out: Path) -> int:
    """Write the rows as the engine writes, and return how many there are."""
    import narwhals as nw
    import polars as pl

    from features.build import build

    if out.exists():
        raise InputRejected(f"{out} is already there; remove it, or name another")
    if not out.parent.is_dir():
        raise InputRejected(f"{out.parent} is no folder; make it first")
    rows: nw.LazyFrame[Any] = nw.from_native(build(tables, day)).lazy()
    rows.sink_parquet(str(out.resolve()))
    files = out / "*.parquet" if out.is_dir() else out
    return int(pl.scan_parquet(files).select(pl.len()).collect().item())
