"""One pupil's explanation: as kept, beside the list before, in a terminal."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from sample_week import ANN, CAT, DAN, OFFICER, WEEK, reason, sample_list

from records.errors import NoData
from serving.store.database import Store
from serving.store.publication import publish
from serving.store.pupils import pupil_page
from serving.terminal import pupil_in_words, read_pupil

NEXT = WEEK + timedelta(weeks=1)


@pytest.fixture
def two_weeks(store: Store) -> Store:
    """Publish two lists; Ann has left the second, and her absence was less."""
    weekly = sample_list(NEXT, listed=(CAT,))
    told = reason("absence_rate_4w", "Missed 2 of the last 40 sessions", 0.2)
    eased = weekly.screenings.with_columns(
        risk=pl.col("risk") / 2,
        reasons=pl.lit(json.dumps({"concerns": [told], "strengths": []})),
    )
    publish(store, sample_list(WEEK))
    publish(store, replace(weekly, screenings=eased))
    return store


def test_reasons_are_set_beside_the_list_before(two_weeks: Store) -> None:
    with two_weeks.transaction(OFFICER) as tx:
        view = pupil_page(tx, OFFICER, ANN, NEXT)
        first = pupil_page(tx, OFFICER, ANN, WEEK)
    assert view.moved is not None
    assert view.moved.startswith("Left the list")
    gone, weaker = view.screenings[0].changes
    assert (gone.kind, weaker.kind) == ("gone", "weaker")
    assert weaker.now == "Missed 2 of the last 40 sessions"
    assert weaker.before == "Missed 8 of the last 40 sessions"
    # The first list is as it was, and had none before it.
    assert first.moved is None
    assert first.screenings[0].changes == ()


def test_a_reason_carries_what_it_rests_on(two_weeks: Store) -> None:
    with two_weeks.transaction(OFFICER) as tx:
        (concern,) = pupil_page(tx, OFFICER, ANN, WEEK).screenings[0].concerns
    assert concern.code == "absence_recent"
    assert concern.feature == "absence_rate_4w"
    assert concern.how_much == "more likely than usual"
    assert concern.sources == ("marks",)


def test_a_terminal_tells_one_pupil(two_weeks: Store) -> None:
    text = pupil_in_words(read_pupil(two_weeks, ANN, NEXT))
    assert "not on the list in the week of 30 November 2026" in text
    assert "+ Missed 2 of the last 40 sessions (a little more likely" in text
    assert "weaker since the list before: Absence recent" in text
    assert "This rests on 4 of the last 12 school weeks." in text
    assert "Ann" not in text


def test_who_cannot_be_scored_is_not_said_to_be_low(two_weeks: Store) -> None:
    assert "not scored, and not low" in pupil_in_words(read_pupil(two_weeks, DAN, None))


@pytest.mark.parametrize(("pupil", "week"), [(1, None), (ANN, date(2020, 1, 6))])
def test_nobody_and_no_list_are_said_in_a_sentence(
    two_weeks: Store, pupil: int, week: date | None
) -> None:
    with pytest.raises(NoData, match="waymark list"):
        read_pupil(two_weeks, pupil, week)
