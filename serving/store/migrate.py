"""Bring the database's tables to the version this code expects."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool

from records.errors import DatabaseUnavailable

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x5741594D  # Any number of our own: two processes never migrate at once.


def upgrade(url: str) -> None:
    """Apply every migration that is not applied yet, all or nothing.

    Parameters
    ----------
    url : str
        SQLAlchemy URL of a user who may create tables and roles.

    Raises
    ------
    DatabaseUnavailable
        When PostgreSQL does not answer, or the user may not do this.
    """
    engine = create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": 5})
    try:
        with engine.begin() as connection:
            connection.execute(
                text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK}
            )
            configuration = _configuration()
            configuration.attributes["connection"] = connection
            command.upgrade(configuration, "head")
    except ProgrammingError as error:
        if not isinstance(error.orig, InsufficientPrivilege):
            raise
        raise DatabaseUnavailable(
            "this user may not make Waymark's tables and its role; ask the "
            "administrator for CREATE ROLE waymark_app NOLOGIN; GRANT waymark_app TO "
            "this user WITH ADMIN OPTION, and to own the database"
        ) from error
    except OperationalError as error:
        raise DatabaseUnavailable(
            "PostgreSQL does not answer, so its tables could not be brought up to "
            "date; check that it runs and that WAYMARK_DATABASE_URL is right"
        ) from error


def is_current(tx: Connection) -> bool:
    """Tell whether the database is at the version this code expects."""
    expected = ScriptDirectory.from_config(_configuration()).get_current_head()
    return MigrationContext.configure(tx).get_current_revision() == expected


def _configuration() -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS))
    return configuration
