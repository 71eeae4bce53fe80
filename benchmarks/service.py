"""How quickly the running service explains a pupil and shows a list.

A made-up store is served on 127.0.0.1 by one worker; clients ask over HTTP with an
API key, so that scope, audit row and commit are part of every figure.
``python -m benchmarks.service --pupils 6000 --requests 2000 --clients 8``
"""

from __future__ import annotations

import argparse
import json
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path

import httpx2
import numpy as np
import polars as pl
import uvicorn

from records.settings import Settings
from serving.app import create_app
from serving.demo import create_demonstration_users
from serving.store.database import open_store
from serving.store.publication import WeeklyList, publish
from serving.store.views import ModelUsed

WEEK = date(2026, 11, 23)
PUPILS_A_SCHOOL = 300
REASON = {"feature": "absence_rate_4w"}
VOCABULARY = {
    "absence_rate_4w": {
        "code": "absence_recent",
        "title": "Absence in recent weeks",
        "unit": "share of possible sessions",
        "actionable": True,
        "sources": ["marks", "calendar", "enrolments"],
    }
}
REASONS = {
    "concerns": [
        REASON | {"text": "Missed 9 of 40 sessions.", "value": 0.225, "weight": 0.8}
    ]
    * 4,
    "strengths": [],
}


def made_up_list(pupils: int) -> WeeklyList:
    """Return a list of one in twenty of ``pupils``, each screened twice."""
    draw = np.random.default_rng(1)
    pupil_id = pl.Series(draw.choice(2**62, pupils, replace=False) + 1)
    urn = pl.Series(900001 + np.arange(pupils) // PUPILS_A_SCHOOL)
    whole = pl.DataFrame({"pupil_id": pupil_id, "urn": urn})
    listed = whole.sample(fraction=0.05, seed=1)
    weeks = [{"week": "2026-11-16", "possible": 10, "absent": 1}] * 12
    return WeeklyList(
        week=WEEK,
        data_as_at=WEEK,
        capacity=len(listed),
        not_scored=0,
        models=(ModelUsed("suspension", "2026-07-06", "0" * 64),),
        audit={},
        vocabulary=VOCABULARY,
        explanation={},
        schools=whole.select(pl.col("urn").unique(maintain_order=True)).with_columns(
            name=pl.format("School {}", "urn")
        ),
        pupils=whole.with_columns(year_group=pl.lit("9")),
        identities=whole.select(
            "pupil_id",
            upn=pl.col("pupil_id").cast(pl.String),
            forename=pl.lit("Sam"),
            surname=pl.lit("Example"),
        ),
        entries=listed.with_row_index("position", 1).with_columns(
            year_group=pl.lit("9"),
            priority=pl.lit("Review first"),
            outcomes=pl.lit(["suspension"], dtype=pl.List(pl.String)),
            headline=pl.lit("Missed 9 of 40 sessions."),
        ),
        screenings=pl.concat(
            [_screenings(whole, name) for name in ("suspension", "persistent_absence")]
        ),
        attendance=whole.with_columns(weeks=pl.lit(json.dumps(weeks))),
    )


def _screenings(pupils: pl.DataFrame, outcome: str) -> pl.DataFrame:
    return pupils.with_columns(
        outcome=pl.lit(outcome),
        risk=pl.lit(0.12),
        likelihood=pl.lit("more likely than usual"),
        comparison=pl.lit("It followed for about 12 in 100 with a record like this."),
        reasons=pl.lit(json.dumps(REASONS)),
        doubts=pl.lit([], pl.List(pl.String)),
        would_help=pl.lit(None, pl.String),
    )


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """Serve in a process of its own on a free port, and give the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    worker = get_context("spawn").Process(target=_serve, args=(settings, port))
    worker.start()
    address = f"http://127.0.0.1:{port}"
    try:
        while not _answers(f"{address}/health/ready"):
            time.sleep(0.05)
        yield address
    finally:
        worker.terminate()
        worker.join()


def _serve(settings: Settings, port: int) -> None:
    with (settings.home / "log").open("w") as log:
        app = create_app(settings, log_to=log)
        uvicorn.run(app, port=port, access_log=False, log_level="error")


def _answers(address: str) -> bool:
    try:
        return httpx2.get(address).status_code == 200
    except httpx2.ConnectError:
        return False


def measured(
    address: str, key: str, paths: Sequence[str], requests: int, clients: int
) -> dict[str, float]:
    """Ask for ``paths`` in turn, and return rate and latencies in milliseconds."""
    headers = {"Authorization": f"Bearer {key}"}

    with httpx2.Client(base_url=address, headers=headers) as client:

        def ask(path: str) -> float:
            began = time.perf_counter()
            client.get(path).raise_for_status()
            return 1000 * (time.perf_counter() - began)

        began = time.perf_counter()
        with ThreadPoolExecutor(clients) as threads:
            took = list(threads.map(ask, islice(cycle(paths), requests)))
        seconds = time.perf_counter() - began
    p50, p95, p99 = np.percentile(took, [50, 95, 99]).round(1)
    rate = round(requests / seconds, 1)
    return {"per_second": rate, "p50_ms": p50, "p95_ms": p95, "p99_ms": p99}


def main() -> None:
    """Measure, and print one JSON object as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupils", type=int, default=6000)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=4)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder))
        store = open_store(settings)
        weekly = made_up_list(wanted.pupils)
        began = time.perf_counter()
        publish(store, weekly)
        found: dict[str, object] = {
            "pupils": wanted.pupils,
            "publish_seconds": round(time.perf_counter() - began, 2),
        }
        officer, *_ = create_demonstration_users(store)
        store.close()
        ids = weekly.pupils["pupil_id"].sample(200, seed=2)
        paths = {
            "explanation": [f"/api/v1/pupils/{each}/explanation" for each in ids],
            "list": ["/api/v1/lists/latest"],
        }
        with served(settings) as address:
            for name, each in paths.items():
                found[name] = measured(
                    address, officer.api_key, each, wanted.requests, wanted.clients
                )
    print(json.dumps(found))


if __name__ == "__main__":
    main()
