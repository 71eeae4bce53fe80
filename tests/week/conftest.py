"""One small county taken through the whole week by the command line, once."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PUPILS = 1500


@dataclass
class Waymark:
    """The command line of one deployment, and all that it ever printed."""

    home: Path
    printed: list[str] = field(default_factory=list)

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "waymark", *arguments],
            cwd=ROOT,
            env=os.environ | {"WAYMARK_HOME": str(self.home)} | settings,
            capture_output=True,
            text=True,
            check=False,
        )
        self.printed += [done.stdout, done.stderr]
        return done

    def ask(self, *arguments: str, **settings: str) -> dict[str, Any]:
        """Run with ``--json`` and return the one object on standard output."""
        done = self.run(*arguments, "--json", **settings)
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("\n") == 1
        answered: dict[str, Any] = json.loads(done.stdout)
        return answered


@pytest.fixture(scope="session")
def waymark() -> Iterator[Waymark]:
    with TemporaryDirectory(prefix="waymark-") as folder:
        yield Waymark(Path(folder) / "home")


@pytest.fixture(scope="session")
def demonstrated(waymark: Waymark) -> tuple[Waymark, dict[str, Any]]:
    """A deployment that holds what ``waymark demo`` made, and what it answered."""
    pupils = ("--pupils", str(PUPILS))
    answered = waymark.ask("demo", "--no-serve", *pupils)
    made = Waymark(waymark.home / f"demo-{PUPILS}-7", waymark.printed)
    return made, answered
