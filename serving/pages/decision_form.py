"""The form on which an officer records a decision: as sent, as checked, as shown."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from serving.access import Viewer
from serving.pages.words import HINTS
from serving.pathway import (
    LABELS,
    LONGEST_REASON,
    InvalidDecision,
    Kind,
    record_decision,
)
from serving.store.views import Decision, PupilView

USUAL_REVIEW = timedelta(weeks=4)
OVERTAKEN = (
    "Somebody else decided about this pupil while you were writing. Read their "
    "decision on this page; what you wrote is still here if you want to add it"
)


class SentDecision(BaseModel):
    """The fields of the form as a browser sends them, before any is believed."""

    model_config = ConfigDict(populate_by_name=True)

    token: str = ""
    week: date
    once: str = Field(default="", max_length=64)
    seen: str = Field(default="", max_length=64)
    kind: str = ""
    reason: str = ""
    day: str = Field(default="", alias="review_on-day", max_length=20)
    month: str = Field(default="", alias="review_on-month", max_length=20)
    year: str = Field(default="", alias="review_on-year", max_length=20)


@dataclass(frozen=True)
class DecisionForm:
    """The form as it is shown; ``errors`` has a sentence for each field to mend."""

    standing: Decision | None
    sent: SentDecision
    once: str
    seen: str
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def example_day(self) -> str:
        """A day to look again, in figures, as an example."""
        day = datetime.now(UTC).date() + USUAL_REVIEW
        return f"{day.day} {day.month} {day.year}"

    @property
    def longest_reason(self) -> int:
        """Characters that a reason may have."""
        return LONGEST_REASON

    @property
    def review_parts(self) -> list[dict[str, str]]:
        """Day, month and year as the date input takes them."""
        wrong = " govuk-input--error" if "review_on" in self.errors else ""
        parts = (("day", 2), ("month", 2), ("year", 4))
        return [
            {
                "name": name,
                "classes": f"govuk-input--width-{width}{wrong}",
                "value": getattr(self.sent, name),
            }
            for name, width in parts
        ]

    @property
    def summary(self) -> list[dict[str, str]]:
        """The errors as the error summary takes them, each with its field."""
        anchors = {"review_on": "#review_on-day"}
        return [
            {"text": sentence, "href": anchors.get(name, f"#{name}")}
            for name, sentence in self.errors.items()
        ]

    @property
    def kinds(self) -> list[dict[str, Any]]:
        """The choices as the radios take them."""
        return [
            {"value": kind.value, "text": label, "hint": {"text": HINTS[kind]}}
            for kind, label in LABELS.items()
        ]


def blank_form(pupil: PupilView) -> DecisionForm:
    """Return an empty form about this pupil's week."""
    return mended_form(pupil, SentDecision(week=pupil.week), {})


def mended_form(
    pupil: PupilView, sent: SentDecision, errors: dict[str, str]
) -> DecisionForm:
    """Return the form as it was sent, with what is to be mended in it."""
    of_week = [each for each in pupil.decisions if each.week == pupil.week]
    return DecisionForm(
        standing=of_week[0] if of_week else None,
        sent=sent,
        once=secrets.token_urlsafe(16),
        seen=pupil.tag,
        errors=errors,
    )


def errors_in(sent: SentDecision) -> dict[str, str]:
    """Return a sentence for each field that was left out or cannot be read."""
    errors = {}
    if sent.kind not in set(Kind):
        errors["kind"] = "Choose a decision"
    if sent.kind == Kind.NOT_NOW and _review_on(sent) is None:
        errors["review_on"] = "Enter the day to look again, such as 14 12 2026"
    if not sent.reason.strip():
        errors["reason"] = "Give a reason; a sentence is enough"
    return errors


def record(
    tx: Connection, viewer: Viewer, pupil_id: int, sent: SentDecision
) -> dict[str, str]:
    """Record what was sent, or return what is to be mended first.

    Raises
    ------
    NotAllowed, NotFound, Stale
        As :func:`serving.pathway.record_decision`.
    """
    errors = errors_in(sent)
    if errors:
        return errors
    kind = Kind(sent.kind)
    try:
        record_decision(
            tx,
            viewer,
            pupil_id=pupil_id,
            week=sent.week,
            kind=kind,
            reason=sent.reason,
            review_on=_review_on(sent) if kind is Kind.NOT_NOW else None,
            seen=sent.seen,
            idempotency_key=sent.once or None,
        )
    except InvalidDecision as error:
        known = error.field in ("kind", "reason", "review_on")
        return {error.field if known else "kind": str(error)}
    return {}


def _review_on(sent: SentDecision) -> date | None:
    try:
        return date(int(sent.year), int(sent.month), int(sent.day))
    except ValueError:
        return None
