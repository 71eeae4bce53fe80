"""The audit trail is only ever added to, and tells when it was not."""

from __future__ import annotations

import psycopg
import pytest
from sample_week import ANN, CAT, ELM, OAK, OAK_USER, OFFICER, SCIENTIST, WEEK
from sqlalchemy import Connection, make_url, select, text
from sqlalchemy.exc import DBAPIError

from serving.access import NotAllowed, NotFound
from serving.store.audit_trail import append, verify
from serving.store.database import Store
from serving.store.pupils import pupil_page
from serving.store.tables import AUDIT_TRAIL


@pytest.fixture
def filled(store: Store) -> Store:
    for viewer, pupil_id in ((OFFICER, ANN), (OFFICER, CAT), (OAK_USER, ANN)):
        with store.transaction(viewer) as tx:
            pupil_page(tx, viewer, pupil_id, WEEK)
    return store


def tamper(owner_url: str, statement: str) -> None:
    """Change the trail as only the owner of the server can: past its trigger."""
    address = make_url(owner_url).set(drivername="postgresql")
    with psycopg.connect(address.render_as_string(False)) as connection:
        connection.execute("ALTER TABLE audit_trail DISABLE TRIGGER ALL")
        connection.execute(statement)


def test_an_untouched_trail_holds(filled: Store) -> None:
    with filled.transaction(OFFICER) as tx:
        assert verify(tx) is None


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (
            f"UPDATE audit_trail SET who = 'x' WHERE urn = {OAK} AND number = 1",
            "changed",
        ),
        (f"DELETE FROM audit_trail WHERE urn = {OAK} AND number = 1", "missing"),
        (f"DELETE FROM audit_trail WHERE urn = {OAK} AND number = 2", "cut off"),
        (f"DELETE FROM audit_trail WHERE urn = {ELM}", "cut off"),
    ],
)
def test_a_trail_that_was_tampered_with_names_the_place(
    owner_url: str, filled: Store, statement: str, why: str
) -> None:
    tamper(owner_url, statement)
    with filled.transaction(OFFICER) as tx:
        broken = verify(tx)
    assert broken is not None
    assert why in broken.why


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_trail SET who = 'x'", "DELETE FROM audit_trail"]
)
def test_the_application_cannot_touch_it(filled: Store, statement: str) -> None:
    with pytest.raises(DBAPIError), filled.transaction(OFFICER) as tx:
        tx.execute(text(statement))


def test_nor_can_the_owner_without_taking_the_trigger_away(
    owner_url: str, filled: Store
) -> None:
    address = make_url(owner_url).set(drivername="postgresql")
    with (
        pytest.raises(psycopg.errors.RaiseException, match="only ever added to"),
        psycopg.connect(address.render_as_string(False)) as connection,
    ):
        connection.execute("UPDATE audit_trail SET who = 'x'")


def append_then_fail(tx: Connection) -> None:
    append(tx, SCIENTIST, "never happened")
    raise NotAllowed


def test_a_refusal_is_kept_and_another_failure_is_not(store: Store) -> None:
    with pytest.raises(NotFound), store.transaction(OAK_USER) as tx:
        pupil_page(tx, OAK_USER, CAT, WEEK)
    with pytest.raises(NotAllowed), store.transaction(SCIENTIST) as tx:
        append_then_fail(tx)
    with store.transaction(OFFICER) as tx:
        rows = tx.execute(select(AUDIT_TRAIL.c.action, AUDIT_TRAIL.c.pupil_id)).all()
        assert ("refused", CAT) in rows
        assert "never happened" not in {row.action for row in rows}


def test_a_school_reads_who_looked_at_its_pupils_only(filled: Store) -> None:
    with filled.transaction(OAK_USER) as tx:
        rows = tx.execute(select(AUDIT_TRAIL.c.who, AUDIT_TRAIL.c.urn)).all()
    assert {row.urn for row in rows} == {OAK}
    assert {row.who for row in rows} == {"officer", "oak"}


def test_what_a_data_scientist_reads_is_audited_too(store: Store) -> None:
    with store.transaction(SCIENTIST) as tx:
        pupil_page(tx, SCIENTIST, ANN, WEEK)
    with store.transaction(OFFICER) as tx:
        whos = tx.execute(select(AUDIT_TRAIL.c.who).where(AUDIT_TRAIL.c.urn == OAK))
        assert whos.scalars().all() == ["scientist"]
