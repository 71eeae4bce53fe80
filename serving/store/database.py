"""The store's connection: one transaction, one viewer, one role that owns nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, create_engine, exc

from records.database import database_url
from records.errors import DatabaseUnavailable
from records.settings import Settings
from serving.access import NotFound, Viewer, scope
from serving.store.migrate import upgrade

DATABASE = "waymark"
APPLICATION_ROLE = "waymark_app"
# Of one process. Two workers and the weekly run stay well under the server's 100.
CONNECTIONS = 20


@dataclass(frozen=True)
class Store:
    """PostgreSQL as the service sees it: through the application role."""

    engine: Engine

    @contextmanager
    def transaction(self, viewer: Viewer | None = None) -> Iterator[Connection]:
        """Open one transaction, scoped to what ``viewer`` may see.

        It is committed at the end and rolled back on any error, but for
        :class:`NotFound`, whose audit row must stay. Without a viewer no pupil is
        there until :func:`serving.access.scope` is called.

        Raises
        ------
        DatabaseUnavailable
            When PostgreSQL does not answer, or stops answering before the commit.
        """
        try:
            with self.engine.connect() as tx:
                if viewer is not None:
                    scope(tx, viewer)
                try:
                    yield tx
                except NotFound:
                    tx.commit()
                    raise
                tx.commit()
        except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as error:
            raise DatabaseUnavailable(
                "PostgreSQL does not answer; nothing was changed. Try again in a "
                "minute, and tell the administrator if it goes on"
            ) from error

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_store(settings: Settings) -> Store:
    """Start or find PostgreSQL, bring its tables up to date, and open the store.

    Raises
    ------
    DatabaseUnavailable
        When PostgreSQL does not start or does not answer.
    """
    url = database_url(settings, DATABASE)
    upgrade(url)
    return connect(url)


def connect(url: str) -> Store:
    """Open the store at ``url``, whose tables are already there."""
    # The role is part of the connection, so RESET ROLE falls back to it and not
    # to the user that signed in.
    options = f"-c role={APPLICATION_ROLE} -c timezone=UTC"
    engine = create_engine(
        url,
        connect_args={"options": options, "connect_timeout": 5},
        pool_pre_ping=True,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=5,
        hide_parameters=True,
    )
    return Store(engine)
