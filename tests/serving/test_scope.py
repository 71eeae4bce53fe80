"""The second lock: the database itself hides what a viewer may not see."""

from __future__ import annotations

import pytest
from sample_week import ANN, CAT, ELM, OAK, OAK_USER, OFFICER, SCIENTIST
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from serving.store.database import Store

SCOPED = [
    "pupils",
    "identities",
    "list_entries",
    "screenings",
    "recent_attendance",
]


@pytest.mark.parametrize("table", SCOPED)
def test_without_a_viewer_no_pupil_is_there(store: Store, table: str) -> None:
    with store.transaction() as tx:
        assert tx.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


@pytest.mark.parametrize("table", SCOPED)
def test_a_school_has_no_row_of_another_school(store: Store, table: str) -> None:
    with store.transaction(OAK_USER) as tx:
        seen = set(tx.execute(text(f"SELECT pupil_id FROM {table}")).scalars())
    assert ANN in seen
    assert CAT not in seen


def test_the_scope_ends_with_its_transaction(store: Store) -> None:
    with store.transaction(OAK_USER) as tx:
        assert tx.execute(text("SELECT count(*) FROM pupils")).scalar_one() == 2
    with store.engine.connect() as same_pooled_connection:
        counted = same_pooled_connection.execute(text("SELECT count(*) FROM pupils"))
        assert counted.scalar_one() == 0


def test_a_data_scientist_has_no_identities(store: Store) -> None:
    with store.transaction(SCIENTIST) as tx:
        assert tx.execute(text("SELECT count(*) FROM pupils")).scalar_one() == 4
        assert tx.execute(text("SELECT count(*) FROM identities")).scalar_one() == 0


def test_the_role_cannot_be_shaken_off(store: Store) -> None:
    with store.transaction(OAK_USER) as tx:
        tx.execute(text("RESET ROLE"))
        assert tx.execute(text("SELECT current_user")).scalar_one() == "waymark_app"


def test_a_school_cannot_write_a_row_of_another_school(store: Store) -> None:
    row = text("INSERT INTO pupils VALUES (99, :urn, '9')")
    with store.transaction(OAK_USER) as tx:
        tx.execute(row, {"urn": OAK})
    with (
        pytest.raises(DBAPIError, match="row-level security"),
        store.transaction(OAK_USER) as tx,
    ):
        tx.execute(text("INSERT INTO pupils VALUES (98, :urn, '9')"), {"urn": ELM})


def test_the_role_owns_nothing_and_bypasses_nothing(store: Store) -> None:
    with store.transaction(OFFICER) as tx:
        owned = text(
            "SELECT count(*) FROM pg_class "
            "WHERE pg_get_userbyid(relowner) = 'waymark_app'"
        )
        assert tx.execute(owned).scalar_one() == 0
        powers = text(
            "SELECT rolsuper OR rolbypassrls OR rolcreaterole "
            "FROM pg_roles WHERE rolname = 'waymark_app'"
        )
        assert tx.execute(powers).scalar_one() is False
