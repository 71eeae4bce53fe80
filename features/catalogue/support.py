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
    Feature(
        name="pathway_level",
        title="the level of support",
        description=(
            "Highest level of the Graduated Pathway among open support: 1 arranged by "
            "the school, 2 My Plan or early assessment, 3 My Plan+ or My Assessment."
        ),
        theme="support",
        unit="level",
        look_back=ON_THE_DAY,
        direction=0,
        actionable=True,
        reason="support",
        sources=SUPPORT,
        missing="never: zero means that no support is in place",
        concern=(
            "Support at level {value:number} of the Graduated Pathway is in place."
        ),
        none="No support of the Graduated Pathway is recorded as in place.",
    ),
    Feature(
        name="pathway_stage",
        title="the stage of support",
        description=(
            "Stage reached by the newest open support: 1 Assess, 2 Plan, 3 Do, 4 "
            "Review."
        ),
        theme="support",
        unit="stage",
        look_back=ON_THE_DAY,
        direction=0,
        actionable=True,
        reason="support",
        sources=SUPPORT,
        missing="no support is in place",
        concern=(
            "The newest support has reached stage {value:number} of 4 (Assess, Plan, "
            "Do, Review)."
        ),
        none="The newest support has reached no stage yet.",
        unknown="No plan or other support is recorded as in place.",
    ),
    Feature(
        name="weeks_review_overdue",
        title="how long a review has been overdue",
        description=(
            "School weeks since the earliest due date of an overdue review of open "
            "support."
        ),
        theme="support",
        unit="school weeks",
        look_back=TWO_YEARS,
        direction=0,
        actionable=True,
        reason="support",
        sources=SUPPORT,
        missing="never: zero means that no review is overdue",
        concern="A review of support was due {value:school week|school weeks} ago.",
        none="No review of support is overdue.",
    ),
    Feature(
        name="support_reviews_ahead",
        title="support with its next review ahead",
        description="Open support whose next review is set and not overdue.",
        theme="support",
        unit="plans",
        look_back=ON_THE_DAY,
        direction=0,
        actionable=True,
        reason="support",
        sources=SUPPORT,
        concern=(
            "{value:plan or form of support|plans or forms of support} in place with "
            "the next review ahead."
        ),
        none="No support in place has its next review ahead.",
    ),
)
