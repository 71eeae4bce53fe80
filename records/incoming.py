"""Rows on their way into the lake: gathered on disk, merged, then committed or left.

Rows are put by as they are read, apart for each file of the lake that they touch, and
merged for a range of pupils at a time. So memory does not grow with a delivery.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from math import ceil
from pathlib import Path

import polars as pl
from pyarrow import ArrowException

from records.contracts import UNSAID, Table
from records.errors import WaymarkError
from records.identity import LARGEST_PSEUDONYM
from records.manifest import File
from records.parquet import ParquetFile, Slot, schema_of
from records.tables import TABLES
from records.versions import PLACE, Merged, merge

WHOLE = "all"
FIRST_MONTH = 8
MONTHS = 12
KINDS = ("versions", "confirmations")
PARTS_AT_ONCE = 2
ROWS_AT_ONCE = 1_000_000
ROWS_READ_ONCE = 5_000_000
ROWS_IN_MEMORY = 250_000

Slots = dict[Slot, File]


@dataclass(frozen=True, kw_only=True)
class Added:
    """What became of the rows of one table.

    Attributes
    ----------
    rows, kept : int
        Merged; those that said something new.
    refused : polars.DataFrame
        As ``versions.Merged`` has it: contradictions.
    """

    rows: int
    kept: int
    refused: pl.DataFrame

    @property
    def unchanged(self) -> int:
        """Rows that said nothing new."""
        return self.rows - self.kept - self.refused.height


NOTHING = Added(rows=0, kept=0, refused=pl.DataFrame())


class Incoming:
    """Delivered rows beside the files that they are to be merged with.

    Parameters
    ----------
    root : Path
        Of the lake; whoever adds rows holds its lock.
    files : dict of slot to File
        What is held; a merge renews its entries.
    """

    def __init__(self, root: Path, files: Slots) -> None:
        self.root, self.files = root, files
        self.folder = root / ".incoming"
        self.waiting: dict[tuple[str, str], list[pl.DataFrame]] = {}
        self.rows: dict[tuple[str, str], int] = {}

    def add(self, table: Table, frame: pl.DataFrame) -> None:
        """Gather rows of a table.

        Parameters
        ----------
        table : Table
        frame : polars.DataFrame
            In delivered schema, with ``_file`` and ``_row``, and with ``unsaid``
            where something is.
        """
        if table.carried and UNSAID not in frame.columns:
            frame = frame.with_columns(**table.without(()))
        frame = frame.select(*table.asserted, *PLACE).cast(pl.Schema(table.typed))
        for part, rows in _by_part(table, frame):
            place = (table.name, part)
            self.rows[place] = self.rows.get(place, 0) + rows.height
            waiting = self.waiting.setdefault(place, [])
            waiting.append(rows)
            if sum(map(len, waiting)) >= ROWS_IN_MEMORY:
                with explaining(self.root):
                    self._put_by(place)

    def merge(self, refused: Collection[int] = ()) -> dict[str, Added]:
        """Merge everything gathered, writing drafts that are not the lake yet.

        Parameters
        ----------
        refused : collection of int
            Files of the delivery, by ``_file``, whose rows are not to be taken.

        Returns
        -------
        dict of str to Added
            By table.
        """
        added: dict[str, Added] = {}
        with explaining(self.root):
            places = sorted(self.rows, key=_in_order)
            with ThreadPoolExecutor(PARTS_AT_ONCE) as workers:
                merged = workers.map(partial(self._merge_part, refused), places)
                for (name, _), here in zip(places, merged, strict=True):
                    added[name] = _together(added.get(name, NOTHING), here)
        return added

    def clear(self) -> None:
        """Remove what was gathered on disk."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _put_by(self, place: tuple[str, str]) -> None:
        """Write what waits in memory to disk; only its owner may read it there."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        folder = self.folder / "-".join(place)
        folder.mkdir(mode=0o700, exist_ok=True)
        number = len(list(folder.iterdir()))
        pl.concat(self.waiting.pop(place)).write_ipc(
            folder / f"{number:06d}.arrow", compression="lz4"
        )

    def _gathered(self, place: tuple[str, str]) -> pl.LazyFrame:
        on_disk = sorted((self.folder / "-".join(place)).glob("*.arrow"))
        in_memory = [frame.lazy() for frame in self.waiting.get(place, [])]
        return pl.concat([*map(pl.scan_ipc, on_disk), *in_memory])

    def _merge_part(self, refused: Collection[int], place: tuple[str, str]) -> Added:
        table = TABLES[place[0]]
        slots: list[Slot] = [(*place, kind) for kind in KINDS]
        held = [self._held(table, slot) for slot in slots]
        gathered = self._gathered(place).filter(~pl.col("_file").is_in(list(refused)))
        rows = self.rows[place] + sum(
            self.files[slot].rows for slot in slots if slot in self.files
        )
        if self.rows[place] <= ROWS_READ_ONCE:
            # Else each piece reads what is its own from disk.
            gathered = gathered.collect().lazy()
        outcome = NOTHING
        with ExitStack() as stack:
            drafts = [
                stack.enter_context(
                    ParquetFile(self.root, slot, schema_of(table, slot[2]))
                )
                for slot in slots
            ]
            for delivered, merged in _merged(table, rows, gathered, *held):
                drafts[0].add(merged.versions)
                drafts[1].add(merged.confirmations)
                outcome = _together(outcome, _added(delivered, merged))
            for slot, draft in zip(slots, drafts, strict=True):
                self._renew(slot, draft.finish())
        self.waiting.pop(place, None)
        shutil.rmtree(self.folder / "-".join(place), ignore_errors=True)
        return outcome

    def _held(self, table: Table, slot: Slot) -> pl.LazyFrame:
        schema = schema_of(table, slot[2])
        if slot not in self.files:
            return pl.LazyFrame(schema=schema)
        held = pl.scan_parquet(self.files[slot].found_in(self.root), glob=False)
        return held.cast(pl.Schema(schema))

    def _renew(self, slot: Slot, file: File | None) -> None:
        self.files.pop(slot, None)
        if file is not None:
            self.files[slot] = file


@contextmanager
def explaining(root: Path) -> Iterator[None]:
    """Say of what cannot be written that the lake is as it was.

    Parameters
    ----------
    root : Path
        Of the lake.

    Raises
    ------
    WaymarkError
    """
    try:
        yield
    except (OSError, ArrowException, pl.exceptions.ComputeError) as error:
        raise WaymarkError(
            f"cannot write to the lake {root} ({error}); it is as it was: "
            "make room on the disk, then try again"
        ) from error


def _merged(
    table: Table, rows: int, *frames: pl.LazyFrame
) -> Iterator[tuple[int, Merged]]:
    """Merge piece by piece; yield how many rows were delivered, and what it leaves."""
    for chosen in _ranges(table, rows):
        delivered, *held = [frame.filter(chosen).collect() for frame in frames]
        yield delivered.height, merge(table, delivered, *held)


def _in_order(place: tuple[str, str]) -> tuple[int, str]:
    return list(TABLES).index(place[0]), place[1]


def _added(delivered: int, merged: Merged) -> Added:
    return Added(rows=delivered, kept=merged.kept, refused=merged.refused)


def _together(some: Added, more: Added) -> Added:
    return Added(
        rows=some.rows + more.rows,
        kept=some.kept + more.kept,
        refused=pl.concat([some.refused, more.refused], how="diagonal"),
    )


def _ranges(table: Table, rows: int) -> Iterator[pl.Expr]:
    """Yield conditions that part a table by its first key into mergeable pieces.

    Pseudonyms are spread evenly, so that equal ranges of them hold like numbers.
    """
    pieces = ceil(rows / ROWS_AT_ONCE) if table.key[0] == "pupil_id" else 1
    if pieces <= 1:
        yield pl.lit(True)
        return
    bounds = [LARGEST_PSEUDONYM * piece // pieces for piece in range(pieces + 1)]
    for above, until in zip(bounds, bounds[1:], strict=False):
        yield pl.col("pupil_id").is_between(above, until, closed="right")


def _by_part(table: Table, rows: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Split rows by the file of the lake that they belong to."""
    if table.dated is None:
        yield WHOLE, rows
        return
    day = pl.col(table.dated)
    # Months since the August before year 1, or whole years of them.
    months = day.dt.year() * MONTHS + day.dt.month() - FIRST_MONTH
    if not table.monthly:
        months = months // MONTHS * MONTHS
    parts = rows.with_columns(_months=months).partition_by(
        "_months", include_key=False, as_dict=True
    )
    for (since,), part in parts.items():
        year, month = divmod(since, MONTHS)
        named = f"{year}-{(year + 1) % 100:02d}"
        calendar_month = (month + FIRST_MONTH - 1) % MONTHS + 1
        yield (f"{named}-{calendar_month:02d}" if table.monthly else named), part
