"""The folder that deliveries are written to: nobody else's files may be in it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from records.errors import InputRejected

# An ingest passes over hidden files.
SIGN = ".simulated.json"


def check(folder: Path) -> None:
    """Make sure that a folder is free.

    Raises
    ------
    InputRejected
        When it holds files, and was not made by a simulation.
    """
    if folder.is_file():
        raise InputRejected(f"{folder} is a file; give a folder for the deliveries")
    if (folder / SIGN).exists() or not folder.exists():
        return
    if any(folder.iterdir()):
        raise InputRejected(
            f"{folder} is not empty, and no simulation made it; choose another folder"
        )


def claim(folder: Path, *, made_with: Mapping[str, Any]) -> None:
    """Make a free folder ready, without what was simulated into it before.

    Parameters
    ----------
    folder : Path
        Made when it does not exist.
    made_with : mapping
        What to note in it: the arguments of the simulation.

    Raises
    ------
    InputRejected
        When it holds files, and was not made by a simulation.
    """
    check(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.is_dir() and _is_day(path.name):
            shutil.rmtree(path)
    (folder / SIGN).write_text(json.dumps(dict(made_with), default=str) + "\n")


def _is_day(name: str) -> bool:
    try:
        date.fromisoformat(name)
    except ValueError:
        return False
    return True
