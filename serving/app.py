"""The web service, made from settings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import TextIO

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from records.settings import Settings
from serving.api import assessments, decisions, health, lists, pupils
from serving.edge import Edge
from serving.logs import logger
from serving.pages.routes import router as pages
from serving.problems import add_problem_handlers
from serving.store.database import Store, open_store

DESCRIPTION = (
    "Explained estimates of who may need early support, for those who may see them. "
    "A person decides; nothing is ever decided by a score. Identifiers of pupils are "
    "strings, because they do not fit the numbers of JavaScript."
)


def create_app(
    settings: Settings, store: Store | None = None, log_to: TextIO | None = None
) -> FastAPI:
    """Return the service.

    Parameters
    ----------
    settings : Settings
    store : Store or None
        An open store to use; None to open the one of the settings, with its tables
        brought up to date, when the service starts.
    log_to : file or None
        Where the log is written; None for standard error.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.store = store or await run_in_threadpool(open_store, settings)
        yield
        if store is None:
            app.state.store.close()

    app = FastAPI(
        title="Waymark",
        version=version("waymark"),
        description=DESCRIPTION,
        lifespan=lifespan,
        # The reference pages of FastAPI load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    for router in (
        lists.router,
        pupils.router,
        decisions.router,
        assessments.router,
        health.router,
        pages,
    ):
        app.include_router(router)
    add_problem_handlers(app)
    app.add_middleware(Edge, log=logger(log_to))
    return app
