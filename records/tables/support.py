"""Needs, what bears on a pupil at home, and the support given."""

from __future__ import annotations

from dataclasses import replace

from records.contracts import Column, Table, Type
from records.tables.columns import END_DATE, PUPIL_ID, RECORDED_ON, START_DATE

SEN = Table(
    name="sen",
    description=(
        "Special educational needs provision over time. From the school census (SEN "
        "support) and the authority (EHC plans). Known bias: schools differ in whom "
        "they put on support; needs are collected in January alone. Off as a feature "
        "unless switched on."
    ),
    columns=(
        PUPIL_ID,
        START_DATE,
        END_DATE,
        Column(
            name="provision",
            type=Type.TEXT,
            description="SEN provision.",
            example="K",
            codes="sen_provisions",
            special_category=True,
        ),
        Column(
            name="primary_need",
            type=Type.TEXT,
            description="Primary type of need; empty when no need is recorded.",
            example="SEMH",
            codes="sen_needs",
            nullable=True,
            special_category=True,
        ),
        Column(
            name="secondary_need",
            type=Type.TEXT,
            description="Secondary type of need; empty when none is recorded.",
            example="SLCN",
            codes="sen_needs",
            nullable=True,
            special_category=True,
        ),
        RECORDED_ON,
    ),
    key=("pupil_id", "start_date"),
    ordered=(("start_date", "end_date"),),
)

FREE_SCHOOL_MEALS = Table(
    name="free_school_meals",
    description=(
        "Periods of eligibility for free school meals. From the eligibility checking "
        "service. Known bias: families who do not claim are not in it, and its meaning "
        "shifts in September 2026, when every family on universal credit may claim. "
        "Never a feature."
    ),
    columns=(
        PUPIL_ID,
        START_DATE,
        END_DATE,
        Column(
            name="category",
            type=Type.TEXT,
            description="Ground of eligibility; empty before it was collected (2026).",
            example="TFSM",
            codes="meal_categories",
            nullable=True,
        ),
        RECORDED_ON,
    ),
    key=("pupil_id", "start_date"),
    ordered=(("start_date", "end_date"),),
    carried=("category",),
)

CARE_PERIODS = Table(
    name="care_periods",
    description=(
        "Periods as a child in need, on a child protection plan or looked after. From "
        "the social care system. Known bias: families in poverty are seen by services "
        "more often. Off as a feature unless switched on."
    ),
    columns=(
        PUPIL_ID,
        Column(
            name="kind",
            type=Type.TEXT,
            description="Kind of social care involvement.",
            example="CIN",
            codes="care_kinds",
            special_category=True,
        ),
        START_DATE,
        END_DATE,
        RECORDED_ON,
    ),
    key=("pupil_id", "kind", "start_date"),
    ordered=(("start_date", "end_date"),),
)

CIRCUMSTANCES = Table(
    name="circumstances",
    description=(
        "Periods in which a pupil's home asks more of them than of others: young "
        "carers, service children, those who left care or live with kin. From the "
        "school census. Known gap: each is declared by choice, and the census says "
        "that it holds, not since when: its reference day is then the start. Not "
        "declared, refused and none have no row. Never a feature."
    ),
    columns=(
        PUPIL_ID,
        Column(
            name="kind",
            type=Type.TEXT,
            description="What holds.",
            example="young_carer_parent",
            codes="circumstances",
            special_category=True,
        ),
        START_DATE,
        END_DATE,
        RECORDED_ON,
    ),
    key=("pupil_id", "kind", "start_date"),
    ordered=(("start_date", "end_date"),),
)

SUPPORT = Table(
    name="support",
    description=(
        "Graduated Pathway and other support episodes. From the early help register "
        "and from decisions taken in Waymark. Known gap: support a school gives "
        "unrecorded."
    ),
    columns=(
        PUPIL_ID,
        Column(
            name="plan",
            type=Type.TEXT,
            description="Plan or form of support.",
            example="my_plan",
            codes="support_plans",
        ),
        START_DATE,
        END_DATE,
        Column(
            name="stage",
            type=Type.TEXT,
            description="Stage of Assess, Plan, Do, Review reached.",
            example="do",
            codes="support_stages",
        ),
        replace(
            END_DATE,
            name="review_due",
            description="Day on which the next review is due; empty when none is set.",
        ),
        RECORDED_ON,
    ),
    key=("pupil_id", "plan", "start_date"),
    ordered=(("start_date", "end_date"),),
)
