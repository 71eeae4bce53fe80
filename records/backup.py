"""A deployment in one file: databases, lake, champions, models and their papers.

Not in it: the pseudonym key, without which the pseudonyms mean nobody, so that the two
are to be kept apart; and the deliveries, which suppliers can send again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records import dumps
from records.errors import InputRejected, WaymarkError
from records.lake import Lake
from records.settings import Settings

FORMAT = 1
CONTENTS = "backup.json"
DATABASES = ("waymark", "mlflow")
FOLDERS = ("lake", "champions", "rejects", "mlflow")
# Where MLflow's tables say in which folder a file lies.
ADDRESSES = {
    "experiments": ["artifact_location"],
    "runs": ["artifact_uri"],
    "model_versions": ["source", "storage_location"],
    "logged_models": ["artifact_location"],
}


@dataclass(frozen=True)
class Backup:
    """What a backup holds.

    Attributes
    ----------
    files : dict of str to str
        SHA-256 by name.
    home : str
        Address of the folder that was backed up.
    lake : str
        Digest of the lake.
    key : str
        By which the pseudonym key can be told from another, and not be found.
    roles : list of str
        Of the database server.
    """

    files: dict[str, str]
    home: str
    lake: str
    key: str
    roles: list[str]


def back_up(settings: Settings, target: Path) -> Backup:
    """Write a deployment to one file, while the service goes on.

    The file holds pupils' names: only its owner may read it.

    Parameters
    ----------
    settings : Settings
    target : Path
        A file that does not exist yet.

    Raises
    ------
    InputRejected
        When the file exists.
    LakeBusy
        While a delivery is taken in.
    DatabaseUnavailable
    """
    if target.exists():
        raise InputRejected(f"{target} exists already; name another file")
    partial = target.with_name(target.name + ".partial")
    with tempfile.TemporaryDirectory(dir=target.absolute().parent) as folder:
        try:
            with Lake(settings.lake).locked(), _written(partial) as archive:
                held = _fill(archive, settings, Path(folder))
            partial.replace(target)
        except OSError as fault:
            raise WaymarkError(
                f"cannot write the backup {target} ({fault.strerror}); "
                "make room or name another folder, then try again"
            ) from fault
        finally:
            partial.unlink(missing_ok=True)
    return held


def restore(settings: Settings, source: Path) -> Backup:
    """Bring a deployment back into an empty home and empty databases.

    Every file is checked before anything is put in its place.

    Raises
    ------
    InputRejected
        When the file is damaged or no backup, when the pseudonym key is another, or
        when something is there already.
    DatabaseUnavailable
    """
    _refuse_if_there(settings, (n for n in FOLDERS if (settings.home / n).exists()))
    settings.home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.home, prefix=".restoring-") as made:
        folder = Path(made)
        held = _unpacked(source, folder)
        # Asked for before it is there, the settings would make a new one.
        if not settings.key_file.is_file() or held.key != _fingerprint(settings):
            raise InputRejected(
                f"{settings.key_file} is not the pseudonym key this backup was made "
                "with, so that every pupil would be a stranger; bring back that key"
            )
        held_here = (n for n in DATABASES if not dumps.is_empty(settings, n))
        _refuse_if_there(settings, held_here)
        dumps.make_roles(settings, held.roles)
        for name in DATABASES:
            dumps.load(settings, name, folder / f"{name}.dump")
        for name in FOLDERS:
            if (folder / name).exists():
                (folder / name).replace(settings.home / name)
    dumps.replace_text(settings, "mlflow", ADDRESSES, held.home, _home(settings))
    return held


def _refuse_if_there(settings: Settings, names: Iterable[str]) -> None:
    if there := list(names):
        raise InputRejected(
            f"a backup is restored where nothing is, and {settings.home} has its "
            f"{', '.join(there)}; set WAYMARK_HOME to an empty folder, and name an "
            "empty server"
        )


@contextmanager
def _written(path: Path) -> Iterator[tarfile.TarFile]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            yield archive
        file.flush()
        os.fsync(descriptor)


def _fill(archive: tarfile.TarFile, settings: Settings, folder: Path) -> Backup:
    files: dict[str, str] = {}
    for name in DATABASES:
        dumps.dump(settings, name, folder / f"{name}.dump")
    for name, path in _files(settings, folder):
        archive.add(path, name, recursive=False)
        files[name] = _digest(path)
    held = Backup(
        files=files,
        home=_home(settings),
        lake=Lake(settings.lake).digest(),
        key=_fingerprint(settings),
        roles=dumps.roles(settings),
    )
    contents = folder / CONTENTS
    contents.write_text(json.dumps({"format": FORMAT} | vars(held)))
    archive.add(contents, CONTENTS)
    return held


def _files(settings: Settings, folder: Path) -> Iterator[tuple[str, Path]]:
    for name in DATABASES:
        yield f"{name}.dump", folder / f"{name}.dump"
    for name in FOLDERS:
        for path in sorted((settings.home / name).rglob("*")):
            if path.is_file() and path.name != ".lock":
                yield path.relative_to(settings.home).as_posix(), path


def _unpacked(source: Path, folder: Path) -> Backup:
    try:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        contents: dict[str, Any] = json.loads((folder / CONTENTS).read_text())
    except (OSError, tarfile.TarError, ValueError) as fault:
        raise InputRejected(
            f"{source} is not a whole backup ({type(fault).__name__}); take another"
        ) from fault
    if contents.pop("format", None) != FORMAT:
        raise InputRejected(
            f"{source} was not made by this version of Waymark; restore it with the "
            "version that made it"
        )
    held = Backup(**contents)
    for name, digest in held.files.items():
        path = folder / name
        if not path.is_file() or _digest(path) != digest:
            raise InputRejected(f"{name} in {source} is damaged; take another backup")
    return held


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fingerprint(settings: Settings) -> str:
    return hmac.digest(settings.pseudonym_key(), b"waymark backup", "sha256").hex()


def _home(settings: Settings) -> str:
    return settings.home.resolve().as_uri()
