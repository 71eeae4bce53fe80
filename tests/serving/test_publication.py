"""A list is published whole, once, and does not change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sample_week import (
    ANN,
    BEN,
    CAT,
    ELM,
    ELM_USER,
    OAK_USER,
    OFFICER,
    WEEK,
    sample_list,
)
from sqlalchemy import text

from records.errors import InputRejected, NoData
from serving.access import NotFound
from serving.pathway import Kind, record_decision
from serving.store.database import Store
from serving.store.lists import latest_week, weekly_list, weeks
from serving.store.publication import publish
from serving.store.pupils import pupil_page
from serving.store.tables import LISTS

NEXT = WEEK + timedelta(weeks=1)
AFTER = WEEK + timedelta(weeks=2)


def changes(store: Store, week: object) -> dict[int, str]:
    with store.transaction(OFFICER) as tx:
        listed = weekly_list(tx, OFFICER, week)
    return {entry.pupil_id: entry.change for entry in listed.entries}


def test_the_same_list_again_changes_nothing(store: Store) -> None:
    assert publish(store, sample_list()) is False


def test_the_same_inputs_give_the_same_digest() -> None:
    assert sample_list().digest == sample_list().digest
    assert sample_list().digest != sample_list(listed=(CAT, ANN)).digest


def test_another_list_for_the_week_is_refused_unless_told_to(store: Store) -> None:
    other = sample_list(listed=(BEN,))
    with pytest.raises(InputRejected, match="--replace"):
        publish(store, other)
    assert publish(store, other, replace=True) is True
    assert changes(store, WEEK) == {BEN: "new"}


def test_a_list_that_was_decided_on_cannot_be_replaced(store: Store) -> None:
    with store.transaction(OFFICER) as tx:
        record_decision(
            tx, OFFICER, pupil_id=ANN, week=WEEK, kind=Kind.DATA_WRONG, reason="Known"
        )
    with pytest.raises(InputRejected, match=r"1 decision\(s\) rest on it"):
        publish(store, sample_list(listed=(BEN,)), replace=True)
    assert set(changes(store, WEEK)) == {ANN, CAT}


def test_entries_say_who_is_new_still_here_and_back_again(store: Store) -> None:
    publish(store, sample_list(NEXT, listed=(CAT, BEN)))
    publish(store, sample_list(AFTER, listed=(ANN, BEN)))
    assert changes(store, WEEK) == {ANN: "new", CAT: "new"}
    assert changes(store, NEXT) == {CAT: "still here", BEN: "new"}
    assert changes(store, AFTER) == {ANN: "back again", BEN: "still here"}
    with store.transaction(OFFICER) as tx:
        assert latest_week(tx) == AFTER
        assert weeks(tx) == (AFTER, NEXT, WEEK)


def test_a_list_is_published_whole_or_not_at_all(store: Store) -> None:
    broken = sample_list(NEXT, listed=(ANN, ANN))
    with pytest.raises(Exception, match="list_entries_pupil"):
        publish(store, broken)
    with store.transaction(OFFICER) as tx:
        assert weeks(tx) == (WEEK,)


def test_a_pupil_who_moved_is_seen_by_the_new_school_only(store: Store) -> None:
    moved = sample_list(NEXT)
    moved.pupils[moved.pupils["pupil_id"].index_of(ANN), "urn"] = ELM
    publish(store, moved)
    with store.transaction(ELM_USER) as tx:
        assert pupil_page(tx, ELM_USER, ANN, NEXT).school.urn == ELM
    with pytest.raises(NotFound), store.transaction(OAK_USER) as tx:
        pupil_page(tx, OAK_USER, ANN, WEEK)


def test_without_a_list_there_is_no_latest_week(owner_url: str, store: Store) -> None:
    with store.transaction(OFFICER) as tx:
        tx.execute(LISTS.delete())
        with pytest.raises(NoData, match="no list has been published"):
            latest_week(tx)


def test_the_application_cannot_change_a_published_list(store: Store) -> None:
    with (
        pytest.raises(Exception, match="permission denied"),
        store.transaction(OFFICER) as tx,
    ):
        tx.execute(text("UPDATE list_entries SET priority = 'Review'"))
