"""A case as kept: by version, with its audit rows, behind both locks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cases import (
    AS_FAR_AS_A_PLAN,
    ASSESSMENT,
    close,
    consent,
    in_days,
    open_case,
    person,
    review,
)
from sample_week import ANN, CAT, OAK, OAK_USER, OFFICER, SCIENTIST
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

import serving.store.cases
from serving.access import NotAllowed, NotFound, Role, Viewer
from serving.casework.recording import record_step
from serving.casework.steps import Step, Take
from serving.preconditions import Stale
from serving.store.audit_trail import verify
from serving.store.cases import CaseView, case_view, caseload
from serving.store.database import Store
from serving.store.decisions import assessments_of
from serving.store.tables import AUDIT_TRAIL
from serving.store.users import save_user

Headers = Callable[[Viewer], dict[str, str]]
LEAD = Viewer("lead", "Lee Lead", Role.TEAM_LEAD, None)
AT_OAK = Viewer("oaks-officer", "An officer of Oak", Role.OFFICER, frozenset({OAK}))


def write(store: Store, case: int, *steps: Step, viewer: Viewer = OFFICER) -> CaseView:
    for step in steps:
        with store.transaction(viewer) as tx:
            seen = case_view(tx, viewer, case).tag
            kept = record_step(tx, viewer, case, step, seen=seen)
    return kept


def test_what_was_written_is_read_again(store: Store) -> None:
    case = open_case(store)
    written = (*AS_FAR_AS_A_PLAN, review())
    kept = write(store, case, *written)
    with store.transaction(OFFICER) as tx:
        read = case_view(tx, OFFICER, case)
        (told,) = assessments_of(tx, ANN)
    assert read == kept
    assert tuple(one.step for one in read.history) == written
    assert {one.by for one in read.history} == {OFFICER.name}
    assert (told.stage, told.consent) == ("do", "family agreed")


def test_each_step_and_each_reading_leaves_its_audit_row(store: Store) -> None:
    case = open_case(store)
    write(store, case, consent(), ASSESSMENT)
    with store.transaction(OFFICER) as tx:
        rows = tx.execute(
            select(AUDIT_TRAIL.c.action, AUDIT_TRAIL.c.details)
            .where(AUDIT_TRAIL.c.pupil_id == ANN)
            .order_by(AUDIT_TRAIL.c.number)
        ).all()
        assert verify(tx) is None
    about = [(row.action, row.details.get("kind")) for row in rows[-4:]]
    assert about == [
        ("case viewed", None),
        ("case step recorded", "consent"),
        ("case viewed", None),
        ("case step recorded", "assessment"),
    ]
    # The trail says who did what, never what was said.
    assert "friends" not in str([row.details for row in rows])


def test_who_writes_upon_what_is_not_so_any_more_is_told(store: Store) -> None:
    case = open_case(store)
    with store.transaction(OFFICER) as tx:
        seen = case_view(tx, OFFICER, case).tag
    write(store, case, consent())
    with pytest.raises(Stale), store.transaction(OFFICER) as tx:
        record_step(tx, OFFICER, case, close(), seen=seen)
    with store.transaction(OFFICER) as tx:
        assert case_view(tx, OFFICER, case).case.version == 1


def test_a_caseload_has_ones_own_cases_the_most_overdue_first(store: Store) -> None:
    first, second = open_case(store, ANN), open_case(store, CAT)
    with store.transaction() as tx:
        save_user(tx, LEAD)
    write(store, second, consent("waiting", days=-30))
    with store.transaction(OFFICER) as tx:
        mine = caseload(tx, OFFICER).lines
        theirs = caseload(tx, LEAD).lines
        everybodys = caseload(tx, LEAD, mine=False).lines
    assert [one.assessment_id for one in mine] == [second, first]
    assert mine[0].due_on == in_days(-16)
    assert mine[0].due == "Hear what the family decided"
    assert theirs == ()
    assert everybodys == mine
    write(store, second, Take(), viewer=LEAD)
    write(store, first, close())
    with store.transaction(OFFICER) as tx:
        assert [one.assessment_id for one in caseload(tx, LEAD).lines] == [second]
        assert caseload(tx, OFFICER).lines == ()
        assert [
            one.assessment_id for one in caseload(tx, OFFICER, closed=True).lines
        ] == [first]


def test_a_case_of_another_school_is_not_there(store: Store) -> None:
    case = open_case(store, CAT)
    with pytest.raises(NotFound), store.transaction(AT_OAK) as tx:
        case_view(tx, AT_OAK, case)
    with store.transaction(AT_OAK) as tx:
        assert caseload(tx, AT_OAK, mine=False).lines == ()


def test_a_long_caseload_comes_in_pages(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving.store.cases, "CASES_A_PAGE", 1)
    first, second = open_case(store, ANN), open_case(store, CAT)
    write(store, second, consent("waiting", days=-30))
    with store.transaction(OFFICER) as tx:
        whole = [caseload(tx, OFFICER, page=number) for number in (1, 2, 3)]
    found = [[one.assessment_id for one in each.lines] for each in whole]
    assert found == [[second], [first], []]
    assert [each.next_page for each in whole] == [2, None, None]
    assert {(each.matching, each.overdue) for each in whole} == {(2, 1)}


@pytest.mark.parametrize("viewer", [OAK_USER, SCIENTIST], ids=lambda one: one.role)
def test_a_role_that_reads_no_notes_reads_no_case(store: Store, viewer: Viewer) -> None:
    case = open_case(store)
    with store.transaction(viewer) as tx:
        with pytest.raises(NotAllowed):
            case_view(tx, viewer, case)
        with pytest.raises(NotAllowed):
            caseload(tx, viewer, mine=False)
        with pytest.raises(NotAllowed):
            record_step(tx, viewer, case, consent(), seen="")


def test_the_database_itself_hides_and_keeps_what_was_written(store: Store) -> None:
    write(store, open_case(store, CAT), consent())
    counted = text("SELECT count(*) FROM case_steps")
    with store.transaction() as tx:
        assert tx.execute(counted).scalar_one() == 0
    with store.transaction(OAK_USER) as tx:
        assert tx.execute(counted).scalar_one() == 0
    with store.transaction(OFFICER) as tx:
        assert tx.execute(counted).scalar_one() == 1
    for change in ("UPDATE case_steps SET version = 9", "DELETE FROM case_steps"):
        with (
            pytest.raises(DBAPIError, match="permission denied"),
            store.transaction(OFFICER) as tx,
        ):
            tx.execute(text(change))


def test_the_api_takes_a_case_from_consent_to_a_review(
    client: TestClient, store: Store, key_of: Headers
) -> None:
    case, key = open_case(store), key_of(OFFICER)
    address = f"/api/v1/assessments/{case}"
    for step in (*AS_FAR_AS_A_PLAN, review()):
        read = client.get(address, headers=key)
        body = step.model_dump(mode="json")
        headers = key | {"If-Match": read.headers["ETag"]}
        kept = client.post(f"{address}/steps", json=body, headers=headers)
        assert kept.status_code == 201, kept.text
        assert kept.headers["ETag"] != read.headers["ETag"]
        assert kept.json()["steps"][-1]["step"] == body
        again = client.post(f"{address}/steps", json=body, headers=headers)
        assert again.status_code == 412
    told = client.get(address, headers=key).json()
    assert (told["stage"], told["consent"], told["version"]) == (
        "do",
        "family agreed",
        6,
    )
    assert client.get(f"{address}/reviews", headers=key).json() == {
        "next_review_on": in_days(42).isoformat(),
        "reviews": [review().model_dump(mode="json")],
    }
    (line,) = client.get("/api/v1/assessments", headers=key).json()["assessments"]
    assert (line["assessment_id"], line["due"]) == (case, "Finish an action")


def test_the_api_says_why_a_step_cannot_follow(
    client: TestClient, store: Store, key_of: Headers
) -> None:
    case, key = open_case(store), key_of(OFFICER)
    address = f"/api/v1/assessments/{case}/steps"
    body = person().model_dump(mode="json")
    assert client.post(address, json=body, headers=key).status_code == 428
    headers = key | {"If-Match": f'"{case}.0"'}
    early = client.post(address, json=body, headers=headers)
    assert early.status_code == 409
    assert early.json()["errors"] == [
        {
            "field": "kind",
            "problem": "The family has not agreed. Nothing starts until they do",
        }
    ]
    canary = body | {"name": "Canary\x00", "other": 1}
    refused = client.post(address, json=canary, headers=headers)
    assert refused.status_code == 422
    assert "Canary" not in refused.text
