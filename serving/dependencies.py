"""What a route is given: one transaction, and who is asking.

The transaction is committed after the route returns and before anything is sent,
so that no answer leaves without its audit row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import Connection

from serving.access import NotSignedIn, Viewer, scope
from serving.browser import check_same_origin, cookie_name
from serving.store.database import CONNECTIONS, Store
from serving.store.users import Session, key_viewer, session_viewer


def transaction(request: Request) -> Iterator[Connection]:
    """Open the one transaction of a request; it shows no pupil until scoped."""
    store: Store = request.app.state.store
    with store.transaction() as tx:
        yield tx


# As many at once as there are connections: were requests to wait for one inside a
# thread, they could take every thread from those that hold one.
Transaction = Annotated[
    Connection, Depends(transaction, scope="function", max_concurrency=CONNECTIONS)
]
_BEARER = HTTPBearer(auto_error=False, description="An API key")


def key_holder(
    request: Request,
    tx: Transaction,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
) -> Viewer:
    """Return whose API key came with the request, and scope the transaction."""
    if credentials is None:
        raise NotSignedIn
    viewer = key_viewer(tx, credentials.credentials)
    _admit(request, tx, viewer)
    return viewer


def signed_in(request: Request, tx: Transaction) -> Session:
    """Return the browser's session, and scope the transaction.

    A request that changes something must come from this site; a form's token is
    checked by the route that reads the form.
    """
    secret = request.cookies.get(cookie_name(request))
    if secret is None:
        raise NotSignedIn
    check_same_origin(request)
    session = Session(secret, session_viewer(tx, secret))
    _admit(request, tx, session.viewer)
    return session


KeyHolder = Annotated[Viewer, Depends(key_holder, scope="function")]
SignedIn = Annotated[Session, Depends(signed_in, scope="function")]


def _admit(request: Request, tx: Connection, viewer: Viewer) -> None:
    scope(tx, viewer)
    # For the log, which names users and never pupils.
    request.state.user_id = viewer.user_id
