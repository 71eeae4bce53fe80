"""Whether a lake is what its manifest says, and what its deliveries would make anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl

from records import manifest as manifests
from records.contracts import Table
from records.lake import Lake
from records.manifest import File
from records.tables import IDENTITIES, TABLES
from records.versions import PLACE, merge

RESTORE = "restore the lake from its backup"


@dataclass(frozen=True, kw_only=True)
class CheckReport:
    """What was found.

    Attributes
    ----------
    files, rows : int
        Of the present version, confirmations too.
    left_over : int
        Files of no version; the next delivery removes them, or compaction.
    identities_left_out : bool
        Whether this is a copy without them.
    forgotten : int
        Pupils forgotten so far.
    problems : tuple of str
        What is wrong, a sentence each; none when the lake is sound.
    """

    files: int
    rows: int
    left_over: int
    identities_left_out: bool
    forgotten: int
    problems: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as what ``json.dumps`` takes."""
        return asdict(self)


def check(lake: Lake) -> CheckReport:
    """Read the whole lake, and say whatever is wrong with it.

    Every file is there with the SHA-256, rows and columns that the manifest and the
    contract say, and each part of a table is what a merge of its own assertions gives
    again: one row a key and day, in order, each version closed by the next.

    Raises
    ------
    WaymarkError
        When the manifest cannot be read.
    """
    manifest = manifests.load(lake.root)
    left_out = tuple(
        file
        for file in manifest.of(IDENTITIES.name)
        if not (lake.root / file.path).exists()
    )
    held = [file for file in manifest.files if file not in left_out]
    problems: list[str] = []
    for (name, part), files in groupby(held, lambda file: file.slot[:2]):
        problems += _part(lake.root, name, part, list(files))
    return CheckReport(
        files=len(held),
        rows=sum(file.rows for file in held),
        left_over=len(list(manifests.unreferenced(lake.root, manifest))),
        identities_left_out=bool(left_out),
        forgotten=sum(each.pupils for each in manifest.forgotten),
        problems=tuple(problems),
    )


def _part(root: Path, name: str, part: str, files: list[File]) -> list[str]:
    if name not in TABLES:
        return [f"{name}: no table of this version of Waymark has that name"]
    table = TABLES[name]
    problems = [problem for file in files for problem in _file(root, table, file)]
    if problems:
        return problems
    held = {file.kind: pl.read_parquet(root / file.path, glob=False) for file in files}
    return list(_history(table, part, held))


def _file(root: Path, table: Table, file: File) -> Iterator[str]:
    """Compare one file with what the manifest and the contract say of it."""
    path = root / file.path
    if not path.is_file():
        yield f"{file.path} is missing; {RESTORE}"
        return
    with path.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    if sha256 != file.sha256:
        yield f"{file.path} is not what was written (its SHA-256 differs); {RESTORE}"
        return
    expected = table.schema if file.kind == "versions" else table.asserted
    if dict(pl.read_parquet_schema(path)) != expected:
        yield f"{file.path} does not have the columns of {table.name}; {RESTORE}"
        return
    if (rows := _rows(path)) != file.rows:
        yield f"{file.path} has {rows} rows, and the manifest says {file.rows}"
    if (until := _recorded_until(path)) != file.recorded_until:
        yield (
            f"{file.path} was recorded until {until}, "
            f"and the manifest says {file.recorded_until}"
        )


def _rows(path: Path) -> int:
    return int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())


def _recorded_until(path: Path) -> str:
    latest = pl.scan_parquet(path, glob=False).select(pl.col("recorded_on").max())
    return str(latest.collect().item())


def _history(table: Table, part: str, held: dict[str, pl.DataFrame]) -> Iterator[str]:
    """Merge what is held with nothing new, which must give it again."""
    versions = held.get("versions", pl.DataFrame(schema=table.schema))
    confirmations = held.get("confirmations", pl.DataFrame(schema=table.asserted))
    needed = [column.name for column in table.columns if not column.nullable]
    for name, empty in versions.select(needed).null_count().row(0, named=True).items():
        if empty:
            yield f"{table.name} {part}: {name} is empty in {empty} rows; {RESTORE}"
    nothing = pl.DataFrame(schema=table.asserted | PLACE)
    again = merge(table, nothing, versions, confirmations)
    same = versions.equals(again.versions) and confirmations.equals(again.confirmations)
    if not same:
        yield f"{table.name} {part}: a version does not follow from the last; {RESTORE}"
