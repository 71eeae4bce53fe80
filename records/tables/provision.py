"""Where a pupil is taught when it is not, or not only, the school."""

from __future__ import annotations

from records.contracts import Column, Table, Type
from records.tables.columns import END_DATE, PUPIL_ID, RECORDED_ON, START_DATE

ALTERNATIVE_PROVISION = Table(
    name="alternative_provision",
    description=(
        "Placements in alternative provision. From the spring school census (those "
        "that a school arranged) and the alternative provision census (those of the "
        "authority). Known gap: unregistered providers and short placements are often "
        "left out; who is placed reflects the same decisions as suspensions do."
    ),
    columns=(
        PUPIL_ID,
        Column(
            name="provider",
            type=Type.TEXT,
            description="Number of the provider, its URN or UKPRN; its name where it "
            "has neither.",
            example="900003",
        ),
        START_DATE,
        END_DATE,
        Column(
            name="reason",
            type=Type.TEXT,
            description="Main reason for the placement.",
            example="PEX",
            codes="placement_reasons",
            special_category=True,
        ),
        Column(
            name="sessions",
            type=Type.INTEGER,
            description="Sessions there in a usual week; empty when not said.",
            example=6,
            unit="sessions a week",
            nullable=True,
            minimum=1,
            maximum=10,
        ),
        RECORDED_ON,
    ),
    key=("pupil_id", "provider", "start_date"),
    ordered=(("start_date", "end_date"),),
)

HOME_EDUCATION = Table(
    name="home_education",
    description=(
        "Periods in which a child of school age was on no school's roll: educated at "
        "home, or missing education. From the authority's registers. Known gap: home "
        "education is known when somebody tells the authority; for some families it is "
        "a choice, for others what was left after exclusion was in sight."
    ),
    columns=(
        PUPIL_ID,
        Column(
            name="kind",
            type=Type.TEXT,
            description="Home education or missing education.",
            example="EHE",
            codes="home_education_kinds",
        ),
        START_DATE,
        END_DATE,
        RECORDED_ON,
    ),
    key=("pupil_id", "kind", "start_date"),
    ordered=(("start_date", "end_date"),),
)
