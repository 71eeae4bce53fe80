"""Settings come from the environment, and a secret is made once and kept."""

import stat
from pathlib import Path

import pytest

from records.errors import InputRejected, WaymarkError
from records.settings import Settings


def test_everything_lies_in_the_home(tmp_path):
    settings = Settings(home=tmp_path)

    for place in (
        settings.lake,
        settings.deliveries,
        settings.champions,
        settings.postgres,
    ):
        assert place.parent == tmp_path


def test_the_environment_says_where_the_home_is(monkeypatch, tmp_path):
    monkeypatch.setenv("WAYMARK_HOME", str(tmp_path / "elsewhere"))

    assert Settings().home == Path(tmp_path / "elsewhere")


def test_the_pseudonym_key_is_made_once_for_its_owner_alone(tmp_path):
    settings = Settings(home=tmp_path)

    key = settings.pseudonym_key()

    assert len(key) >= 32
    assert settings.pseudonym_key() == key
    (path,) = (tmp_path / "secrets").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_file_that_is_gone_is_not_replaced(tmp_path):
    settings = Settings(home=tmp_path, pseudonym_key_file=tmp_path / "gone")

    with pytest.raises(InputRejected, match="every pupil a stranger"):
        settings.pseudonym_key()
    assert not (tmp_path / "gone").exists()


def test_a_short_key_is_no_secret(tmp_path):
    path = tmp_path / "key"
    path.write_text("short\n")

    with pytest.raises(InputRejected, match="under 32 characters"):
        Settings(home=tmp_path, pseudonym_key_file=path).pseudonym_key()


def test_every_error_of_a_user_has_an_exit_code_of_its_own():
    codes = [error.exit_code for error in WaymarkError.__subclasses__()]

    assert len(set(codes)) == len(codes)
    assert min(codes) > 2
