"""Secrets stand for users until they end, and are never kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sample_week import OAK, OAK_USER, OFFICER
from sqlalchemy import create_engine, select, update

from serving.access import NotSignedIn
from serving.demo import create_demonstration_users
from serving.store.database import Store
from serving.store.tables import API_KEYS, SESSIONS, SIGN_IN_LINKS, USERS
from serving.store.users import (
    key_viewer,
    rotate_api_key,
    rotate_sign_in_link,
    session_viewer,
    sign_in,
    sign_out,
)


def test_a_key_is_its_users_until_it_is_replaced(store: Store) -> None:
    with store.transaction() as tx:
        old = rotate_api_key(tx, "oak")
        assert key_viewer(tx, old) == OAK_USER
        new = rotate_api_key(tx, "oak")
        assert key_viewer(tx, new) == OAK_USER
        with pytest.raises(NotSignedIn):
            key_viewer(tx, old)


def test_a_link_opens_a_session_that_ends_at_sign_out(store: Store) -> None:
    with store.transaction() as tx:
        session = sign_in(tx, rotate_sign_in_link(tx, "officer"))
        assert session.viewer == OFFICER
        assert session_viewer(tx, session.secret) == OFFICER
        sign_out(tx, session)
        with pytest.raises(NotSignedIn):
            session_viewer(tx, session.secret)


def test_an_expired_secret_is_nobodys(owner_url: str, store: Store) -> None:
    with store.transaction() as tx:
        key = rotate_api_key(tx, "oak")
    engine = create_engine(owner_url)
    with engine.begin() as owner:
        owner.execute(update(API_KEYS).values(expires_at=datetime.now(UTC)))
    engine.dispose()
    with store.transaction() as tx, pytest.raises(NotSignedIn):
        key_viewer(tx, key)


def test_a_user_who_is_switched_off_is_out_at_once(store: Store) -> None:
    with store.transaction() as tx:
        key = rotate_api_key(tx, "oak")
        session = sign_in(tx, rotate_sign_in_link(tx, "oak"))
        tx.execute(update(USERS).where(USERS.c.user_id == "oak").values(active=False))
        for look_up, secret in ((key_viewer, key), (session_viewer, session.secret)):
            with pytest.raises(NotSignedIn):
                look_up(tx, secret)


def test_no_secret_is_kept_or_shown(store: Store) -> None:
    users = create_demonstration_users(store)
    secrets = [user.api_key for user in users]
    secrets += [user.sign_in_path.removeprefix("/sign-in/") for user in users]
    with store.transaction() as tx:
        kept = [
            bytes(row.secret_hash)
            for table in (API_KEYS, SIGN_IN_LINKS, SESSIONS)
            for row in tx.execute(select(table))
        ]
    assert not {secret.encode() for secret in secrets} & set(kept)
    assert not any(secret in repr(users) for secret in secrets)


def test_the_demonstration_users_stay_and_their_keys_are_replaced(
    store: Store,
) -> None:
    first = create_demonstration_users(store)
    second = create_demonstration_users(store)
    assert [user.viewer for user in first] == [user.viewer for user in second]
    assert second[1].viewer.urns == frozenset({OAK})
    with store.transaction() as tx:
        with pytest.raises(NotSignedIn):
            key_viewer(tx, first[0].api_key)
        assert key_viewer(tx, second[0].api_key) == second[0].viewer
