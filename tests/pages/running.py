"""A real service on a real port, and ways into it."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2
import uvicorn
from handmade import VIEWERS
from playwright.sync_api import Browser, Playwright

from records.database import database_url
from records.settings import Settings
from serving.access import Viewer
from serving.app import create_app
from serving.store.database import Store, connect
from serving.store.migrate import upgrade
from serving.store.users import rotate_sign_in_link, save_user

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

    @contextmanager
    def client(self, viewer: Viewer | None = None) -> Iterator[httpx2.Client]:
        """Open a client that posts as the service's own pages do."""
        headers = {"Origin": self.address}
        with httpx2.Client(
            base_url=self.address, headers=headers, trust_env=False
        ) as client:
            if viewer is not None:
                assert client.post(self.sign_in_link(viewer)).status_code == 303
            yield client


def new_store(settings: Settings, database: str) -> Store:
    """Make a database of that name with the handmade users and no list."""
    url = database_url(settings, database)
    upgrade(url)
    store = connect(url)
    with store.transaction() as tx:
        for viewer in VIEWERS:
            save_user(tx, viewer)
    return store


@contextmanager
def serve(settings: Settings, store: Store) -> Iterator[Service]:
    """Run the service on a free port until the caller is done with it."""
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


def chromium(playwright: Playwright) -> Browser:
    """Start the system's Chromium, or the one that WAYMARK_CHROMIUM names."""
    path = os.environ.get("WAYMARK_CHROMIUM") or shutil.which("chromium")
    assert path, "install Chromium, or set WAYMARK_CHROMIUM to one"
    return playwright.chromium.launch(executable_path=path, args=list(QUIET))
