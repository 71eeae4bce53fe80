"""Users, and the secrets that stand for them: keys, sign-in links, sessions.

A secret is 256 random bits, shown once and kept as its SHA-256 only.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Table, delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from serving.access import COUNTY_WIDE, NotSignedIn, Role, Viewer
from serving.store import audit_trail
from serving.store.tables import API_KEYS, SESSIONS, SIGN_IN_LINKS, USERS

KEY_LASTS = timedelta(days=365)
LINK_LASTS = timedelta(days=7)
SESSION_LASTS = timedelta(hours=8)


@dataclass(frozen=True)
class Session:
    """A signed-in browser: ``secret`` goes into the cookie, nowhere else."""

    secret: str
    viewer: Viewer

    @property
    def form_token(self) -> str:
        """What each form of this session carries, so that no other site can post."""
        return hashlib.sha256(f"form:{self.secret}".encode()).hexdigest()


def save_user(tx: Connection, viewer: Viewer) -> None:
    """Add a user, or change the name, role and schools of one already there."""
    values = {
        "user_id": viewer.user_id,
        "name": viewer.name,
        "role": viewer.role.value,
        "urns": sorted(viewer.urns or ()),
        "active": True,
    }
    tx.execute(
        upsert(USERS)
        .values(values)
        .on_conflict_do_update(index_elements=[USERS.c.user_id], set_=values)
    )


def rotate_api_key(tx: Connection, user_id: str) -> str:
    """Withdraw the user's keys and return a new one; it cannot be shown again."""
    tx.execute(delete(API_KEYS).where(API_KEYS.c.user_id == user_id))
    return _issue(tx, API_KEYS, user_id, KEY_LASTS)


def rotate_sign_in_link(tx: Connection, user_id: str) -> str:
    """Withdraw the user's sign-in links and return the token of a new one."""
    tx.execute(delete(SIGN_IN_LINKS).where(SIGN_IN_LINKS.c.user_id == user_id))
    return _issue(tx, SIGN_IN_LINKS, user_id, LINK_LASTS)


def key_viewer(tx: Connection, key: str) -> Viewer:
    """Return whose API key this is; :class:`NotSignedIn` when nobody's."""
    return _viewer(tx, API_KEYS, key)


def sign_in(tx: Connection, token: str) -> Session:
    """Open a session for the holder of a sign-in link.

    Raises
    ------
    NotSignedIn
        When the link is unknown, expired or replaced, or the user is not active.
    """
    viewer = _viewer(tx, SIGN_IN_LINKS, token)
    secret = _issue(tx, SESSIONS, viewer.user_id, SESSION_LASTS)
    audit_trail.append(tx, viewer, "signed in")
    return Session(secret, viewer)


def session_viewer(tx: Connection, secret: str) -> Viewer:
    """Return who is signed in; :class:`NotSignedIn` when the session is over."""
    return _viewer(tx, SESSIONS, secret)


def sign_out(tx: Connection, session: Session) -> None:
    """End the session at once."""
    tx.execute(delete(SESSIONS).where(SESSIONS.c.secret_hash == _hash(session.secret)))
    audit_trail.append(tx, session.viewer, "signed out")


def _issue(tx: Connection, table: Table, user_id: str, lasts: timedelta) -> str:
    secret = secrets.token_urlsafe(32)
    now = datetime.now(UTC)
    tx.execute(
        insert(table).values(
            secret_hash=_hash(secret),
            user_id=user_id,
            created_at=now,
            expires_at=now + lasts,
        )
    )
    return secret


def _viewer(tx: Connection, table: Table, secret: str) -> Viewer:
    user = tx.execute(
        select(USERS)
        .join(table, table.c.user_id == USERS.c.user_id)
        .where(
            table.c.secret_hash == _hash(secret),
            table.c.expires_at > datetime.now(UTC),
            USERS.c.active,
        )
    ).one_or_none()
    if user is None:
        raise NotSignedIn
    role = Role(user.role)
    urns = None if role in COUNTY_WIDE else frozenset(user.urns)
    return Viewer(user.user_id, user.name, role, urns)


def _hash(secret: str) -> bytes:
    # A fast hash is enough: 256 random bits cannot be guessed from it.
    return hashlib.sha256(secret.encode()).digest()
