"""A real service on a real port over a real PostgreSQL, with a handmade list."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest
import uvicorn
from handmade import VIEWERS, WEEK, weekly_list
from playwright.sync_api import Browser, sync_playwright

from records.settings import Settings
from serving.access import Viewer
from serving.app import create_app
from serving.store.database import Store, open_store
from serving.store.publication import publish
from serving.store.users import rotate_sign_in_link, save_user

CHROMIUM = os.environ.get("WAYMARK_CHROMIUM") or shutil.which("chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)


@dataclass(frozen=True)
class Service:
    """The running service: its address, and a way in for each user."""

    address: str
    store: Store

    def sign_in_link(self, viewer: Viewer) -> str:
        with self.store.transaction() as tx:
            token = rotate_sign_in_link(tx, viewer.user_id)
        return f"{self.address}/sign-in/{token}"

    def client(self, viewer: Viewer | None = None) -> httpx.Client:
        client = httpx.Client(
            base_url=self.address, headers={"Origin": self.address}, trust_env=False
        )
        if viewer is not None:
            assert client.post(self.sign_in_link(viewer)).status_code == 303
        return client


def serve(settings: Settings, store: Store) -> Iterator[Service]:
    """Run the service on a free port until the fixture is done with it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        app = create_app(settings, store)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield Service(f"http://127.0.0.1:{listener.getsockname()[1]}", store)
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("pages") / "home", database_url=None)


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
    """Publish three weeks: pupil 3 comes back, pupils 1 and 2 stay, the rest are new."""
    publish(store, weekly_list(WEEK - timedelta(weeks=2), (3, 1)))
    publish(store, weekly_list(WEEK - timedelta(weeks=1), (1, 2)))
    publish(store, weekly_list(WEEK, range(1, 10)))


@pytest.fixture(scope="session")
def service(settings: Settings, store: Store, lists: None) -> Iterator[Service]:
    yield from serve(settings, store)


@pytest.fixture(scope="session")
def client(service: Service) -> Iterator[Callable[[Viewer | None], httpx.Client]]:
    """Return one signed-in client for each viewer, made when first asked for."""
    clients: dict[Viewer | None, httpx.Client] = {}

    def client_of(viewer: Viewer | None = None) -> httpx.Client:
        if viewer not in clients:
            clients[viewer] = service.client(viewer)
        return clients[viewer]

    yield client_of
    for each in clients.values():
        each.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        assert CHROMIUM, "install Chromium, or set WAYMARK_CHROMIUM to one"
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()
