"""The lake: every table as Parquet, opened through one manifest."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from records import manifest as manifests
from records.contracts import Table
from records.errors import InputRejected, LakeBusy, NoData
from records.incoming import KINDS, Incoming, Slots, explaining
from records.manifest import File, Forgotten, Manifest
from records.parquet import ParquetFile, Slot, schema_of
from records.tables import IDENTITIES, MARKS, TABLES
from records.versions import placed, without


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
        files = self.files().items()
        return {name: _opened(TABLES[name], paths) for name, paths in files}

    def files(self) -> dict[str, list[Path]]:
        """Return the Parquet files of every table, all of the same version."""
        manifest = manifests.load(self.root)
        return {name: self._found(name, manifest) for name in TABLES}

    def scan(self, name: str) -> pl.LazyFrame:
        """Open one table, in lake schema; empty when nothing is held."""
        return _opened(TABLES[name], self._found(name, manifests.load(self.root)))

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
        with self.receiving() as incoming:
            for name, delivered in rows.items():
                incoming.add(TABLES[name], placed(delivered))
            added = incoming.merge()
            for name, each in added.items():
                if not each.refused.is_empty():
                    raise InputRejected(
                        f"{name}: {each.refused.height} rows contradict each other or "
                        "what is held as recorded on the same day; deliver a "
                        "correction as recorded on a later day"
                    )
        return {name: added[name].kept if name in added else 0 for name in rows}

    @contextmanager
    def receiving(self) -> Iterator[Incoming]:
        """Lend a place to gather rows; what was merged in it becomes the lake.

        The lake is as it was when the work ends with an error.

        Raises
        ------
        LakeBusy
            When another process is writing.
        """
        with self._writing() as before:
            incoming = Incoming(self.root, {file.slot: file for file in before.files})
            with ExitStack() as always, ExitStack() as otherwise:
                always.callback(incoming.clear)
                otherwise.callback(self._clear, before)
                yield incoming
                self._commit(before, incoming.files)
                otherwise.pop_all()

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
        with self.locked():
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
                self._without(TABLES[table], part, pupils, files)
                for table, part in sorted({slot[:2] for slot in files})
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

    def _without(self, table: Table, part: str, pupils: pl.Series, files: Slots) -> int:
        """Take pupils out of one part of a table, renewing its entries in ``files``."""
        slots: list[Slot] = [(table.name, part, kind) for kind in KINDS]
        if any(self._left_out(files[slot]) for slot in slots if slot in files):
            return 0
        held = [self._read(table, slot, files) for slot in slots]
        rest = without(table, pupils, *held)
        removed = [old.height - new.height for old, new in zip(held, rest, strict=True)]
        for slot, frame, gone in zip(slots, rest, removed, strict=True):
            if gone:
                self._renew(slot, frame, files)
        return sum(removed)

    def _renew(self, slot: Slot, frame: pl.DataFrame, files: Slots) -> None:
        files.pop(slot, None)
        with explaining(self.root):
            schema = schema_of(TABLES[slot[0]], slot[2])
            with ParquetFile(self.root, slot, schema) as draft:
                draft.add(frame)
                if (file := draft.finish()) is not None:
                    files[slot] = file

    def _commit(
        self, before: Manifest, files: Slots, *forgotten: Forgotten
    ) -> Manifest:
        after = Manifest(
            files=tuple(sorted(files.values())), forgotten=before.forgotten + forgotten
        )
        if after != before:
            with explaining(self.root):
                manifests.save(self.root, after)
        return after

    def _clear(self, manifest: Manifest) -> Compacted:
        """Remove every file that is not of this version."""
        sizes = []
        for path in manifests.unreferenced(self.root, manifest):
            sizes.append(path.stat().st_size)
            path.unlink()
        return Compacted(files=len(sizes), size=sum(sizes))

    def _found(self, name: str, manifest: Manifest) -> list[Path]:
        held = (file for file in manifest.of(name) if not self._left_out(file))
        return [file.found_in(self.root) for file in held]

    def _left_out(self, file: File) -> bool:
        """Say whether it is of the identities, which a data scientist's copy lacks."""
        return file.table == IDENTITIES.name and not (self.root / file.path).exists()

    def _read(self, table: Table, slot: Slot, files: Slots) -> pl.DataFrame:
        schema = schema_of(table, slot[2])
        if slot not in files:
            return pl.DataFrame(schema=schema)
        return pl.read_parquet(files[slot].found_in(self.root), glob=False).cast(
            pl.Schema(schema)
        )

    @contextmanager
    def _writing(self) -> Iterator[Manifest]:
        """Hold the lock and lend the version held, cleared of what was before it."""
        with self.locked():
            before = manifests.load(self.root)
            self._clear(before)
            Incoming(self.root, {}).clear()
            yield before

    @contextmanager
    def locked(self) -> Iterator[None]:
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


def _opened(table: Table, files: list[Path]) -> pl.LazyFrame:
    if not files:
        return pl.LazyFrame(schema=table.schema)
    return pl.scan_parquet(files, glob=False)
