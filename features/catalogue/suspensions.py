"""Declarations of the features of suspensions."""

from __future__ import annotations

from features.catalogue import guidance
from features.catalogue.feature import (
    NEWCOMER,
    THIS_YEAR,
    TWELVE_MONTHS,
    TWELVE_WEEKS,
    TWO_YEARS,
    Feature,
)

SUSPENSIONS = ("suspensions", "calendar", "enrolments")

FEATURES = (
    Feature(
        name="suspensions_12w",
        title="suspensions in the last twelve school weeks",
        description="Suspensions and permanent exclusions begun and not overturned.",
        theme="behaviour",
        unit="suspensions",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=False,
        reason="suspension",
        sources=SUSPENSIONS,
        missing=NEWCOMER,
        concern="{value:suspension|suspensions} in the last twelve school weeks.",
    ),
    Feature(
        name="suspensions_12m",
        title="suspensions in the last twelve months",
        description="Suspensions and permanent exclusions begun and not overturned.",
        theme="behaviour",
        unit="suspensions",
        look_back=TWELVE_MONTHS,
        direction=1,
        actionable=False,
        reason="suspension",
        sources=SUSPENSIONS,
        missing=NEWCOMER,
        concern="{value:suspension|suspensions} in the last twelve months.",
    ),
    Feature(
        name="suspended_sessions_12m",
        title="sessions lost to suspension",
        description="Sessions of the suspensions begun and not overturned.",
        theme="behaviour",
        unit="sessions",
        look_back=TWELVE_MONTHS,
        direction=1,
        actionable=False,
        reason="suspension",
        sources=SUSPENSIONS,
        missing=NEWCOMER,
        concern=(
            "{value:session|sessions} lost to suspension in the last twelve months."
        ),
    ),
    Feature(
        name="weeks_since_suspension",
        title="time since a suspension",
        description="School weeks since the week in which the latest suspension began.",
        theme="behaviour",
        unit="school weeks",
        look_back=TWO_YEARS,
        direction=-1,
        actionable=False,
        reason="suspension",
        sources=SUSPENSIONS,
        missing="no suspension is known in the look-back",
        concern=(
            "The latest suspension began {value:in the last school week|# school weeks "
            "ago}."
        ),
        strength="{value:school week|school weeks} since the latest suspension began.",
        unknown="No suspension is recorded in this or last school year.",
    ),
    Feature(
        name="suspended_sessions_year",
        title="suspension so far this school year",
        description=(
            "Sessions of the suspensions begun and not overturned, at whatever school; "
            "the law allows 90 (45 school days)."
        ),
        theme="behaviour",
        unit="sessions",
        look_back=THIS_YEAR,
        direction=1,
        actionable=False,
        reason="suspension",
        guidance=guidance.LIMIT,
        sources=SUSPENSIONS,
        missing=NEWCOMER,
        concern=(
            "{value:session|sessions} lost to suspension this school year, of the 90 "
            "that the law allows at most."
        ),
        none="No sessions lost to suspension this school year.",
    ),
    Feature(
        name="suspensions_at_other_school_2y",
        title="suspensions at another school",
        description=(
            "Suspensions begun at a school other than the present one and not "
            "overturned."
        ),
        theme="behaviour",
        unit="suspensions",
        look_back=TWO_YEARS,
        direction=1,
        actionable=False,
        reason="suspension",
        sources=SUSPENSIONS,
        missing=NEWCOMER,
        concern=(
            "{value:suspension|suspensions} at another school in this and last school "
            "year."
        ),
    ),
    Feature(
        name="disruption_suspensions_12m",
        title="suspensions for disruption",
        description=(
            "Suspensions of which a reason is persistent or general disruption (DB, "
            "LD, CB)."
        ),
        theme="behaviour",
        unit="suspensions",
        look_back=TWELVE_MONTHS,
        direction=1,
        actionable=False,
        reason="suspension",
        sources=SUSPENSIONS,
        missing=NEWCOMER,
        concern=(
            "{value:suspension|suspensions} for disruptive behaviour in the last "
            "twelve months."
        ),
    ),
    Feature(
        name="suspension_reasons_12m",
        title="reasons of suspension",
        description=(
            "Different reasons given, as first, second or third, for suspensions not "
            "overturned."
        ),
        theme="behaviour",
        unit="reasons",
        look_back=TWELVE_MONTHS,
        direction=1,
        actionable=False,
        reason="suspension",
        sources=SUSPENSIONS,
        missing=NEWCOMER,
        concern=(
            "{value:reason|different reasons} given for suspension in the last twelve "
            "months."
        ),
        none="No suspension in the last twelve months.",
    ),
)
