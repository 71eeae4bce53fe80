"""The lake: every table as Parquet, opened through one manifest."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from records import manifest as manifests
from records.contracts import Table
from records.errors import LakeBusy, NoData, WaymarkError
from records.manifest import File, Forgotten, Manifest
from records.tables import IDENTITIES, MARKS, TABLES
from records.versions import merge, without

WHOLE = "all"
ROWS_IN_GROUP = 262_144
FIRST_MONTH = 8
KINDS = ("versions", "confirmations")

Slots = dict[tuple[str, str, str], File]


@dataclass(frozen=True, kw_only=True)
class Compacted:
    """What compaction removed: files of earlier versions, and drafts of crashes.

    Attributes
    ----------
    files, size : int
        Size in bytes.
    """

    files: int
    size: int


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
        with self._writing() as before:
            files = {file.slot: file for file in before.files}
            kept = {
                name: self._merge(TABLES[name], delivered, files)
                for name, delivered in rows.items()
            }
            self._commit(before, files)
        return kept

    def compact(self) -> Compacted:
        """Remove every file that is not of the present version.

        A delivery writes the whole of each table-year it changes, so there are no
        fragments to join. What it leaves is the version before, for those who had it
        open, and whatever a crash left; both go with the next delivery, or now.

        Raises
        ------
        LakeBusy
            When another process is writing.
        """
        with self._locked():
            return self._clear(manifests.load(self.root))

    def remove(
        self,
        chosen: Callable[[Mapping[str, pl.LazyFrame]], pl.Series],
        *,
        rule: str,
        on: date,
    ) -> Forgotten:
        """Remove pupils from every table and version, all of them or none.

        Parameters
        ----------
        chosen : callable
            Given the tables, returns the ``pupil_id`` of each pupil to remove; it is
            called when nobody else can write.
        rule : str
            Why, for the record; without anything that names a pupil.
        on : date
            Today.

        Returns
        -------
        Forgotten
            What the manifest keeps, unless no pupil was held.

        Raises
        ------
        LakeBusy
            When another process is writing.
        """
        with self._writing() as before:
            pupils = chosen(self.tables()).unique()
            files = {file.slot: file for file in before.files}
            rows = sum(
                self._without(TABLES[table], year, pupils, files)
                for table, year in sorted({slot[:2] for slot in files})
                if "pupil_id" in TABLES[table].schema
            )
            forgotten = Forgotten(
                on=on.isoformat(),
                rule=rule,
                pupils=len(pupils) if rows else 0,
                rows=rows,
            )
            if rows:
                self._clear(self._commit(before, files, forgotten))
        return forgotten

    def _merge(
        self,
        table: Table,
        delivered: pl.DataFrame,
        files: Slots,
    ) -> int:
        """Merge one table year by year, renewing its entries in ``files``."""
        kept = 0
        for year, rows in _by_year(table, delivered):
            slots = [(table.name, year, kind) for kind in KINDS]
            held = [self._read(table, files.get(slot)) for slot in slots]
            merged = merge(table, rows, *held)
            kept += merged.kept
            for slot, frame in zip(
                slots, (merged.versions, merged.confirmations), strict=True
            ):
                self._renew(slot, frame, files)
        return kept

    def _without(self, table: Table, year: str, pupils: pl.Series, files: Slots) -> int:
        """Take pupils out of one table-year, renewing its entries in ``files``."""
        slots = [(table.name, year, kind) for kind in KINDS]
        if any(self._left_out(files[slot]) for slot in slots if slot in files):
            return 0
        held = [self._read(table, files.get(slot)) for slot in slots]
        rest = without(table, pupils, *held)
        removed = [old.height - new.height for old, new in zip(held, rest, strict=True)]
        for slot, frame, gone in zip(slots, rest, removed, strict=True):
            if gone:
                self._renew(slot, frame, files)
        return sum(removed)

    def _renew(
        self, slot: tuple[str, str, str], frame: pl.DataFrame, files: Slots
    ) -> None:
        files.pop(slot, None)
        if not frame.is_empty():
            with self._explaining():
                files[slot] = self._write(slot, frame)

    def _commit(
        self, before: Manifest, files: Slots, *forgotten: Forgotten
    ) -> Manifest:
        after = Manifest(
            files=tuple(sorted(files.values())), forgotten=before.forgotten + forgotten
        )
        if after != before:
            with self._explaining():
                manifests.save(self.root, after)
        return after

    def _clear(self, manifest: Manifest) -> Compacted:
        """Remove every file that is not of this version."""
        sizes = []
        for path in manifests.unreferenced(self.root, manifest):
            sizes.append(path.stat().st_size)
            path.unlink()
        return Compacted(files=len(sizes), size=sum(sizes))

    def _open(self, table: Table, manifest: Manifest) -> pl.LazyFrame:
        files = manifest.of(table.name)
        files = tuple(file for file in files if not self._left_out(file))
        if not files:
            return pl.LazyFrame(schema=table.schema)
        return pl.scan_parquet([self._path(file) for file in files], glob=False)

    def _left_out(self, file: File) -> bool:
        """Say whether it is of the identities, which a data scientist's copy lacks."""
        return file.table == IDENTITIES.name and not (self.root / file.path).exists()

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
    def _writing(self) -> Iterator[Manifest]:
        """Hold the lock and lend the version held, cleared of what was before it."""
        with self._locked():
            before = manifests.load(self.root)
            self._clear(before)
            yield before

    @contextmanager
    def _locked(self) -> Iterator[None]:
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

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        """Say of what cannot be written that the lake is as it was."""
        try:
            yield
        except (OSError, pl.exceptions.ComputeError) as error:
            raise WaymarkError(
                f"cannot write to the lake {self.root} ({error}); it is as it was: "
                "make room on the disk, then try again"
            ) from error


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
