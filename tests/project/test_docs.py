"""The documents say what the code does; where they can be checked, they are."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from records import errors
from records.settings import Settings
from waymark import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def subclasses() -> list[type[errors.WaymarkError]]:
    return errors.WaymarkError.__subclasses__()


def test_each_error_has_an_exit_code_of_its_own() -> None:
    own = [one for one in subclasses() if one.__module__ == "records.errors"]
    assert len({one.exit_code for one in own}) == len(own)


@pytest.mark.parametrize("error", subclasses(), ids=lambda error: error.__name__)
def test_every_exit_code_is_in_the_readme(error: type[errors.WaymarkError]) -> None:
    assert f"| {error.exit_code} |" in README


@pytest.mark.parametrize("setting", Settings.model_fields)
def test_every_setting_is_in_the_readme(setting: str) -> None:
    assert f"`WAYMARK_{setting.upper()}`" in README


def test_the_command_reference_is_current(tmp_path: Path) -> None:
    fresh = tmp_path / "commands.md"
    program = [sys.executable, "-m", "typer", str(ROOT / "waymark.py"), "utils", "docs"]
    options = ["--name", "waymark", "--title", "The command line", "--output"]
    subprocess.run([*program, *options, str(fresh)], check=True, capture_output=True)
    assert (ROOT / "docs" / "commands.md").read_text() == fresh.read_text(), "make docs"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text())
    local = [link for link in links if not re.match(r"[a-z]+:", link)]
    missing = [link for link in local if not (document.parent / link).exists()]
    assert missing == []


def test_help_lists_what_a_newcomer_needs() -> None:
    shown = CliRunner().invoke(app, ["--help"]).output
    for command in ("simulate", "ingest", "train", "promote", "week", "serve", "demo"):
        assert command in shown
