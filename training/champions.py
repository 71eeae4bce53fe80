"""The champions' folder: where the web service finds the model of each outcome.

``NAME`` and ``NAME.previous`` are links to bundles kept under ``.bundles``. A link is
replaced in one step, so that a reader finds the old model or the new one, whole.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from models import bundle
from models.bundle import Bundle
from records.errors import NoChampion

KEPT = ".bundles"
LENGTH_OF_NAME = 12


def previous(name: str) -> str:
    """Return the name under which the predecessor of champion ``name`` is kept."""
    return f"{name}.previous"


def held(champions: Path, name: str) -> Bundle | None:
    """Return the bundle kept as ``name``; None when there is none."""
    if not (champions / name).exists():
        return None
    return bundle.load(champions / name)


def install(champions: Path, name: str, new: Bundle) -> bool:
    """Make ``new`` the champion ``name``, and the one before it the previous.

    Returns
    -------
    bool
        False when ``new`` is the champion already, and nothing changes.
    """
    folder = champions / KEPT / f"{name}-{new.digest[:LENGTH_OF_NAME]}"
    if not folder.exists():
        incoming = folder.with_name(f"{folder.name}.incoming")
        shutil.rmtree(incoming, ignore_errors=True)
        bundle.save(new, incoming)
        incoming.rename(folder)
    current = _target(champions / name)
    if current == folder:
        return False
    if current is not None:
        _point(champions / previous(name), current)
    _point(champions / name, folder)
    _forget_unused(champions, name)
    return True


def exchange(champions: Path, name: str) -> None:
    """Make the previous champion the champion, and the champion the previous.

    Raises
    ------
    NoChampion
        When there is no previous champion.
    """
    champion, before = _target(champions / name), _target(champions / previous(name))
    if champion is None or before is None:
        raise NoChampion(f"{name} has no previous champion to go back to")
    _point(champions / name, before)
    _point(champions / previous(name), champion)


def _target(link: Path) -> Path | None:
    return link.parent / link.readlink() if link.is_symlink() else None


def _point(link: Path, folder: Path) -> None:
    fresh = link.with_name(f"{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(folder.relative_to(link.parent), target_is_directory=True)
    os.replace(fresh, link)


def _forget_unused(champions: Path, name: str) -> None:
    used = {_target(champions / name), _target(champions / previous(name))}
    for folder in (champions / KEPT).glob(f"{name}-*"):
        if folder not in used:
            shutil.rmtree(folder)
