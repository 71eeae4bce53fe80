"""Declarations of behaviour patterns: kinds, places and times, and what goes well."""

from __future__ import annotations

from features.catalogue.behaviour import INCIDENTS, NO_RECORDS
from features.catalogue.feature import FOUR_WEEKS, TWELVE_WEEKS, TWO_YEARS, Feature

NO_PLACES = (
    "the school has sent no behaviour record with a place in this or last academic "
    "year, or the pupil is new to the area"
)

FEATURES = (
    Feature(
        name="incidents_acceleration",
        title="whether behaviour incidents come ever faster",
        description=(
            "incidents_4w less the four weeks before, less the same of the four weeks "
            "before those."
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
            "Behaviour incidents in three times four school weeks, the latest last: "
            "{incidents_weeks_9_to_12:number}, {incidents_weeks_5_to_8:number} and "
            "{incidents_4w:number}; their number rises faster, or falls more slowly, "
            "than before."
        ),
        strength=(
            "Behaviour incidents in three times four school weeks, the latest last: "
            "{incidents_weeks_9_to_12:number}, {incidents_weeks_5_to_8:number} and "
            "{incidents_4w:number}; their number falls faster, or rises more slowly, "
            "than before."
        ),
        none="The number of behaviour incidents changes as fast as it did before.",
        signed=True,
    ),
    Feature(
        name="serious_incidents_4w",
        title="serious behaviour incidents in the last four school weeks",
        description="Behaviour records of concern with severity 3.",
        theme="behaviour",
        unit="incidents",
        look_back=FOUR_WEEKS,
        direction=1,
        actionable=True,
        reason="behaviour_serious",
        sources=INCIDENTS,
        missing=NO_RECORDS,
        scope="school",
        concern=(
            "{value:serious behaviour incident|serious behaviour incidents} in the "
            "last four school weeks."
        ),
    ),
    Feature(
        name="aggression_12w",
        title="aggression or bullying",
        description="Behaviour records of kind physical, verbal or bullying.",
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
            "{value:record|records} of physical or verbal aggression or bullying in "
            "the last twelve school weeks."
        ),
    ),
    Feature(
        name="disruption_12w",
        title="disruption of learning",
        description="Behaviour records of kind disruption or defiance.",
        theme="behaviour",
        unit="records",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="behaviour_recent",
        sources=INCIDENTS,
        missing=NO_RECORDS,
        scope="school",
        concern=(
            "{value:record|records} of disrupting learning or not following an "
            "instruction in the last twelve school weeks."
        ),
    ),
    Feature(
        name="new_incident_kinds_4w",
        title="kinds of behaviour incident not seen before",
        description=(
            "Kinds of concern recorded in the last 4 school weeks and not before them "
            "in this or last academic year."
        ),
        theme="behaviour",
        unit="kinds",
        look_back=TWO_YEARS,
        direction=1,
        actionable=True,
        learnable=False,
        reason="behaviour_recent",
        sources=INCIDENTS,
        missing=NO_RECORDS,
        scope="school",
        concern=(
            "{value:kind|different kinds} of behaviour incident in the last four "
            "school weeks that had not been recorded before."
        ),
        none="No new kind of behaviour incident in the last four school weeks.",
    ),
    Feature(
        name="incident_places_12w",
        title="places of behaviour incidents",
        description=(
            "Different places of the behaviour records of concern that name one."
        ),
        theme="behaviour",
        unit="places",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="behaviour_recent",
        sources=INCIDENTS,
        missing=NO_PLACES,
        scope="school",
        concern=(
            "Behaviour incidents in {value:place|different places} in the last twelve "
            "school weeks."
        ),
        none=(
            "No behaviour incident with a place recorded in the last twelve school "
            "weeks."
        ),
    ),
    Feature(
        name="incidents_outside_lessons_12w",
        title="behaviour incidents outside lessons",
        description="Behaviour records of concern with a place that is not a lesson.",
        theme="behaviour",
        unit="incidents",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="behaviour_recent",
        sources=INCIDENTS,
        missing=NO_PLACES,
        scope="school",
        concern=(
            "{value:behaviour incident|behaviour incidents} outside lessons in the "
            "last twelve school weeks."
        ),
    ),
    Feature(
        name="incidents_one_weekday_12w",
        title="behaviour incidents on one day of the week",
        description=(
            "The most behaviour records of concern that fell on one day of the week."
        ),
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
            "{value:No two behaviour incidents|# behaviour incidents} fell on the same "
            "day of the week in the last twelve school weeks."
        ),
        none=(
            "No behaviour incidents on any day of the week in the last twelve school "
            "weeks."
        ),
    ),
    Feature(
        name="achievements_4w",
        title="achievements in the last four school weeks",
        description="Records of achievement.",
        theme="behaviour",
        unit="records",
        look_back=FOUR_WEEKS,
        direction=-1,
        actionable=True,
        reason="achievement",
        sources=INCIDENTS,
        missing=NO_RECORDS,
        scope="school",
        concern=(
            "{value:achievement|achievements} recorded in the last four school weeks."
        ),
    ),
    Feature(
        name="incidents_above_achievements_12w",
        title="behaviour incidents set against achievements",
        description="incidents_12w less achievements_12w.",
        theme="behaviour",
        unit="difference of records",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="achievement",
        sources=INCIDENTS,
        missing=NO_RECORDS,
        scope="school",
        concern=(
            "More behaviour incidents than achievements recorded in the last twelve "
            "school weeks: {incidents_12w:number} and {achievements_12w:number}."
        ),
        strength=(
            "More achievements than behaviour incidents recorded in the last twelve "
            "school weeks: {achievements_12w:number} and {incidents_12w:number}."
        ),
        none=(
            "As many achievements as behaviour incidents recorded in the last twelve "
            "school weeks."
        ),
        signed=True,
    ),
)
