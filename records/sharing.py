"""A copy of the lake for a data scientist: everything but who the pupils are."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from records import manifest as manifests
from records.errors import InputRejected, LakeBusy, NoData
from records.lake import Lake
from records.manifest import File
from records.tables import IDENTITIES


@dataclass(frozen=True, kw_only=True)
class Shared:
    """What a copy holds.

    Attributes
    ----------
    files, rows, size : int
        Size in bytes.
    """

    files: int
    rows: int
    size: int


def share(lake: Lake, folder: Path) -> Shared:
    """Copy the present version of a lake, without its identities.

    The copy opens like the lake itself; pupils go by their pseudonyms, which nobody
    can undo without the authority's secret. It is still personal data.

    Parameters
    ----------
    lake : Lake
    folder : Path
        A folder that does not exist yet; it appears when it is complete.

    Raises
    ------
    InputRejected
        When the folder exists already.
    NoData
        When the lake holds nothing.
    LakeBusy
        When a delivery replaced the version that was being copied.
    """
    if folder.exists():
        raise InputRejected(f"{folder} exists already; give a new folder to share in")
    manifest = manifests.load(lake.root)
    files = [file for file in manifest.files if file.table != IDENTITIES.name]
    if not files:
        raise NoData(f"the lake {lake.root} holds nothing to share; ingest a delivery")
    draft = folder.with_name(f"{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for file in files:
        _copy(lake.root, file, draft)
    manifests.save(draft, manifest)
    os.replace(draft, folder)
    return Shared(
        files=len(files),
        rows=sum(file.rows for file in files),
        size=sum(file.size for file in files),
    )


def _copy(root: Path, file: File, draft: Path) -> None:
    target = draft / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(root / file.path, target)
    except FileNotFoundError:
        shutil.rmtree(draft)
        raise LakeBusy(
            f"a delivery went into the lake {root} while it was copied; try again"
        ) from None
