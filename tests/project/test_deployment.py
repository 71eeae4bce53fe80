"""What is written for operators is true of the commands and the settings."""

import re
from configparser import RawConfigParser
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from records.settings import Settings
from waymark import app

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "deploy").glob("waymark*.service"))
COMMANDS = get_command(app).commands
COMPOSE = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())
PREFIX = str(Settings.model_config["env_prefix"])
KNOWN = {PREFIX + name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_run_commands_that_exist(unit):
    run = re.findall(r"^ExecStart=.*?bin/waymark (\S+)", unit.read_text(), re.M)
    assert run
    assert set(run) <= COMMANDS.keys()


@pytest.mark.parametrize("timer", sorted((ROOT / "deploy").glob("*.timer")))
def test_timers_start_units_that_exist_at_times_that_can_be_read(timer):
    assert timer.with_suffix(".service") in UNITS
    unit = RawConfigParser()
    unit.read(timer)
    assert re.fullmatch(
        r"(Mon )?\*-\*-\* \d\d:\d\d Europe/London", unit["Timer"]["OnCalendar"]
    )


def test_containers_run_commands_that_exist():
    services = {
        name: service
        for name, service in COMPOSE["services"].items()
        if name != "database"
    }
    assert {service["command"][0] for service in services.values()} <= COMMANDS.keys()
    for service in services.values():
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:")


def test_every_setting_is_explained_and_no_other():
    guide = (ROOT / "docs/operations.md").read_text()
    assert set(re.findall(rf"^\| `({PREFIX}\w+)`", guide, re.M)) == KNOWN


def test_no_secret_is_written_down():
    told = re.compile(r"(?i)password\s*[:=]\s*[^\s{/]")
    for file in (ROOT / "deploy").iterdir():
        assert not told.search(file.read_text())
