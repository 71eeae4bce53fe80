"""What an officer decides is kept once, and what it opens with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sample_week import ANN, CAT, ELM_USER, OFFICER, WEEK
from sqlalchemy import func, select
from starlette.testclient import TestClient

from serving.access import NotAllowed, NotFound, Viewer
from serving.pathway import InvalidDecision, Kind, record_decision
from serving.store.database import Store
from serving.store.decisions import assessments_of, decisions_about
from serving.store.lists import weekly_list
from serving.store.tables import DECISIONS
from serving.store.views import ListFilters

Headers = Callable[[Viewer], dict[str, str]]
# What a first decision about a pupil is sent with.
WITH = {"Idempotency-Key": "0123-4567-89", "If-Match": f'"{WEEK}.0"'}


def in_days(days: int) -> date:
    """Asked when it is needed: a run of the tests may pass midnight."""
    return datetime.now(UTC).date() + timedelta(days=days)


def test_to_act_opens_an_assessment_that_asks_the_family_first(store: Store) -> None:
    with store.transaction(OFFICER) as tx:
        decision = record_decision(
            tx,
            OFFICER,
            pupil_id=ANN,
            week=WEEK,
            kind=Kind.START_ASSESSMENT,
            reason=" Talked with the SENCO ",
        )
    with store.transaction(OFFICER) as tx:
        assert decisions_about(tx, OFFICER, ANN) == (decision,)
        assert decision.reason == "Talked with the SENCO"
        (assessment,) = assessments_of(tx, ANN)
    assert assessment.decision_id == decision.decision_id
    assert (assessment.stage, assessment.consent) == ("assess", "family to be asked")


def test_other_decisions_open_nothing(store: Store) -> None:
    with store.transaction(OFFICER) as tx:
        for kind in (Kind.ALREADY_SUPPORTED, Kind.DATA_WRONG):
            record_decision(
                tx, OFFICER, pupil_id=ANN, week=WEEK, kind=kind, reason="Known"
            )
        assert assessments_of(tx, ANN) == ()
        newest, oldest = decisions_about(tx, OFFICER, ANN)
    assert (newest.version, oldest.version) == (2, 1)


def test_the_list_shows_what_stands_and_filters_by_it(store: Store) -> None:
    with store.transaction(OFFICER) as tx:
        for kind in (Kind.DATA_WRONG, Kind.ALREADY_SUPPORTED):
            record_decision(
                tx, OFFICER, pupil_id=ANN, week=WEEK, kind=kind, reason="Known"
            )
        decided = weekly_list(tx, OFFICER, WEEK, ListFilters(decided=True))
        undecided = weekly_list(tx, OFFICER, WEEK, ListFilters(decided=False))
    assert [(one.pupil_id, one.decision) for one in decided.entries] == [
        (ANN, "already_supported")
    ]
    assert [one.pupil_id for one in undecided.entries] == [CAT]


@pytest.mark.parametrize(
    ("kind", "reason", "days", "field"),
    [
        (Kind.DATA_WRONG, "  ", None, "reason"),
        (Kind.DATA_WRONG, "x" * 2001, None, "reason"),
        (Kind.NOT_NOW, "Settled", None, "review_on"),
        (Kind.NOT_NOW, "Settled", 0, "review_on"),
        (Kind.NOT_NOW, "Settled", 366, "review_on"),
    ],
)
def test_what_will_not_do_is_said_by_field(
    store: Store, kind: Kind, reason: str, days: int | None, field: str
) -> None:
    with store.transaction(OFFICER) as tx, pytest.raises(InvalidDecision) as caught:
        record_decision(
            tx,
            OFFICER,
            pupil_id=ANN,
            week=WEEK,
            kind=kind,
            reason=reason,
            review_on=None if days is None else in_days(days),
        )
    assert caught.value.field == field


def test_a_review_date_is_kept(store: Store) -> None:
    tomorrow = in_days(1)
    with store.transaction(OFFICER) as tx:
        decision = record_decision(
            tx,
            OFFICER,
            pupil_id=ANN,
            week=WEEK,
            kind=Kind.NOT_NOW,
            reason="Settled since the move of form",
            review_on=tomorrow,
        )
    assert decision.review_on == tomorrow


def test_a_school_does_not_decide_and_does_not_read_the_notes(store: Store) -> None:
    known = {"week": WEEK, "kind": Kind.DATA_WRONG, "reason": "Two pupils mixed up"}
    with pytest.raises(NotAllowed), store.transaction(ELM_USER) as tx:
        record_decision(tx, ELM_USER, pupil_id=CAT, **known)
    with store.transaction(OFFICER) as tx:
        record_decision(tx, OFFICER, pupil_id=CAT, **known)
    with store.transaction(ELM_USER) as tx:
        (read,) = decisions_about(tx, ELM_USER, CAT)
    assert (read.kind, read.reason) == ("data_wrong", None)


def test_a_week_without_a_list_cannot_be_decided_on(store: Store) -> None:
    with pytest.raises(NotFound), store.transaction(OFFICER) as tx:
        record_decision(
            tx,
            OFFICER,
            pupil_id=ANN,
            week=WEEK - timedelta(weeks=1),
            kind=Kind.DATA_WRONG,
            reason="Known",
        )


def body(**changed: str) -> dict[str, str]:
    return {
        "pupil_id": str(ANN),
        "week": WEEK.isoformat(),
        "kind": "start_assessment",
        "reason": "Talked with the SENCO",
    } | changed


def test_the_api_records_a_decision(
    client: TestClient, store: Store, key_of: Headers
) -> None:
    headers = key_of(OFFICER) | WITH
    answer = client.post("/api/v1/decisions", json=body(), headers=headers)
    assert answer.status_code == 201
    assert answer.json()["pupil_id"] == str(ANN)
    assert answer.json()["decided_by"] == OFFICER.name


def test_sent_twice_under_one_key_it_is_recorded_once(
    client: TestClient, store: Store, key_of: Headers
) -> None:
    headers = key_of(OFFICER) | WITH
    first = client.post("/api/v1/decisions", json=body(), headers=headers)
    again = client.post("/api/v1/decisions", json=body(), headers=headers)
    other = client.post("/api/v1/decisions", json=body(reason="X"), headers=headers)
    assert first.json() == again.json()
    assert other.status_code == 422
    with store.transaction(OFFICER) as tx:
        assert tx.execute(select(func.count(DECISIONS.c.kind))).scalar_one() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"pupil_id": "canary"},
        {"pupil_id": "9" * 19},
        {"week": "canary"},
        {"kind": "canary"},
        {"reason": ""},
        {"reason": "canary \x00"},
        {"canary": "canary"},
        {"review_on": "canary"},
    ],
)
def test_a_bad_request_is_never_said_back(
    client: TestClient, key_of: Headers, changed: dict[str, str]
) -> None:
    headers = key_of(OFFICER) | WITH
    answer = client.post("/api/v1/decisions", json=body(**changed), headers=headers)
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "canary" not in answer.text
