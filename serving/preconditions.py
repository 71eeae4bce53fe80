"""What a request must carry before it may change a case, so that nothing is lost.

The state of a case is told by an entity tag (RFC 9110). Whoever decides sends back
the tag of what they read; when somebody else decided in between, it no longer fits.
"""

from __future__ import annotations

from datetime import date


class NoIdempotencyKey(Exception):
    """A decision came without the key that makes it safe to send again."""


class NoCondition(Exception):
    """A decision came without the tag of the case that it rests on."""


class Stale(Exception):
    """The case has moved on since its decider read it; nothing was kept."""


def case_tag(week: date, newest_decision: int | None) -> str:
    """Return the entity tag of a pupil's case as seen on the list of ``week``.

    All that can change in a published case is what was decided, so the newest
    decision about the pupil (its id, None before the first) names the state.
    """
    return f'"{week.isoformat()}.{newest_decision or 0}"'
