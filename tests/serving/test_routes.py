"""Every route of the API: anonymous, then the wrong school, then the right one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sample_week import (
    ANN,
    BEN,
    CANARY_NAMES,
    CAT,
    CATS_UPN,
    DAN,
    ELM_USER,
    OAK_USER,
    OFFICER,
    SCIENTIST,
    WEEK,
)
from sqlalchemy import select
from starlette.testclient import TestClient

from serving.access import Viewer
from serving.dependencies import key_holder, signed_in
from serving.store.database import Store
from serving.store.tables import AUDIT_TRAIL

Headers = Callable[[Viewer], dict[str, str]]
PUBLIC = {
    ("GET", "/"),
    ("GET", "/assets/{digest}/{name}"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    # What everybody may read, written out so that a page made public is seen here.
    ("GET", "/accessibility"),
    ("GET", "/fairness"),
    ("GET", "/for-families"),
    ("GET", "/glossary"),
    ("GET", "/help"),
    ("GET", "/how-it-works"),
    ("GET", "/privacy"),
    ("GET", "/transparency"),
    ("GET", "/what-it-is-not"),
    ("GET", "/what-you-may-ask"),
    ("GET", "/worked-examples"),
    ("GET", "/sign-in/{token}"),
    ("POST", "/sign-in/{token}"),
    # The description of the API names no pupil.
    ("GET", "/api/v1/openapi.json"),
    ("HEAD", "/api/v1/openapi.json"),
}
DECISION = {
    "pupil_id": str(CAT),
    "week": WEEK.isoformat(),
    "kind": "already_supported",
    "reason": "A plan is in place",
}
LATEST = ("GET", "/api/v1/lists/latest", None)
OF_WEEK = ("GET", f"/api/v1/lists/{WEEK}", None)
SEARCH = ("POST", "/api/v1/pupils/search", {"upn": CATS_UPN})
EXPLAIN = ("GET", f"/api/v1/pupils/{CAT}/explanation", None)
DECIDE = ("POST", "/api/v1/decisions", DECISION)
CALLS = [LATEST, OF_WEEK, SEARCH, EXPLAIN, DECIDE]
Call = tuple[str, str, Any]
WITH = {"Idempotency-Key": "0123-4567-89", "If-Match": f'"{WEEK}.0"'}


def ask(client: TestClient, call: Call, headers: dict[str, str] | None = None) -> Any:
    method, path, body = call
    return client.request(method, path, json=body, headers=WITH | (headers or {}))


def trail(store: Store) -> list[tuple[str, str, int | None]]:
    columns = (AUDIT_TRAIL.c.who, AUDIT_TRAIL.c.action, AUDIT_TRAIL.c.pupil_id)
    with store.transaction(OFFICER) as tx:
        rows = tx.execute(select(*columns).order_by(AUDIT_TRAIL.c.at))
        return [tuple(row) for row in rows]


def test_every_route_asks_who_is_there_but_the_public_ones(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    unguarded = set()
    for route in iter_route_contexts(client.app.routes):
        dependant = getattr(route, "dependant", None)
        calls = {each.call for each in dependant.dependencies} if dependant else set()
        if not calls & {key_holder, signed_in}:
            unguarded |= {(method, route.path) for method in route.methods or ()}
    assert unguarded == PUBLIC


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("headers", [None, {"Authorization": "Bearer wrong"}])
def test_nobody_is_told_anything_without_a_key(
    client: TestClient, call: Call, headers: dict[str, str] | None
) -> None:
    answer = ask(client, call, headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("call", [SEARCH, EXPLAIN])
def test_another_schools_pupil_is_not_found_and_the_asking_is_audited(
    client: TestClient, store: Store, key_of: Headers, call: Call
) -> None:
    answer = ask(client, call, key_of(OAK_USER))
    assert answer.status_code == 404
    assert not any(name in answer.text for name in CANARY_NAMES)
    who, action, _ = trail(store)[-1]
    assert (who, action) in {("oak", "refused"), ("oak", "search without result")}


def test_a_pupil_that_does_not_exist_is_answered_alike(
    client: TestClient, key_of: Headers
) -> None:
    headers = key_of(OAK_USER)
    nobody = client.get("/api/v1/pupils/12345/explanation", headers=headers)
    hidden = ask(client, EXPLAIN, headers)
    assert nobody.json() == hidden.json()


@pytest.mark.parametrize("call", [LATEST, OF_WEEK])
def test_a_school_sees_only_its_own_pupils_on_a_list(
    client: TestClient, store: Store, key_of: Headers, call: Call
) -> None:
    answer = ask(client, call, key_of(ELM_USER))
    assert answer.status_code == 200
    assert [entry["pupil_id"] for entry in answer.json()["entries"]] == [str(CAT)]
    assert trail(store)[-1][:2] == ("elm", "list viewed")


def test_a_list_says_words_and_no_number(client: TestClient, key_of: Headers) -> None:
    answer = ask(client, LATEST, key_of(OFFICER))
    assert "0.1234" not in answer.text
    first, second = answer.json()["entries"]
    assert first["pupil_id"] == str(ANN)
    assert first["name"] == "Ann Oakley"
    assert first["outcomes"] == ["suspension or exclusion"]
    assert (first["priority"], first["change"]) == ("Review first", "new")
    assert second["pupil_id"] == str(CAT)


def test_a_list_comes_in_pages(client: TestClient, key_of: Headers) -> None:
    headers = key_of(OFFICER)
    first = client.get("/api/v1/lists/latest?limit=1", headers=headers).json()
    assert (len(first["entries"]), first["matching"]) == (1, 2)
    after = first["next_after"]
    path = f"/api/v1/lists/latest?limit=1&after={after}"
    second = client.get(path, headers=headers).json()
    assert second["entries"][0]["pupil_id"] == str(CAT)
    assert second["next_after"] is None


def test_a_link_leads_through_the_pages_of_one_week(
    client: TestClient, key_of: Headers
) -> None:
    headers = key_of(OFFICER)
    path, seen = "/api/v1/lists/latest?limit=1&outcome=suspension", []
    while path:
        answer = client.get(path, headers=headers)
        seen += [entry["pupil_id"] for entry in answer.json()["entries"]]
        path = answer.links.get("next", {}).get("url", "")
        assert not path or path.startswith(f"/api/v1/lists/{WEEK}?limit=1&outcome=")
    everything = client.get(
        "/api/v1/lists/latest?outcome=suspension", headers=headers
    ).json()["entries"]
    assert seen == [entry["pupil_id"] for entry in everything]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("urn=900002", [str(CAT)]),
        ("urn=900009", []),
        ("decided=false", [str(ANN), str(CAT)]),
        ("decided=true", []),
        ("outcome=suspension&year_group=99", []),
    ],
)
def test_a_list_is_filtered(
    client: TestClient, key_of: Headers, asked: str, found: list[str]
) -> None:
    answer = client.get(f"/api/v1/lists/latest?{asked}", headers=key_of(OFFICER))
    assert [entry["pupil_id"] for entry in answer.json()["entries"]] == found


@pytest.mark.parametrize("asked", ["year_group=%00", "canary=1", "limit=101", "urn=0"])
def test_a_filter_that_cannot_be_is_refused(
    client: TestClient, key_of: Headers, asked: str
) -> None:
    answer = client.get(f"/api/v1/lists/latest?{asked}", headers=key_of(OFFICER))
    assert answer.status_code == 422
    assert "canary" not in answer.text


def test_a_week_without_a_list_is_not_found(
    client: TestClient, key_of: Headers
) -> None:
    answer = client.get("/api/v1/lists/2020-01-06", headers=key_of(OFFICER))
    assert answer.status_code == 404


def test_a_school_reads_its_pupil_in_words(
    client: TestClient, store: Store, key_of: Headers
) -> None:
    answer = ask(client, EXPLAIN, key_of(ELM_USER))
    assert answer.status_code == 200
    told = answer.json()
    assert told["pupil_id"] == str(CAT)
    assert told["name"] == " ".join(CANARY_NAMES)
    assert [one["risk"] for one in told["screenings"]] == [None, None]
    directions = {one["direction"] for one in told["screenings"][0]["reasons"]}
    assert directions == {"concern", "strength"}
    assert trail(store)[-1] == ("elm", "pupil viewed", CAT)


def test_a_data_scientist_reads_risks_and_no_names(
    client: TestClient, key_of: Headers
) -> None:
    headers = key_of(SCIENTIST)
    told = ask(client, EXPLAIN, headers)
    assert told.json()["name"] is None
    assert {one["risk"] for one in told.json()["screenings"]} == {0.1234, 0.4}
    listed = ask(client, LATEST, headers)
    for answer in (told, listed):
        assert not any(name in answer.text for name in (*CANARY_NAMES, CATS_UPN))
    assert ask(client, SEARCH, headers).status_code == 403


def test_of_whom_too_little_is_recorded_nothing_is_said(
    client: TestClient, key_of: Headers
) -> None:
    path = f"/api/v1/pupils/{DAN}/explanation"
    told = client.get(path, headers=key_of(OFFICER)).json()
    assert told["too_little_recorded"] is True
    assert told["screenings"] == []


def test_a_search_finds_the_pseudonym_and_is_audited(
    client: TestClient, store: Store, key_of: Headers
) -> None:
    answer = ask(client, SEARCH, key_of(ELM_USER))
    assert answer.json() == {"pupil_id": str(CAT)}
    assert trail(store)[-1] == ("elm", "pupil searched", CAT)


@pytest.mark.parametrize("viewer", [ELM_USER, SCIENTIST])
def test_only_an_officer_decides(
    client: TestClient, key_of: Headers, viewer: Viewer
) -> None:
    assert ask(client, DECIDE, key_of(viewer)).status_code == 403


def test_a_pupil_not_on_the_list_is_explained_too(
    client: TestClient, key_of: Headers
) -> None:
    path = f"/api/v1/pupils/{BEN}/explanation"
    told = client.get(path, headers=key_of(OFFICER)).json()
    assert told["listed"] is False
    assert len(told["screenings"]) == 2
