"""What may stand in no file of the project."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Built from parts so that this file does not trip over itself.
MACHINE_PATH = re.compile("(?<![\\w.~])/" + "(work|root|home|farm)/")
REGISTRY = re.compile(
    "|".join(["pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npmjs"])
)


def project_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [
        ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()
    ]


def offending(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in project_files():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        if pattern.search(text):
            found.append(str(path.relative_to(ROOT)))
    return found


def test_no_file_names_a_path_of_one_machine() -> None:
    assert offending(MACHINE_PATH) == []


def test_no_file_names_a_package_registry() -> None:
    assert offending(REGISTRY) == []
