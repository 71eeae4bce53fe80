"""Declarations of the context features."""

from __future__ import annotations

from features.catalogue.feature import (
    LAST_YEAR,
    ON_THE_DAY,
    THIS_YEAR,
    TWELVE_MONTHS,
    TWELVE_WEEKS,
    Feature,
)

FEATURES = (
    Feature(
        name="year_group",
        title="the year group",
        description=(
            "National curriculum year, Reception 0; last year's plus one until "
            "recorded."
        ),
        theme="context",
        unit="year",
        look_back=ON_THE_DAY,
        direction=0,
        actionable=False,
        reason="setting",
        sources=("year_groups", "enrolments", "calendar"),
        missing=(
            "not recorded this or last academic year, or no curriculum year is followed"
        ),
        concern="In Year {value:number}.",
        none="In Reception.",
    ),
    Feature(
        name="weeks_into_year",
        title="the time of year",
        description="School weeks of this academic year before the day of the list.",
        theme="context",
        unit="school weeks",
        look_back=THIS_YEAR,
        direction=0,
        actionable=False,
        reason="setting",
        sources=("calendar",),
        concern="{value:school week|school weeks} into the school year.",
        none="At the start of the school year.",
    ),
    Feature(
        name="school_absence_rate_last_year",
        title="absence at the school last year",
        description="Absence over possible sessions of all pupils the school marked.",
        theme="context",
        unit="share of possible sessions",
        look_back=LAST_YEAR,
        direction=0,
        actionable=False,
        reason="school",
        sources=("marks", "calendar"),
        missing="no mark of the school is known for last academic year",
        concern=(
            "Pupils at this school missed {value:percent} of sessions last school year."
        ),
        none="Pupils at this school missed no session last school year.",
        scope="school",
    ),
    Feature(
        name="school_persistent_share_last_year",
        title="persistent absence at the school last year",
        description=(
            "Share of the school's pupils of last academic year who missed a tenth or "
            "more of their possible sessions there, as known now."
        ),
        theme="context",
        unit="share of pupils",
        look_back=LAST_YEAR,
        direction=0,
        actionable=False,
        reason="school",
        sources=("marks", "calendar"),
        missing="marks of fewer than ten of its pupils are known for last year",
        concern=(
            "At this school {value:percent} of pupils missed a tenth or more of their "
            "sessions last school year."
        ),
        none="At this school no pupil missed a tenth of sessions last school year.",
        scope="school",
    ),
    Feature(
        name="school_suspension_rate_last_year",
        title="suspensions at the school last year",
        description=(
            "Suspensions and exclusions begun and not overturned, per 100 pupils on "
            "roll at midyear."
        ),
        theme="context",
        unit="suspensions per 100 pupils",
        look_back=LAST_YEAR,
        direction=0,
        actionable=False,
        reason="school",
        sources=("suspensions", "enrolments", "calendar"),
        missing=(
            "nobody is known to have been on roll in the middle of last academic year"
        ),
        concern=(
            "This school recorded {value:suspension|suspensions} for every 100 pupils "
            "last school year."
        ),
        none="This school recorded no suspensions last school year.",
        scope="school",
    ),
    Feature(
        name="peers_absence_rate_12w",
        title="absence in the year group at the school",
        description=(
            "Absence over possible sessions of the others of the year group at the "
            "school."
        ),
        theme="context",
        unit="share of possible sessions",
        look_back=TWELVE_WEEKS,
        direction=0,
        actionable=False,
        reason="peers",
        sources=("marks", "calendar", "enrolments", "year_groups"),
        missing=(
            "the year group is not known, or fewer than ten others of it are known"
        ),
        scope="year group",
        concern=(
            "Others of the year group at this school missed {value:percent} of "
            "sessions in the last twelve school weeks."
        ),
        none=(
            "Others of the year group at this school missed no session in the last "
            "twelve school weeks."
        ),
    ),
    Feature(
        name="peers_incidents_12w",
        title="behaviour incidents in the year group at the school",
        description=(
            "Behaviour records of concern per pupil among the others of the year group "
            "at the school."
        ),
        theme="context",
        unit="incidents per pupil",
        look_back=TWELVE_WEEKS,
        direction=0,
        actionable=False,
        reason="peers",
        sources=("incidents", "calendar", "enrolments", "year_groups"),
        missing=(
            "the year group is not known, or behaviour records are known of fewer than "
            "ten others of it"
        ),
        scope="year group",
        concern=(
            "Others of the year group at this school had "
            "{value:behaviour incident|behaviour incidents} each on average in the "
            "last twelve school weeks."
        ),
        none=(
            "Others of the year group at this school had no behaviour incidents in the "
            "last twelve school weeks."
        ),
    ),
    Feature(
        name="peers_suspensions_12m",
        title="suspensions in the year group at the school",
        description=(
            "Suspensions begun and not overturned, per 100 others of the year group at "
            "the school."
        ),
        theme="context",
        unit="suspensions per 100 pupils",
        look_back=TWELVE_MONTHS,
        direction=0,
        actionable=False,
        reason="peers",
        sources=("suspensions", "calendar", "enrolments", "year_groups"),
        missing=(
            "the year group is not known, or fewer than ten others of it are known"
        ),
        scope="year group",
        concern=(
            "Others of the year group at this school had "
            "{value:suspension|suspensions} for every 100 pupils in the last twelve "
            "months."
        ),
        none=(
            "Others of the year group at this school had no suspensions in the last "
            "twelve months."
        ),
    ),
)
