"""What happens day by day: marks, behaviour records and suspensions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from records.contracts import Column, Table, Type
from records.tables.columns import (
    END_DATE,
    EVENT_DATE,
    FIRST_DATE,
    PUPIL_ID,
    RECORDED_ON,
    START_DATE,
    URN,
)

MARKS = Table(
    name="marks",
    description=(
        "Attendance marks, two a school day. From schools' registers. Known bias: an N "
        "is amended within days or weeks; schools differ in what they authorise."
    ),
    columns=(
        PUPIL_ID,
        URN,
        EVENT_DATE,
        Column(
            name="session",
            type=Type.TEXT,
            description="Morning or afternoon.",
            example="AM",
            codes="sessions",
        ),
        Column(
            name="code",
            type=Type.TEXT,
            description="Attendance code in force on the day.",
            example="/",
            codes="attendance_codes",
            special_category=True,
        ),
        RECORDED_ON,
    ),
    key=("pupil_id", "urn", "date", "session"),
    dated="date",
    monthly=True,
    ordered=(("date", "recorded_on"),),
)

INCIDENTS = Table(
    name="incidents",
    description=(
        "Behaviour records, concerns and achievements alike, a row for each pupil in "
        "it. From schools' systems; not statutory. Known bias: schools record very "
        "differently, and what they record of whom; never compare raw counts between "
        "schools."
    ),
    columns=(
        URN,
        Column(
            name="incident_id",
            type=Type.TEXT,
            description="The school system's own number of the record, the same for "
            "every pupil in it.",
            example="B000017",
        ),
        PUPIL_ID,
        EVENT_DATE,
        Column(
            name="kind",
            type=Type.TEXT,
            description="Kind of record.",
            example="disruption",
            codes="incident_kinds",
        ),
        Column(
            name="severity",
            type=Type.INTEGER,
            description="Gravity: 1 minor, 2 moderate or repeated, 3 serious; 0 good.",
            example=1,
            minimum=0,
            maximum=3,
        ),
        Column(
            name="location",
            type=Type.TEXT,
            description="Where it happened, when recorded.",
            example="lesson",
            codes="incident_locations",
            nullable=True,
        ),
        replace(
            END_DATE,
            name="withdrawn_on",
            description="Day on which the school took it back, as of the wrong pupil; "
            "empty while it stands.",
            example=date(2025, 9, 12),
            minimum=FIRST_DATE,
        ),
        RECORDED_ON,
    ),
    key=("urn", "incident_id", "pupil_id"),
    ordered=(("date", "recorded_on"), ("date", "withdrawn_on")),
)

REASON = Column(
    name="reason",
    type=Type.TEXT,
    description="First reason given.",
    example="DB",
    codes="suspension_reasons",
)

SUSPENSIONS = Table(
    name="suspensions",
    description=(
        "Suspensions and permanent exclusions. From schools' notifications to the "
        "authority and the census. Known bias: for the same behaviour some groups are "
        "suspended more often; a label drawn from it carries that. One that was "
        "overturned stays, and says so; rates count those that stand."
    ),
    columns=(
        PUPIL_ID,
        URN,
        replace(START_DATE, minimum=FIRST_DATE),
        Column(
            name="category",
            type=Type.TEXT,
            description="Suspension, lunchtime suspension or permanent exclusion.",
            example="SUSP",
            codes="suspension_categories",
        ),
        Column(
            name="sessions",
            type=Type.INTEGER,
            description="Sessions the pupil should have attended; 0 for an exclusion.",
            example=3,
            unit="sessions",
            minimum=0,
            maximum=90,
        ),
        REASON,
        replace(
            REASON,
            name="second_reason",
            description="Second reason given, where there is one (since autumn 2020).",
            example="VA",
            nullable=True,
        ),
        replace(
            REASON,
            name="third_reason",
            description="Third reason given, where there is one (since autumn 2020).",
            example="PP",
            nullable=True,
        ),
        Column(
            name="reviewed_by",
            type=Type.TEXT,
            description="Who last reviewed it; empty when nobody did.",
            example="GB",
            codes="review_categories",
            nullable=True,
        ),
        Column(
            name="review_outcome",
            type=Type.TEXT,
            description="How the last review ended; empty before it has.",
            example="upheld",
            codes="review_outcomes",
            nullable=True,
        ),
        RECORDED_ON,
    ),
    key=("pupil_id", "urn", "start_date"),
    dated="start_date",
    carried=("second_reason", "third_reason", "reviewed_by", "review_outcome"),
)
