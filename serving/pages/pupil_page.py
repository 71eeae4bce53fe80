"""One pupil as shown: what is known, what is not, and what has happened so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from serving.access import Viewer
from serving.likelihood import LIKELIHOODS
from serving.pages.attendance_chart import draw
from serving.pages.decision_form import DecisionForm
from serving.pages.list_address import ListAddress
from serving.pages.words import (
    OWN_VIEWS,
    capital,
    count,
    decision_words,
    long_date,
)
from serving.store.views import Decision, PupilView

NEVER_KNOWN = (
    "what the family, the school or you know and nobody has recorded",
    "why a session was missed, beyond the code that the school gave it",
    "help that the pupil already has, where nobody has recorded it",
)
SCHOOL_WEEKS = 12


@dataclass(frozen=True)
class Event:
    """Something that happened in Waymark about this pupil."""

    what: str
    on: date
    detail: str | None = None
    who: str | None = None


def events(pupil: PupilView) -> list[Event]:
    """Return decisions, assessments and this week's list, the newest first."""
    found = [
        Event(
            decision_words(decision.kind),
            decision.at.date(),
            _because(decision),
            decision.decided_by,
        )
        for decision in pupil.decisions
    ]
    found += [
        Event(
            "Early assessment opened",
            assessment.opened_at.date(),
            f"Stage: {capital(assessment.stage)}. Consent: {assessment.consent}.",
        )
        for assessment in pupil.assessments
    ]
    if pupil.priority:
        found.append(Event(f"On this week’s list: {pupil.priority}", pupil.week))
    return sorted(found, key=lambda event: event.on, reverse=True)


def unknowns(pupil: PupilView) -> list[str]:
    """Return what the records cannot say about this pupil."""
    recorded = sum(week.possible > 0 for week in pupil.attendance)
    found = []
    if recorded < SCHOOL_WEEKS:
        found.append(
            f"attendance in all of the last {SCHOOL_WEEKS} school weeks: "
            f"{count(recorded, 'week')} with sessions recorded"
        )
    return [*found, *NEVER_KNOWN]


def shown(
    pupil: PupilView,
    viewer: Viewer,
    address: ListAddress,
    form: DecisionForm,
    own_view: str | None,
) -> dict[str, Any]:
    """Return everything that ``pupil.html`` shows.

    An officer who has still to decide is asked for an own view first: people who
    have thought first lean less on what a machine noticed.
    """
    # The outcome that stands out most comes first.
    words = [words for _, words in LIKELIHOODS]
    screenings = sorted(pupil.screenings, key=lambda one: words.index(one.likelihood))
    undecided = viewer.decides and pupil.priority is not None and not form.standing
    answered = own_view in OWN_VIEWS or bool(form.errors)
    return {
        "pupil": pupil,
        "screenings": screenings,
        "form": form,
        "ask_own_view": undecided and not answered,
        "own_view": OWN_VIEWS.get(own_view or ""),
        "own_views": [
            {"value": value, "text": text} for value, text in OWN_VIEWS.items()
        ],
        "kept": list(address.parameters().items()),
        "chart": draw(pupil.attendance),
        "unknowns": unknowns(pupil),
        "events": events(pupil),
        "list_href": address.to("/list"),
        "decision_href": address.to(f"/pupils/{pupil.pupil_id}"),
    }


def _because(decision: Decision) -> str | None:
    said = [f"“{decision.reason}”"] if decision.reason else []
    if decision.review_on:
        said.append(f"Look again on {long_date(decision.review_on)}.")
    return " ".join(said) or None
