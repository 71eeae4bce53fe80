"""One Parquet file of the lake: written in one pass, whatever its size."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path
from typing import Self

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from records.contracts import Table
from records.manifest import File, fsync_folder
from records.tables import IDENTITIES

ROWS_IN_GROUP = 262_144
Slot = tuple[str, str, str]


class ParquetFile:
    """A file in the making, in row groups of one size.

    The same rows make the same bytes, in whatever pieces they come.

    Parameters
    ----------
    root : Path
        Of the lake.
    slot : (table, part, kind)
        The place in the lake that the file will fill.
    schema : mapping of str to polars.DataType
    """

    def __init__(self, root: Path, slot: Slot, schema: dict[str, pl.DataType]) -> None:
        self.root, self.slot = root, slot
        table, part, kind = slot
        self.folder = root / table
        # Who a pseudonym is stays with the account that runs the service.
        mode = 0o700 if table == IDENTITIES.name else 0o755
        self.folder.mkdir(mode=mode, exist_ok=True)
        self.draft = self.folder / f"{part}-{kind}.parquet.draft"
        self.waiting = pl.DataFrame(schema=schema)
        self.rows = 0
        self.recorded_until: date | None = None
        # How a column was held when it was written is nobody's concern who reads it.
        self.writer = pq.ParquetWriter(
            self.draft,
            _arrow(self.waiting).schema,
            compression="zstd",
            store_schema=False,
        )

    def __enter__(self) -> Self:
        """Return the file, which is closed at the end whatever happens."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the draft."""
        self.writer.close()

    def add(self, frame: pl.DataFrame) -> None:
        """Add rows, which follow those before in the order of the table's key."""
        if frame.is_empty():
            return
        self.rows += frame.height
        self._date(frame)
        waiting = pl.concat([self.waiting, frame]) if len(self.waiting) else frame
        whole = waiting.height - waiting.height % ROWS_IN_GROUP
        if whole:
            self._write(waiting.head(whole))
        self.waiting = waiting.slice(whole)

    def finish(self) -> File | None:
        """Give the file its name, by content; None when it has no row."""
        if not self.waiting.is_empty():
            self._write(self.waiting)
        self.writer.close()
        if not self.rows:
            self.draft.unlink()
            return None
        with self.draft.open("rb") as written:
            os.fsync(written.fileno())
            sha256 = hashlib.file_digest(written, "sha256").hexdigest()
        table, part, kind = self.slot
        path = self.folder / f"{part}-{kind}-{sha256[:16]}.parquet"
        os.replace(self.draft, path)
        fsync_folder(self.folder)
        return File(
            table=table,
            part=part,
            kind=kind,
            path=str(path.relative_to(self.root)),
            rows=self.rows,
            size=path.stat().st_size,
            sha256=sha256,
            recorded_until=(
                self.recorded_until.isoformat() if self.recorded_until else None
            ),
        )

    def _write(self, frame: pl.DataFrame) -> None:
        self.writer.write_table(_arrow(frame), row_group_size=ROWS_IN_GROUP)

    def _date(self, frame: pl.DataFrame) -> None:
        if "recorded_on" not in frame.columns:
            return
        latest = frame["recorded_on"].max()
        if isinstance(latest, date):
            self.recorded_until = max(latest, self.recorded_until or latest)


def schema_of(table: Table, kind: str) -> dict[str, pl.DataType]:
    """Return names and types in which a kind of file is merged and written.

    Versions say when they ended. Whoever reads the file finds a code as text.
    """
    return table.schema | table.typed if kind == "versions" else table.typed


def _arrow(frame: pl.DataFrame) -> pa.Table:
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())
