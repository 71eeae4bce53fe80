"""What changed since the list before, told from what was kept."""

from __future__ import annotations

from serving.changes import changes, why_moved
from serving.store.views import Change, Reason


def reason(code: str, weight: float, text: str = "Now.") -> Reason:
    return Reason(
        code=code,
        title=code.capitalize(),
        feature=code,
        text=text,
        value=1.0,
        unit="sessions",
        weight=weight,
        how_much="more likely than usual",
        actionable=True,
        sources=("marks",),
    )


def test_reasons_are_new_gone_stronger_or_weaker() -> None:
    before = [reason("absence", 0.2, "2 of 40."), reason("moves", 0.9)]
    before += [reason("lateness", 0.5), reason("work", 0.3)]
    now = [reason("absence", 0.8, "9 of 40."), reason("incidents", 0.4, "3 records.")]
    now += [reason("lateness", 0.3), reason("work", 0.35)]
    assert changes(now, before) == (
        Change("gone", "Moves", None, "Now."),
        Change("stronger", "Absence", "9 of 40.", "2 of 40."),
        Change("new", "Incidents", "3 records.", None),
        Change("weaker", "Lateness", "Now.", "Now."),
    )


def test_a_concern_that_has_become_a_strength_is_gone_and_new() -> None:
    found = changes([reason("absence", -0.3)], [reason("absence", 0.4)])
    assert [one.kind for one in found] == ["gone", "new"]


def test_the_same_reasons_are_no_change() -> None:
    same = [reason("absence", 0.4), reason("work", -0.2)]
    assert changes(same, same) == ()


def test_who_stays_or_stays_away_has_not_moved() -> None:
    for listed in (True, False):
        assert why_moved(listed, listed, {"suspension": 0.4}, {}) is None


def test_it_is_said_why_a_pupil_came_or_left() -> None:
    low, high = {"suspension": 0.1}, {"suspension": 0.3}
    came = why_moved(True, False, high, low)
    assert came == (
        "New on the list: the estimate of suspension or exclusion is higher than last "
        "time."
    )
    left = why_moved(False, True, low, high)
    assert left is not None
    assert left.endswith("suspension or exclusion is lower than last time.")
    others = why_moved(True, False, low, high)
    assert others is not None
    assert "other pupils did" in others
    assert "too little was recorded" in str(why_moved(True, False, high, {}))
    assert "too little is recorded now" in str(why_moved(False, True, {}, high))
