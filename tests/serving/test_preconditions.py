"""Two officers at one case: nothing is lost, and nothing is recorded twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sample_week import ANN, OFFICER, WEEK
from sqlalchemy import func, select
from starlette.testclient import TestClient

from serving.access import Viewer
from serving.store.database import Store
from serving.store.tables import AUDIT_TRAIL, DECISIONS

Headers = Callable[[Viewer], dict[str, str]]
CASE = f"/api/v1/pupils/{ANN}/explanation?week={WEEK}"
KEY = {"Idempotency-Key": "one-decision"}


def decide(client: TestClient, headers: dict[str, str], reason: str = "Known") -> Any:
    sent = {
        "pupil_id": str(ANN),
        "week": WEEK.isoformat(),
        "kind": "already_supported",
        "reason": reason,
    }
    return client.post("/api/v1/decisions", json=sent, headers=headers)


def kept(store: Store) -> tuple[int, int]:
    """Return how many decisions there are, and audit rows that say so."""
    recorded = AUDIT_TRAIL.c.action == "decision recorded"
    with store.transaction(OFFICER) as tx:
        decisions = tx.execute(select(func.count()).select_from(DECISIONS))
        rows = select(func.count()).select_from(AUDIT_TRAIL).where(recorded)
        return decisions.scalar_one(), tx.execute(rows).scalar_one()


@pytest.mark.parametrize(
    ("carried", "status"),
    [({"If-Match": f'"{WEEK}.0"'}, 400), (KEY, 428), (KEY | {"If-Match": "*"}, 412)],
)
def test_a_decision_without_its_conditions_is_not_kept(
    client: TestClient,
    store: Store,
    key_of: Headers,
    carried: dict[str, str],
    status: int,
) -> None:
    answer = decide(client, key_of(OFFICER) | carried)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert kept(store) == (0, 0)


def test_the_second_of_two_who_read_the_same_is_told_so(
    client: TestClient, store: Store, key_of: Headers
) -> None:
    headers = key_of(OFFICER)
    read = client.get(CASE, headers=headers).headers["etag"]
    first = headers | {"If-Match": read, "Idempotency-Key": "first-one"}
    second = headers | {"If-Match": read, "Idempotency-Key": "second-one"}
    answer = decide(client, first)
    assert answer.status_code == 201
    assert decide(client, second, "Differs").status_code == 412
    assert kept(store) == (1, 1)
    again = client.get(CASE, headers=headers).headers["etag"]
    assert again == answer.headers["etag"] != read
    assert decide(client, second | {"If-Match": again}).status_code == 201
    assert kept(store) == (2, 2)


def test_sent_again_it_is_answered_alike_though_the_case_moved_on(
    client: TestClient, key_of: Headers
) -> None:
    headers = key_of(OFFICER)
    read = client.get(CASE, headers=headers).headers["etag"]
    sent = headers | KEY | {"If-Match": read}
    first = decide(client, sent)
    later = {"If-Match": first.headers["etag"], "Idempotency-Key": "later-one"}
    assert decide(client, headers | later, "Later").status_code == 201
    again = decide(client, sent)
    assert (again.status_code, again.json()) == (201, first.json())


def test_fifty_at_once_under_one_key_are_one_decision(
    client: TestClient, store: Store, key_of: Headers
) -> None:
    headers = key_of(OFFICER) | KEY | {"If-Match": f'"{WEEK}.0"'}
    with ThreadPoolExecutor(25) as pool:
        answers = list(pool.map(lambda _: decide(client, headers), range(50)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert kept(store) == (1, 1)


def test_of_many_at_once_who_read_the_same_one_is_kept(
    client: TestClient, store: Store, key_of: Headers
) -> None:
    headers = key_of(OFFICER) | {"If-Match": f'"{WEEK}.0"'}

    def attempt(number: int) -> int:
        mine = headers | {"Idempotency-Key": f"attempt-{number:03}"}
        return decide(client, mine, f"Attempt {number}").status_code

    with ThreadPoolExecutor(10) as pool:
        statuses = sorted(pool.map(attempt, range(20)))
    assert statuses == [201] + 19 * [412]
    assert kept(store) == (1, 1)
