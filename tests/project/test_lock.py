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


def pins(name: str) -> dict[str, str]:
    """Return the version of each package that a lock installs."""
    text = (ROOT / "requirements" / name).read_text()
    return dict(re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==(\S+)", text, flags=re.M))


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=]", line)[0].lower() for line in requirements}


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_every_declared_dependency_is_in_the_run_lock() -> None:
    assert named(PROJECT["dependencies"]) <= pins("run.txt").keys()


@pytest.mark.parametrize("extra", PROJECT["optional-dependencies"])
def test_development_installs_every_extra(extra: str) -> None:
    assert named(PROJECT["optional-dependencies"][extra]) <= pins("dev.txt").keys()


def test_development_installs_the_versions_that_run() -> None:
    assert pins("run.txt").items() <= pins("dev.txt").items()
