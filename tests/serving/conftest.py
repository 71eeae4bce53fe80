"""A real PostgreSQL for the session, and for each test a copy of a sample store."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sample_week import VIEWERS, sample_list
from sqlalchemy import make_url
from starlette.testclient import TestClient

from records.database import database_url
from records.settings import Settings
from serving.access import Viewer
from serving.app import create_app
from serving.store.database import Store, connect
from serving.store.migrate import upgrade
from serving.store.publication import publish
from serving.store.users import rotate_api_key, save_user

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def sample_url() -> str:
    """Address of a migrated database with a published list and four users."""
    # Not pytest's folder: run as root, PostgreSQL is another user, and the next
    # session of pytest would close that folder to it while this one goes on.
    home = Path(tempfile.mkdtemp(prefix="waymark-"))
    # The server stops at exit; registered before it starts, this comes after.
    atexit.register(shutil.rmtree, home)
    url = database_url(Settings(home=home), "sample")
    upgrade(url)
    store = connect(url)
    publish(store, sample_list())
    with store.transaction() as tx:
        for viewer in VIEWERS:
            save_user(tx, viewer)
    store.close()
    _hurry(url)
    return url


def _hurry(url: str) -> None:
    """Do not wait for the disk: no test of ours outlives a power cut."""
    address = make_url(url).set(drivername="postgresql")
    with psycopg.connect(
        address.render_as_string(False), autocommit=True
    ) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture
def owner_url(sample_url: str) -> Iterator[str]:
    """Address of this test's own copy, for the user who owns its tables."""
    name = f"copy_{next(_NUMBERS)}"
    server = make_url(sample_url).set(drivername="postgresql", database="postgres")
    address = server.render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE sample STRATEGY file_copy")
        yield make_url(sample_url).set(database=name).render_as_string(False)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(owner_url: str) -> Iterator[Store]:
    store = connect(owner_url)
    yield store
    store.close()


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(), store)) as client:
        yield client


@pytest.fixture
def key_of(store: Store) -> Callable[[Viewer], dict[str, str]]:
    """Return the headers with a fresh API key of a user."""

    def headers(viewer: Viewer) -> dict[str, str]:
        with store.transaction() as tx:
            key = rotate_api_key(tx, viewer.user_id)
        return {"Authorization": f"Bearer {key}"}

    return headers
