"""The migrations make the tables that the code speaks of."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sample_week import BEN, OAK_USER, WEEK, sample_list
from sqlalchemy import make_url

from records.errors import DatabaseUnavailable
from serving.store.database import Store, connect
from serving.store.lists import weekly_list
from serving.store.migrate import is_current, upgrade
from serving.store.publication import publish
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


@pytest.fixture
def plain_owner_url(sample_url: str) -> Iterator[str]:
    """Address of an empty database whose owner is no superuser."""
    url = make_url(sample_url).set(drivername="postgresql", database="postgres")
    with psycopg.connect(url.render_as_string(False), autocommit=True) as server:
        server.execute("CREATE ROLE plain LOGIN CREATEROLE")
        server.execute("GRANT waymark_app TO plain WITH ADMIN OPTION")
        server.execute("CREATE DATABASE plain OWNER plain")
        owned = make_url(sample_url).set(username="plain", database="plain")
        yield owned.render_as_string(False)
        server.execute("DROP DATABASE plain WITH (FORCE)")
        server.execute("DROP ROLE plain")


def test_an_owner_without_special_powers_is_enough(plain_owner_url: str) -> None:
    upgrade(plain_owner_url)
    store = connect(plain_owner_url)
    publish(store, sample_list())
    assert publish(store, sample_list(listed=(BEN,)), replace=True)
    with store.transaction(OAK_USER) as tx:
        listed = weekly_list(tx, OAK_USER, WEEK)
    store.close()
    assert [entry.pupil_id for entry in listed.entries] == [BEN]


def test_an_owner_who_may_not_use_the_role_is_told_what_to_ask_for(
    sample_url: str, plain_owner_url: str
) -> None:
    url = make_url(sample_url).set(drivername="postgresql", database="postgres")
    with psycopg.connect(url.render_as_string(False), autocommit=True) as server:
        server.execute("REVOKE waymark_app FROM plain")
    with pytest.raises(DatabaseUnavailable, match="GRANT waymark_app TO"):
        upgrade(plain_owner_url)
