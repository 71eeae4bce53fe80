"""The migrations make the tables that the code speaks of."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from records.errors import DatabaseUnavailable
from serving.store.database import Store, connect
from serving.store.migrate import is_current, upgrade
from serving.store.tables import METADATA

NOBODY_LISTENS = "postgresql+psycopg://nobody@127.0.0.1:1/waymark"


def test_tables_as_migrated_are_the_tables_as_declared(store: Store) -> None:
    with store.transaction() as tx:
        assert compare_metadata(MigrationContext.configure(tx), METADATA) == []
        assert is_current(tx)


def test_upgrading_again_changes_nothing(owner_url: str, store: Store) -> None:
    upgrade(owner_url)
    with store.transaction() as tx:
        assert is_current(tx)


def test_a_database_that_is_down_is_said_in_a_sentence() -> None:
    with pytest.raises(DatabaseUnavailable, match="does not answer"):
        upgrade(NOBODY_LISTENS)
    with (
        pytest.raises(DatabaseUnavailable, match="nothing was changed"),
        connect(NOBODY_LISTENS).transaction(),
    ):
        pass
