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
    Feature(
        name="weeks_since_support_end",
        title="time since support ended",
        description=(
            "School weeks since the latest end of support, where none is in place now."
        ),
        theme="support",
        unit="school weeks",
        look_back=TWO_YEARS,
        direction=0,
        actionable=True,
        reason="support",
        sources=SUPPORT,
        missing="support is in place, or none ended this or last academic year",
        concern=(
            "The latest support ended {value:in the last school week|# school weeks "
            "ago}."
        ),
        unknown=(
            "Support is in place, or none is recorded as ended in this or last school "
            "year."
        ),
    ),
    Feature(
        name="absence_change_since_support",
        title="absence since support began",
        description=(
            "Absence rate since the newest open support began, less that of the "
            "twelve school weeks before. No proof of what made the change."
        ),
        theme="support",
        unit="difference of shares",
        look_back=TWO_YEARS,
        direction=1,
        actionable=True,
        learnable=False,
        reason="support",
        sources=(*SUPPORT, "marks"),
        missing=(
            "no support is in place, or no possible session is known before or since"
        ),
        concern=(
            "Missed more since support began: {absence_rate_since_support:percent} of "
            "sessions, {absence_rate_before_support:percent} in the twelve school "
            "weeks before."
        ),
        strength=(
            "Missed less since support began: {absence_rate_since_support:percent} of "
            "sessions, {absence_rate_before_support:percent} in the twelve school "
            "weeks before."
        ),
        none="Missed the same share of sessions as before support began.",
        unknown=(
            "No support is in place, or attendance is not known both before and since."
        ),
        signed=True,
    ),
    Feature(
        name="incidents_change_since_support",
        title="behaviour incidents since support began",
        description=(
            "Behaviour incidents per school week since the newest open support began, "
            "less those of up to twelve school weeks before. No proof of what made "
            "the change."
        ),
        theme="support",
        unit="difference of incidents per school week",
        look_back=TWO_YEARS,
        direction=1,
        actionable=True,
        learnable=False,
        reason="support",
        sources=(*SUPPORT, "incidents"),
        missing=(
            "no support is in place, it began this week or before last academic year, "
            "or the school sends no behaviour records"
        ),
        concern=(
            "More behaviour incidents since support began: "
            "{incidents_a_week_since_support:number} a week, "
            "{incidents_a_week_before_support:number} in the weeks before."
        ),
        strength=(
            "Fewer behaviour incidents since support began: "
            "{incidents_a_week_since_support:number} a week, "
            "{incidents_a_week_before_support:number} in the weeks before."
        ),
        none="As many behaviour incidents a week as before support began.",
        unknown=(
            "No support is in place, or behaviour is not known both before and since."
        ),
        signed=True,
        scope="school",
    ),
)
