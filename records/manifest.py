"""The lake's manifest: which files are the lake, and nothing else is.

It is replaced in one step, so that a reader sees the whole of a delivery or nothing
of it, and a crash leaves the version before.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from records.errors import WaymarkError

NAME = "manifest.json"
FORMAT = 3


@dataclass(frozen=True, kw_only=True, order=True)
class File:
    """One Parquet file of the lake.

    Attributes
    ----------
    table : str
    part : str
        An academic year such as ``"2025-26"``, with the month after it where a year is
        too large, ``"2025-26-09"``; ``"all"`` for a table that is kept whole.
    kind : str
        ``"versions"``, or ``"confirmations"`` which only a merge reads.
    path : str
        Relative to the lake.
    rows, size : int
        Size in bytes.
    sha256 : str
    recorded_until : str or None
        Latest ``recorded_on`` as an ISO date; None without history.
    """

    table: str
    part: str
    kind: str
    path: str
    rows: int
    size: int
    sha256: str
    recorded_until: str | None

    @property
    def slot(self) -> tuple[str, str, str]:
        """The one place in a version of the lake that the file fills."""
        return self.table, self.part, self.kind

    def found_in(self, root: Path) -> Path:
        """Return where the file is.

        Parameters
        ----------
        root : Path
            Of the lake.

        Raises
        ------
        WaymarkError
            When it is not there, or not of the size that was written.
        """
        path = root / self.path
        if not path.exists() or path.stat().st_size != self.size:
            raise WaymarkError(
                f"{path} is missing or cut short; restore the lake from its backup"
            )
        return path


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """That pupils were forgotten, and nothing of who they were.

    Attributes
    ----------
    on : str
        ISO date.
    rule : str
        Why they were chosen, such as ``"left before 2019-09-01"``.
    pupils, rows : int
        How many pupils, and rows of all tables and versions, went.
    """

    on: str
    rule: str
    pupils: int
    rows: int


@dataclass(frozen=True)
class Manifest:
    """One version of the lake.

    Attributes
    ----------
    files : tuple of File
        In order of table and part.
    forgotten : tuple of Forgotten
        The oldest first.
    """

    files: tuple[File, ...] = ()
    forgotten: tuple[Forgotten, ...] = ()

    def of(self, table: str, kind: str = "versions") -> tuple[File, ...]:
        """Return the files of one table."""
        return tuple(
            file for file in self.files if (file.table, file.kind) == (table, kind)
        )

    def digest(self) -> str:
        """Return the SHA-256 of all that can be read, in hexadecimal."""
        told = hashlib.sha256()
        for file in self.files:
            if file.kind == "versions":
                told.update(f"{file.table} {file.part} {file.sha256}".encode())
        return told.hexdigest()

    def recorded_until(self, table: str) -> date | None:
        """Return the latest day on which a row of the table was recorded."""
        days = [file.recorded_until for file in self.of(table) if file.recorded_until]
        return date.fromisoformat(max(days)) if days else None


def load(root: Path) -> Manifest:
    """Read the manifest; an empty one when the lake does not exist yet.

    Raises
    ------
    WaymarkError
        When the manifest is not one that this version of Waymark can read.
    """
    path = root / NAME
    if not path.exists():
        return Manifest()
    try:
        content = json.loads(path.read_text())
        if content["format"] != FORMAT:
            raise WaymarkError(
                f"the lake {root} has format {content['format']}, and this version of "
                f"Waymark reads {FORMAT}; use the version that wrote it"
            )
        return Manifest(
            files=tuple(File(**file) for file in content["files"]),
            forgotten=tuple(Forgotten(**each) for each in content.get("forgotten", [])),
        )
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise WaymarkError(
            f"{path} is damaged; restore the lake from its backup"
        ) from error


def save(root: Path, manifest: Manifest) -> None:
    """Make ``manifest`` the version of the lake, in one step."""
    content = {"format": FORMAT} | asdict(manifest)
    draft = root / f"{NAME}.draft"
    with draft.open("w") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, root / NAME)
    fsync_folder(root)


def unreferenced(root: Path, manifest: Manifest) -> Iterator[Path]:
    """Find the Parquet files, finished or not, that do not belong to the lake."""
    referenced = {root / file.path for file in manifest.files}
    for path in root.glob("*/*.parquet*"):
        if path not in referenced:
            yield path


def fsync_folder(folder: Path) -> None:
    """Make sure that the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
