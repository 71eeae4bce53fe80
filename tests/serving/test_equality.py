"""A month of decisions: what is read of it, what is found, and who may see that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from sample_week import ANN, BEN, CAT, OAK_USER, OFFICER, WEEK, sample_list
from small_county import small_county

from records.errors import NoData
from serving.access import NotFound, Role, Viewer
from serving.equality import SAID, UNDECIDED, audit_month, compared
from serving.pathway import Kind, record_decision
from serving.store.database import Store
from serving.store.decision_audits import (
    ENTRIES,
    DecisionAudit,
    audit_of,
    entries_of,
    month_of,
    months,
    save,
)
from serving.store.publication import WEEKLY_RUN, publish
from serving.store.users import key_viewer, rotate_api_key, save_user

LEAD = Viewer("lead", "Equality lead", Role.EQUALITY_LEAD, frozenset())
NOVEMBER = date(2026, 11, 30)


def decide(store: Store, pupil: int, kind: Kind, week: date = WEEK) -> None:
    with store.transaction(OFFICER) as tx:
        record_decision(
            tx,
            OFFICER,
            pupil_id=pupil,
            week=week,
            kind=kind,
            reason="The family has said so",
            review_on=date.today() + timedelta(days=30)
            if kind is Kind.NOT_NOW
            else None,
        )


def test_the_decision_that_stands_is_read_and_the_days_to_the_first(
    store: Store,
) -> None:
    decide(store, ANN, Kind.NOT_NOW)
    decide(store, ANN, Kind.DATA_WRONG)
    with store.transaction(WEEKLY_RUN) as tx:
        entries = entries_of(tx, NOVEMBER)
    first, second = entries.rows(named=True)
    assert first["pupil_id"] == ANN
    assert first["kind"] == Kind.DATA_WRONG
    assert first["days"] == (datetime.now(UTC).date() - WEEK).days
    assert (first["outcome"], first["reason"]) == ("suspension", "absence_rate_4w")
    assert first["risk"] == 0.1234
    assert (second["pupil_id"], second["kind"], second["days"]) == (CAT, None, None)


def test_a_list_belongs_to_the_month_of_its_monday(store: Store) -> None:
    later = WEEK + timedelta(weeks=2)
    publish(store, sample_list(later, listed=(BEN,)))
    with store.transaction(WEEKLY_RUN) as tx:
        assert set(entries_of(tx, NOVEMBER)["week"]) == {WEEK}
        assert entries_of(tx, later)["pupil_id"].to_list() == [BEN]
    assert month_of(date(2026, 12, 31)) == (date(2026, 12, 1), date(2027, 1, 1))


def many_entries(seed: int, strictness: float) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Four lists of whom one group is dismissed more often for like reasons."""
    rng, n = np.random.default_rng(seed), 4000
    other = rng.random(n) < 0.3
    dismissed = rng.random(n) < np.where(other, 0.2 * strictness, 0.2)
    kinds = np.where(dismissed, Kind.DATA_WRONG, rng.choice([*Kind][:3], n))
    waiting = rng.random(n) < 0.1
    entries = pl.DataFrame(
        {
            "week": [WEEK] * n,
            "pupil_id": np.arange(n),
            "urn": 900001 + rng.integers(0, 40, n),
            "outcome": rng.choice(["suspension", "persistent_absence"], n),
            "reason": rng.choice(["absence_rate_4w", "incidents_4w"], n),
            "risk": rng.random(n),
            "kind": [
                None if left else str(kind)
                for left, kind in zip(waiting, kinds, strict=True)
            ],
            "days": [
                None if left else float(day)
                for left, day in zip(waiting, rng.poisson(4, n), strict=True)
            ],
        },
        schema=ENTRIES,
    )
    groups = pl.DataFrame(
        {
            "pupil_id": np.arange(n),
            "priority_group": np.where(other, "Mixed", "All other groups"),
            "school": "900001",
        }
    )
    return entries, groups


def test_who_is_dismissed_more_for_the_same_reasons_is_found() -> None:
    found = {
        (each.outcome, each.group): each for each in compared(*many_entries(1, 1.8))
    }
    assert {each.attribute for each in found.values()} == {"priority_group"}
    dismissed = found[SAID[Kind.DATA_WRONG], "Mixed"]
    assert dismissed.verdict == "outside"
    assert dismissed.ratio.value == pytest.approx(1.8, rel=0.2)
    assert found[UNDECIDED, "Mixed"].verdict != "outside"
    assert found["days until a decision", "Mixed"].verdict == "within"
    alike = compared(*many_entries(2, 1.0))
    assert "outside" not in {each.verdict for each in alike}


def test_a_pupil_of_no_known_group_stays_in(store: Store) -> None:
    entries, groups = many_entries(1, 1.0)
    found = compared(entries, groups.head(3000))
    unknown = [each for each in found if each.group == "Not recorded"]
    assert {each.count for each in unknown if each.outcome == UNDECIDED} == {1000}


def test_a_month_without_lists_cannot_be_audited(store: Store) -> None:
    with pytest.raises(NoData, match="no list of March 2020"):
        audit_month(store, {}, date(2020, 3, 9))
    with store.transaction(LEAD) as tx, pytest.raises(NotFound, match="not been"):
        audit_of(tx, NOVEMBER)


def test_an_audit_is_kept_once_a_month_and_only_as_published(store: Store) -> None:
    found = compared(*many_entries(1, 1.8))
    audit = DecisionAudit(
        month=date(2026, 11, 1),
        made_at=datetime(2026, 12, 1, tzinfo=UTC),
        listed=4000,
        decided=3600,
        comparisons=tuple(each.to_dict() for each in found),
    )
    with store.transaction(WEEKLY_RUN) as tx:
        save(tx, replace(audit, decided=1))
        save(tx, audit)
    with store.transaction(LEAD) as tx:
        assert months(tx) == (audit.month,)
        assert audit_of(tx, NOVEMBER) == audit


def test_a_month_is_audited_from_the_store_and_the_records(store: Store) -> None:
    decide(store, ANN, Kind.DATA_WRONG)
    audit, found = audit_month(store, small_county(), NOVEMBER)
    assert (audit.listed, audit.decided) == (2, 1)
    # Nobody of this list is in these records, and nobody is left out for that.
    assert {each.group for each in found} == {"Not recorded"}
    assert {each.count for each in found if each.outcome == UNDECIDED} == {2}
    with store.transaction(LEAD) as tx:
        kept = audit_of(tx, NOVEMBER)
    assert kept == audit
    assert {each["rate"] for each in kept.comparisons} == {None}


def test_an_equality_lead_sees_no_pupil(
    store: Store, client: object, key_of: Callable[[Viewer], dict[str, str]]
) -> None:
    with store.transaction() as tx:
        save_user(tx, LEAD)
        viewer = key_viewer(tx, rotate_api_key(tx, LEAD.user_id))
    assert viewer == LEAD
    assert not viewer.sees_identities
    assert viewer.reads_audits
    assert not OAK_USER.reads_audits
    with store.transaction(viewer) as tx:
        assert entries_of(tx, NOVEMBER).is_empty()
    answer = client.get("/api/v1/lists/latest", headers=key_of(LEAD))
    assert answer.status_code == 403
