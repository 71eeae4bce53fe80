"""Bring the database's tables to the version this code expects."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError
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
        When PostgreSQL does not answer.
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
