"""The lake: every table as Parquet, opened through one manifest."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import polars as pl

from records import manifest as manifests
from records.contracts import Table
from records.errors import LakeBusy, NoData, WaymarkError
from records.manifest import File, Manifest
from records.tables import IDENTITIES, MARKS, TABLES
from records.versions import merge

WHOLE = "all"
ROWS_IN_GROUP = 262_144
FIRST_MONTH = 8


class Lake:
    """Every contract table, as known from all deliveries so far.

    Parameters
    ----------
    root : Path
        Folder; made by the first delivery.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def tables(self) -> dict[str, pl.LazyFrame]:
        """Open every table, all in the same version of the lake."""
        manifest = manifests.load(self.root)
        return {name: self._open(table, manifest) for name, table in TABLES.items()}

    def scan(self, name: str) -> pl.LazyFrame:
        """Open one table, in lake schema; empty when nothing is held."""
        return self._open(TABLES[name], manifests.load(self.root))

    def digest(self) -> str:
        """Return the SHA-256 of all that can be read; equal means equal records."""
        return manifests.load(self.root).digest()

    def recorded_until(self, name: str) -> date | None:
        """Return the latest day on which a row of a table was recorded, if any."""
        return manifests.load(self.root).recorded_until(name)

    def known_until(self) -> date:
        """Return the latest day on which a mark was recorded.

        Raises
        ------
        NoData
            When the lake holds no mark.
        """
        until = self.recorded_until(MARKS.name)
        if until is None:
            raise NoData(f"the lake {self.root} holds no marks yet; ingest a delivery")
        return until

    def add(self, rows: Mapping[str, pl.DataFrame]) -> dict[str, int]:
        """Merge delivered rows into the lake, all of them or none.

        Parameters
        ----------
        rows : mapping of str to polars.DataFrame
            By table, in delivered schema.

        Returns
        -------
        dict of str to int
            By table, how many rows said something new.

        Raises
        ------
        InputRejected
            When rows contradict each other or what is held; nothing is changed.
        LakeBusy
            When another process is writing.
        """
        with self._writing():
            before = manifests.load(self.root)
            for path in manifests.unreferenced(self.root, before):
                path.unlink()
            after = {file.slot: file for file in before.files}
            kept = {
                name: self._merge(TABLES[name], delivered, after)
                for name, delivered in rows.items()
            }
            manifest = Manifest(tuple(sorted(after.values())))
            if manifest != before:
                manifests.save(self.root, manifest)
        return kept

    def _merge(
        self,
        table: Table,
        delivered: pl.DataFrame,
        files: dict[tuple[str, str, str], File],
    ) -> int:
        """Merge one table year by year, renewing its entries in ``files``."""
        kept = 0
        for year, rows in _by_year(table, delivered):
            slots = [(table.name, year, kind) for kind in ("versions", "confirmations")]
            held = [self._read(table, files.get(slot)) for slot in slots]
            merged = merge(table, rows, *held)
            kept += merged.kept
            for slot, frame in zip(
                slots, (merged.versions, merged.confirmations), strict=True
            ):
                files.pop(slot, None)
                if not frame.is_empty():
                    files[slot] = self._write(slot, frame)
        return kept

    def _open(self, table: Table, manifest: Manifest) -> pl.LazyFrame:
        files = manifest.of(table.name)
        if table == IDENTITIES:
            # A data scientist's copy of the lake comes without them.
            files = tuple(file for file in files if (self.root / file.path).exists())
        if not files:
            return pl.LazyFrame(schema=table.schema)
        return pl.scan_parquet([self._path(file) for file in files], glob=False)

    def _path(self, file: File) -> Path:
        path = self.root / file.path
        if not path.exists() or path.stat().st_size != file.size:
            raise WaymarkError(
                f"{path} is missing or cut short; restore the lake from its backup"
            )
        return path

    def _read(self, table: Table, file: File | None) -> pl.DataFrame:
        if file is None:
            return pl.DataFrame(schema=table.schema)
        return pl.read_parquet(self._path(file), glob=False)

    def _write(self, slot: tuple[str, str, str], frame: pl.DataFrame) -> File:
        table, year, kind = slot
        folder = self.root / table
        # Who a pseudonym is stays with the account that runs the service.
        folder.mkdir(mode=0o700 if table == IDENTITIES.name else 0o755, exist_ok=True)
        draft = folder / f"{year}.parquet.draft"
        frame.rechunk().write_parquet(
            draft, compression="zstd", row_group_size=ROWS_IN_GROUP
        )
        with draft.open("rb") as written:
            os.fsync(written.fileno())
            sha256 = hashlib.file_digest(written, "sha256").hexdigest()
        path = folder / f"{year}-{kind}-{sha256[:16]}.parquet"
        os.replace(draft, path)
        manifests.fsync_folder(folder)
        return File(
            table=table,
            academic_year=year,
            kind=kind,
            path=str(path.relative_to(self.root)),
            rows=frame.height,
            size=path.stat().st_size,
            sha256=sha256,
            recorded_until=_recorded_until(frame),
        )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the lake's lock, which the system frees when the process ends."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise LakeBusy(
                    f"another process is writing to the lake {self.root}; "
                    "wait until it has finished, then try again"
                ) from error
            yield


def _by_year(table: Table, rows: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Split rows in delivered schema by academic year, 1 August to 31 July."""
    rows = rows.select(*table.delivered).cast(pl.Schema(table.delivered))
    if table.dated is None:
        yield WHOLE, rows
        return
    day = pl.col(table.dated)
    starts = day.dt.year() - (day.dt.month() < FIRST_MONTH).cast(pl.Int32)
    parts = rows.with_columns(_starts=starts).partition_by(
        "_starts", include_key=False, as_dict=True
    )
    for (year,) in sorted(parts):
        yield f"{year}-{(year + 1) % 100:02d}", parts.pop((year,))


def _recorded_until(frame: pl.DataFrame) -> str | None:
    if "recorded_on" not in frame.columns:
        return None
    latest = frame["recorded_on"].max()
    return latest.isoformat() if isinstance(latest, date) else None
