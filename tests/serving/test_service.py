"""The service at its edge: headers, logs, failures, and forms from elsewhere."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from sample_week import (
    ANN,
    ANNS_UPN,
    CANARY_NAMES,
    CAT,
    CATS_UPN,
    OAK_USER,
    OFFICER,
)
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from starlette.requests import Request
from starlette.testclient import TestClient

from records.settings import Settings
from serving.access import Viewer
from serving.app import create_app
from serving.browser import CrossSite, check_form_token, check_same_origin
from serving.edge import HEADERS, Edge
from serving.logs import ALLOWED, logger
from serving.store.database import CONNECTIONS, Store, connect
from serving.store.users import Session

Headers = Callable[[Viewer], dict[str, str]]
NOBODY_LISTENS = "postgresql+psycopg://nobody@127.0.0.1:1/waymark"


@pytest.mark.parametrize("path", ["/health/live", "/api/v1/lists/latest", "/nowhere"])
def test_every_answer_has_the_headers_and_is_not_kept(
    client: TestClient, path: str
) -> None:
    answer = client.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert answer.headers["cache-control"] == "no-store"


def test_health(client: TestClient) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json() == {"status": "ready"}


def test_a_database_that_is_down_is_503_and_said() -> None:
    with TestClient(create_app(Settings(), connect(NOBODY_LISTENS))) as client:
        key = {"Authorization": "Bearer key"}
        answer = client.get("/api/v1/lists/latest", headers=key)
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "30"
        assert "database does not answer" in answer.json()["detail"]
        assert client.get("/health/ready").status_code == 503
        assert client.get("/health/live").status_code == 200


def test_the_description_has_every_refusal_as_a_problem_document(
    client: TestClient,
) -> None:
    described = client.get("/api/v1/openapi.json").json()
    for path, methods in described["paths"].items():
        if not path.startswith("/api/"):
            continue
        for operation in methods.values():
            refusals = {int(s) for s in operation["responses"] if int(s) >= 400}
            assert {401, 503} <= refusals
            for status in refusals:
                content = operation["responses"][str(status)]["content"]
                assert "application/problem+json" in content


@pytest.fixture
def logged(store: Store) -> Iterator[tuple[TestClient, io.StringIO]]:
    """Return a client of an app with a broken route, and where it logs."""
    app = FastAPI()

    @app.get("/api/broken/{secret}")
    def broken(secret: str) -> None:
        raise RuntimeError(f"the value was {secret}")

    stream = io.StringIO()
    app.add_middleware(Edge, log=logger(stream))
    with TestClient(app) as client:
        yield client, stream


def test_a_failure_is_told_to_nobody_but_by_its_kind(
    logged: tuple[TestClient, io.StringIO],
) -> None:
    client, stream = logged
    answer = client.get("/api/broken/canary?canary=canary")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "canary" not in answer.text + stream.getvalue()
    failure, request = map(json.loads, stream.getvalue().splitlines())
    assert failure["error"] == "RuntimeError"
    assert request["route"] == "/api/broken/{secret}"
    assert request["request_id"] == answer.headers["x-request-id"]


def test_a_log_holds_only_the_fields_on_the_list() -> None:
    stream = io.StringIO()
    logger(stream).info("request", status=200, pupil="canary", upn="canary")
    written = json.loads(stream.getvalue())
    assert set(written) <= ALLOWED
    assert "canary" not in stream.getvalue()


def test_no_name_and_no_upn_reaches_a_log(store: Store, key_of: Headers) -> None:
    stream = io.StringIO()
    headers = key_of(OAK_USER)
    with TestClient(create_app(Settings(), store, stream)) as client:
        client.get(f"/api/v1/pupils/{ANN}/explanation", headers=headers)
        client.get(f"/api/v1/pupils/{CAT}/explanation", headers=headers)
        for upn in (ANNS_UPN, CATS_UPN, "canary"):
            client.post("/api/v1/pupils/search", json={"upn": upn}, headers=headers)
    written = stream.getvalue()
    assert '"route": "/api/v1/pupils/search"' in written
    told = ("Ann", "Oakley", ANNS_UPN, CATS_UPN, "canary", str(ANN), str(CAT))
    assert not any(word in written for word in (*told, *CANARY_NAMES))


def test_a_commit_that_fails_gives_no_answer(
    store: Store, client: TestClient, key_of: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = key_of(OFFICER)

    def fail(self: Connection) -> None:
        raise OperationalError("COMMIT", {}, Exception("gone"))

    monkeypatch.setattr(Connection, "commit", fail)
    answer = client.get(f"/api/v1/pupils/{ANN}/explanation", headers=headers)
    assert answer.status_code == 503
    assert str(ANN) not in answer.text


def test_many_at_once_wait_for_a_connection_and_are_all_answered(
    client: TestClient, key_of: Headers
) -> None:
    headers = key_of(OFFICER)

    def ask(_: int) -> int:
        path = f"/api/v1/pupils/{ANN}/explanation"
        return client.get(path, headers=headers).status_code

    with ThreadPoolExecutor(4 * CONNECTIONS) as threads:
        assert set(threads.map(ask, range(8 * CONNECTIONS))) == {200}


def post_from(**headers: str) -> Request:
    raw = [(b"host", b"waymark.test")]
    raw += [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    return Request({"type": "http", "method": "POST", "headers": raw})


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
        {"origin": "http://waymark.test"},
    ],
)
def test_a_form_of_ours_is_taken(headers: dict[str, str]) -> None:
    check_same_origin(post_from(**headers))


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site", "origin": "http://waymark.test"},
        {"sec_fetch_site": "same-site"},
        {"origin": "http://elsewhere.test"},
        {"origin": "null"},
        {},
    ],
)
def test_a_form_from_elsewhere_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(CrossSite):
        check_same_origin(post_from(**headers))


def test_a_form_needs_the_token_of_its_session() -> None:
    session, other = Session("a", OFFICER), Session("b", OFFICER)
    check_form_token(session, session.form_token)
    with pytest.raises(CrossSite):
        check_form_token(session, other.form_token)
    with pytest.raises(CrossSite):
        check_form_token(session, "naïve")
