"""Declarations of the support features: education, health and care plans left out."""

from __future__ import annotations

from features.catalogue.feature import ON_THE_DAY, TWO_YEARS, Feature

SUPPORT = ("support", "calendar", "enrolments")

FEATURES = (
    Feature(
        name="support_plans_open",
        title="support in place",
        description="Plans or other support begun, not ended and not closed.",
        theme="support",
        unit="plans",
        look_back=ON_THE_DAY,
        direction=0,
        actionable=True,
        reason="support",
        sources=SUPPORT,
        concern="{value:plan or form of support|plans or forms of support} in place.",
        none="No plan or other support is recorded as in place.",
    ),
    Feature(
        name="weeks_since_support_start",
        title="time since support began",
        description=(
            "School weeks since the newest open support began, at most two years."
        ),
        theme="support",
        unit="school weeks",
        look_back=TWO_YEARS,
        direction=0,
        actionable=True,
        reason="support",
        sources=SUPPORT,
        missing="no support is in place",
        concern="The newest support began {value:school week|school weeks} ago.",
        none="The newest support began after the last school week.",
        unknown="No plan or other support is recorded as in place.",
    ),
    Feature(
        name="support_reviews_overdue",
        title="support reviews overdue",
        description="Open support whose review was due before the day of the list.",
        theme="support",
        unit="reviews",
        look_back=ON_THE_DAY,
        direction=0,
        actionable=True,
        reason="support",
        sources=SUPPORT,
        concern="{value:review|reviews} of support overdue.",
        none="No review of support is overdue.",
    ),
)
