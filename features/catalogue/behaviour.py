"""Declarations of the features of behaviour records."""

from __future__ import annotations

from features.catalogue import guidance
from features.catalogue.feature import (
    FOUR_WEEKS,
    LAST_WEEK,
    LAST_YEAR,
    THIS_YEAR,
    TWELVE_WEEKS,
    TWO_YEARS,
    Feature,
)

INCIDENTS = ("incidents", "calendar", "enrolments")
NO_RECORDS = (
    "the school has sent no behaviour record in this or last academic year, or the "
    "pupil is new to the area"
)

FEATURES = (
    Feature(
        name="incidents_1w",
        title="behaviour incidents in the last school week",
        description="Behaviour records of any kind of concern.",
        theme="behaviour",
        unit="incidents",
        look_back=LAST_WEEK,
        direction=1,
        actionable=True,
        reason="behaviour_recent",
        sources=INCIDENTS,
        missing=NO_RECORDS,
        scope="school",
        concern=(
            "{value:behaviour incident|behaviour incidents} in the last school week."
        ),
    ),
    Feature(
        name="incidents_4w",
        title="behaviour incidents in the last four school weeks",
        description="Behaviour records of any kind of concern.",
        theme="behaviour",
        unit="incidents",
        look_back=FOUR_WEEKS,
        direction=1,
        actionable=True,
        reason="behaviour_recent",
        sources=INCIDENTS,
        missing=NO_RECORDS,
        scope="school",
        concern=(
            "{value:behaviour incident|behaviour incidents} in the last four school "
            "weeks."
        ),
    ),
    Feature(
        name="incidents_12w",
        title="behaviour incidents in the last twelve school weeks",
        description="Behaviour records of any kind of concern.",
        theme="behaviour",
        unit="incidents",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="behaviour_recent",
        sources=INCIDENTS,
        missing=NO_RECORDS,
        scope="school",
        concern=(
            "{value:behaviour incident|behaviour incidents} in the last twelve school "
            "weeks."
        ),
    ),
    Feature(
        name="incidents_last_year",
        title="behaviour incidents last school year",
        description="Behaviour records of any kind of concern.",
        theme="behaviour",
        unit="incidents",
        look_back=LAST_YEAR,
        direction=1,
        actionable=False,
        reason="behaviour_long",
        sources=INCIDENTS,
        missing=NO_RECORDS,
        scope="school",
        concern="{value:behaviour incident|behaviour incidents} last school year.",
    ),
    Feature(
        name="incidents_trend",
        title="whether behaviour incidents are rising or falling",
        description=(
            "incidents_4w less a third of incidents_12w (the usual four weeks)."
        ),
        theme="behaviour",
        unit="difference of incidents",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        learnable=False,
        reason="behaviour_recent",
        sources=INCIDENTS,
        missing=NO_RECORDS,
        scope="school",
        concern=(
            "Behaviour incidents are rising: {incidents_4w:number} in the last four "
            "school weeks, {incidents_12w:number} in the last twelve."
        ),
        strength=(
            "Behaviour incidents are falling: {incidents_4w:number} in the last four "
            "school weeks, {incidents_12w:number} in the last twelve."
        ),
        none="Behaviour incidents are neither rising nor falling.",
        signed=True,
    ),
    Feature(
        name="serious_incidents_12w",
        title="serious behaviour incidents",
        description="Behaviour records of concern with severity 3.",
        theme="behaviour",
        unit="incidents",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="behaviour_serious",
        sources=INCIDENTS,
        missing=NO_RECORDS,
        scope="school",
        concern=(
            "{value:serious behaviour incident|serious behaviour incidents} in the "
            "last twelve school weeks."
        ),
    ),
    Feature(
        name="incident_kinds_12w",
        title="kinds of behaviour incident",
        description="Different kinds of concern among the behaviour records.",
        theme="behaviour",
        unit="kinds",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="behaviour_recent",
        sources=INCIDENTS,
        missing=NO_RECORDS,
        scope="school",
        concern=(
            "{value:kind|different kinds} of behaviour incident in the last twelve "
            "school weeks."
        ),
        none="No behaviour incidents of any kind in the last twelve school weeks.",
    ),
    Feature(
        name="removals_12w",
        title="time out of lessons in school",
        description=(
            "Behaviour records of kind internal (time out of lessons in school)."
        ),
        theme="behaviour",
        unit="records",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="behaviour_serious",
        sources=INCIDENTS,
        missing=NO_RECORDS,
        scope="school",
        concern=(
            "Spent time out of lessons in school on {value:occasion|occasions} in the "
            "last twelve school weeks."
        ),
        none="Spent no time out of lessons in the last twelve school weeks.",
    ),
    Feature(
        name="truancy_12w",
        title="lessons missed while in school",
        description=(
            "Behaviour records of kind truancy (a lesson missed while in school)."
        ),
        theme="behaviour",
        unit="records",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="absence_pattern",
        guidance=guidance.LESSONS,
        sources=INCIDENTS,
        missing=NO_RECORDS,
        scope="school",
        concern=(
            "{value:record|records} of missing a lesson while in school in the last "
            "twelve school weeks."
        ),
    ),
    Feature(
        name="work_missed_12w",
        title="work missing or not passed",
        description="Behaviour records of kind work (work missing or not passed).",
        theme="behaviour",
        unit="records",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="work",
        sources=INCIDENTS,
        missing=NO_RECORDS,
        scope="school",
        concern=(
            "{value:piece|pieces} of work missing or not passed in the last twelve "
            "school weeks."
        ),
        none="No work missing or not passed in the last twelve school weeks.",
    ),
    Feature(
        name="weeks_since_incident",
        title="time since a behaviour incident",
        description=(
            "School weeks since the week of the latest behaviour record of concern."
        ),
        theme="behaviour",
        unit="school weeks",
        look_back=TWO_YEARS,
        direction=-1,
        actionable=False,
        reason="behaviour_recent",
        sources=INCIDENTS,
        missing="no behaviour incident is known in the look-back",
        concern=(
            "The latest behaviour incident was {value:in the last school week|# school "
            "weeks ago}."
        ),
        strength=(
            "{value:school week|school weeks} since the latest behaviour incident."
        ),
        unknown="No behaviour incident is recorded in this or last school year.",
    ),
    Feature(
        name="achievements_12w",
        title="achievements",
        description="Records of achievement.",
        theme="behaviour",
        unit="records",
        look_back=TWELVE_WEEKS,
        direction=-1,
        actionable=True,
        reason="achievement",
        sources=INCIDENTS,
        missing=NO_RECORDS,
        scope="school",
        concern=(
            "{value:achievement|achievements} recorded in the last twelve school weeks."
        ),
    ),
    Feature(
        name="incidents_year",
        title="behaviour incidents so far this school year",
        description="Behaviour records of any kind of concern.",
        theme="behaviour",
        unit="incidents",
        look_back=THIS_YEAR,
        direction=1,
        actionable=True,
        reason="behaviour_long",
        sources=INCIDENTS,
        missing=NO_RECORDS,
        scope="school",
        concern=(
            "{value:behaviour incident|behaviour incidents} so far this school year."
        ),
    ),
)
