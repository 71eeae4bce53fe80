"""Every role at every route, asking about a pupil who is not theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sample_week import ANN, CANARY_NAMES, CAT, CATS_UPN, ELM, OAK, WEEK
from sqlalchemy import select
from starlette.testclient import TestClient

from serving import access
from serving.access import COUNTY_WIDE, POWERS, Power, Role, Viewer
from serving.store import decisions, lists, pupils
from serving.store.database import Store
from serving.store.tables import AUDIT_TRAIL
from serving.store.users import rotate_api_key, save_user

LATEST = "/api/v1/lists/latest"
OF_WEEK = f"/api/v1/lists/{WEEK}"
SEARCH = "/api/v1/pupils/search"
EXPLAIN = f"/api/v1/pupils/{CAT}/explanation"
DECIDE = "/api/v1/decisions"
CASES = "/api/v1/assessments"
CASE = f"{CASES}/1"
STEP = f"{CASE}/steps"
DECISION = {
    "pupil_id": str(CAT),
    "week": WEEK.isoformat(),
    "kind": "data_wrong",
    "reason": "Two pupils mixed up",
}
BODIES: dict[str, Any] = {
    SEARCH: {"upn": CATS_UPN},
    DECIDE: DECISION,
    STEP: {"kind": "take"},
}
# What each operation of the API is asked about Cat, who is at Elm.
ASKED = {
    "latest_list": ("GET", LATEST),
    "list_of_week": ("GET", OF_WEEK),
    "search_pupils": ("POST", SEARCH),
    "explain_pupil": ("GET", EXPLAIN),
    "record_decision": ("POST", DECIDE),
    "list_assessments": ("GET", CASES),
    "read_assessment": ("GET", CASE),
    "list_reviews": ("GET", f"{CASE}/reviews"),
    "record_step": ("POST", STEP),
}
WITH = {"Idempotency-Key": "0123-4567-89", "If-Match": f'"{WEEK}.0"'}
OF_NO_COUNTY = [role for role in Role if role not in COUNTY_WIDE]
Ask = Callable[..., Any]


def at_oak(role: Role) -> Viewer:
    urns = None if role in COUNTY_WIDE else frozenset({OAK})
    return Viewer(f"a-{role.value}", f"Somebody: {role.value}", role, urns)


@pytest.fixture
def ask(client: TestClient, store: Store) -> Ask:
    def asked(viewer: Viewer, operation: str) -> Any:
        method, path = ASKED[operation]
        with store.transaction() as tx:
            save_user(tx, viewer)
            key = rotate_api_key(tx, viewer.user_id)
        headers = WITH | {"Authorization": f"Bearer {key}"}
        return client.request(method, path, json=BODIES.get(path), headers=headers)

    return asked


def rows_of(store: Store, viewer: Viewer) -> list[str]:
    of_viewer = select(AUDIT_TRAIL.c.action).where(AUDIT_TRAIL.c.who == viewer.user_id)
    with store.transaction(at_oak(Role.OFFICER)) as tx:
        return list(tx.execute(of_viewer).scalars())


def test_every_operation_is_asked(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"]
    operations = {
        each["operationId"]
        for path, methods in described.items()
        if path.startswith("/api/")
        for each in methods.values()
    }
    assert operations == set(ASKED)


@pytest.mark.parametrize("role", OF_NO_COUNTY)
@pytest.mark.parametrize("operation", ASKED)
def test_nobody_is_told_of_another_schools_pupil(
    ask: Ask, store: Store, role: Role, operation: str
) -> None:
    viewer = at_oak(role)
    answer = ask(viewer, operation)
    needed = {
        "search_pupils": Power.READ_IDENTITIES,
        "record_decision": Power.DECIDE,
        "list_assessments": Power.READ_NOTES,
        "read_assessment": Power.READ_NOTES,
        "list_reviews": Power.READ_NOTES,
        "record_step": Power.DECIDE,
        "explain_pupil": None,
    }.get(operation, Power.READ_PUPILS)
    if needed and not viewer.may(needed):
        assert answer.status_code == 403
    elif operation in ("latest_list", "list_of_week"):
        told = answer.json()
        assert [entry["pupil_id"] for entry in told["entries"]] == [str(ANN)]
        assert rows_of(store, viewer) == ["list viewed"]
    else:
        assert answer.status_code == 404
        assert rows_of(store, viewer)[-1] in {"refused", "search without result"}
    assert not any(name in answer.text for name in (*CANARY_NAMES, str(CAT)))


@pytest.mark.parametrize("role", [Role.SCHOOL, Role.TRUST, Role.SERVICE])
def test_who_sees_some_schools_reads_no_total_of_the_county(
    ask: Ask, role: Role
) -> None:
    told = ask(at_oak(role), "latest_list").json()
    assert (told["scored"], told["not_scored"], told["capacity"]) == (None,) * 3
    assert told["matching"] == 1


def test_a_trust_sees_the_pupils_of_its_schools(ask: Ask) -> None:
    trust = Viewer("trust", "A trust", Role.TRUST, frozenset({OAK, ELM}))
    told = ask(trust, "latest_list").json()
    assert [entry["pupil_id"] for entry in told["entries"]] == [str(ANN), str(CAT)]
    assert ask(trust, "explain_pupil").json()["name"] == " ".join(CANARY_NAMES)


@pytest.mark.parametrize("role", Role)
def test_each_field_is_shown_to_those_whose_role_includes_it(
    ask: Ask, role: Role
) -> None:
    assert ask(at_oak(Role.OFFICER), "record_decision").status_code == 201
    urns = None if role in COUNTY_WIDE else frozenset({ELM})
    viewer = Viewer("somebody", "Somebody", role, urns)
    answer = ask(viewer, "explain_pupil")
    if not viewer.may(Power.READ_PUPILS):
        assert answer.status_code == 404
        return
    told = answer.json()
    assert (told["name"] is not None) == viewer.may(Power.READ_IDENTITIES)
    risks = {one["risk"] for one in told["screenings"]}
    assert (risks != {None}) == viewer.may(Power.READ_RISKS)
    (decision,) = told["decisions"]
    assert (decision["reason"] is not None) == viewer.may(Power.READ_NOTES)


def test_pseudonyms_only_and_names_only_where_they_belong() -> None:
    reading = {role for role in Role if at_oak(role).may(Power.READ_RISKS)}
    naming = {role for role in Role if at_oak(role).may(Power.READ_IDENTITIES)}
    assert reading == {Role.DATA_SCIENTIST}
    assert not naming & {
        Role.DATA_SCIENTIST,
        Role.EQUALITY_LEAD,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    }
    assert Role.ADMINISTRATOR not in POWERS


def test_with_the_first_lock_taken_out_the_second_holds(
    ask: Ask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_to_all = Viewer("all", "All", Role.OFFICER, None)
    everyone = access.visible_pupils(open_to_all)
    for module in (pupils, lists):
        monkeypatch.setattr(module, "visible_pupils", lambda viewer: everyone)
    viewer = at_oak(Role.SCHOOL)
    listed = ask(viewer, "latest_list").json()["entries"]
    assert [entry["pupil_id"] for entry in listed] == [str(ANN)]
    assert ask(viewer, "explain_pupil").status_code == 404
    assert ask(viewer, "search_pupils").status_code == 404
    # Were the filter not what was taken out, an officer would see no more.
    told = ask(open_to_all, "latest_list").json()["entries"]
    assert [entry["pupil_id"] for entry in told] == [str(ANN), str(CAT)]
    with store.transaction(viewer) as tx:
        assert decisions.decisions_about(tx, viewer, CAT) == ()
