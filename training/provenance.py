"""What a model was made from: the program, its lock file and its revision."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("records", "features", "models", "fairness", "training")


@cache
def code_digest() -> str:
    """Return the SHA-256 over the program's sources, in order of their paths."""
    sources = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return _digest(sources)


def lock_digest() -> str:
    """Return the SHA-256 over the lock files; that of nothing when not shipped."""
    return _digest((ROOT / "requirements").glob("*.txt"))


def revision() -> str:
    """Return the git revision, or ``unknown`` for an installed package."""
    command = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return answer.stdout.strip()


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
