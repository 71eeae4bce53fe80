"""What changed since the list before: reasons, and the place on the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.outcomes import OUTCOMES
from serving.store.views import Change, Reason

NEW, GONE, STRONGER, WEAKER = "new", "gone", "stronger", "weaker"
# Log-odds; below it a reason counts as unchanged.
NOTICED = 0.1


def changes(now: Sequence[Reason], before: Sequence[Reason]) -> tuple[Change, ...]:
    """Set the reasons of one estimate beside those of the list before.

    A reason that has turned from a concern to a strength, or back, is gone as the
    one and new as the other.

    Returns
    -------
    tuple of Change
        Those that moved furthest first.
    """
    told = {_place(one): one for one in now}
    former = {_place(one): one for one in before}
    moved = {
        place: _weight(told.get(place)) - _weight(former.get(place))
        for place in {**told, **former}
    }
    return tuple(
        _change(told.get(place), former.get(place))
        for place in sorted(moved, key=lambda one: -abs(moved[one]))
        if abs(moved[place]) >= NOTICED
    )


def why_moved(
    listed: bool,
    was_listed: bool,
    risks: Mapping[str, float],
    former_risks: Mapping[str, float],
) -> str | None:
    """Say why a pupil came onto the list, or left it, since the one before.

    Parameters
    ----------
    listed, was_listed : bool
    risks, former_risks : mapping of str to float
        By outcome, as estimated now and then; empty when not scored.
    """
    if listed == was_listed:
        return None
    if not former_risks:
        return "New on the list: last time too little was recorded to say anything."
    if not risks:
        return "Left the list: too little is recorded now to say anything."
    ahead = 1 if listed else -1
    rose = [
        OUTCOMES[name].title
        for name in risks
        if name in former_risks and ahead * (risks[name] - former_risks[name]) > 0
    ]
    change = "New on the list" if listed else "Left the list"
    if not rose:
        return (
            f"{change}: this pupil’s own estimates did not move that way; "
            "the estimates of other pupils did."
        )
    word = "higher" if listed else "lower"
    return (
        f"{change}: the estimate of {' and of '.join(rose)} is {word} than last time."
    )


def _place(reason: Reason) -> tuple[str, bool]:
    return reason.code, reason.weight > 0


def _weight(reason: Reason | None) -> float:
    return abs(reason.weight) if reason else 0.0


def _change(now: Reason | None, before: Reason | None) -> Change:
    if now is None or before is None:
        told = now or before
        assert told is not None
        kind = NEW if now else GONE
    else:
        told = now
        kind = STRONGER if abs(now.weight) > abs(before.weight) else WEAKER
    return Change(
        kind=kind,
        title=told.title,
        now=now.text if now else None,
        before=before.text if before else None,
    )
