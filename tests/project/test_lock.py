"""What is installed is what was locked, from wherever it is downloaded."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_by_hash(lock: Path) -> None:
    requirements = re.split(r"\n(?=[A-Za-z])", lock.read_text())
    pinned = [
        line for line in requirements if re.match(r"[A-Za-z0-9._\-\[\]]+==", line)
    ]
    assert pinned
    assert all("--hash=sha256:" in requirement for requirement in pinned)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_no_lock_names_a_download_host(lock: Path) -> None:
    assert not re.search(
        r"https?://|--(extra-)?index-url|--find-links", lock.read_text()
    )


def test_every_declared_dependency_is_in_the_run_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[\[<>=]", line)[0] for line in project["dependencies"]}
    lock = (ROOT / "requirements" / "run.txt").read_text()
    locked = set(re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==", lock, flags=re.M))
    assert {name.lower() for name in names} <= locked


def test_development_installs_the_versions_that_run() -> None:
    def pins(name: str) -> set[tuple[str, str]]:
        text = (ROOT / "requirements" / name).read_text()
        return set(
            re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==(\S+)", text, flags=re.M)
        )

    assert pins("run.txt") <= pins("dev.txt")
