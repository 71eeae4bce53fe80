"""Pupils: what is known of them, who they are, and where they are on roll."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from records.contracts import Column, Table, Type
from records.tables.columns import (
    END_DATE,
    LAST_DATE,
    PUPIL_ID,
    RECORDED_ON,
    START_DATE,
    URN,
)
from records.tables.schools import CALENDAR

PUPILS = Table(
    name="pupils",
    description=(
        "Pupils, without anything that names them. From the school census. "
        "Known bias: ethnicity is ascribed or refused for some; it serves the audit "
        "only."
    ),
    columns=(
        PUPIL_ID,
        Column(
            name="sex",
            type=Type.TEXT,
            description="Sex as recorded in the school census.",
            example="F",
            codes="sexes",
        ),
        Column(
            name="birth_month",
            type=Type.DATE,
            description="First day of the month of birth.",
            example=date(2013, 11, 1),
            minimum=date(1930, 1, 1),
            maximum=LAST_DATE,
        ),
        Column(
            name="ethnicity",
            type=Type.TEXT,
            description="Ethnic background as declared.",
            example="WBRI",
            codes="ethnicities",
            special_category=True,
        ),
        Column(
            name="language",
            type=Type.TEXT,
            description="First language group.",
            example="ENG",
            codes="languages",
        ),
        RECORDED_ON,
    ),
    key=("pupil_id",),
)

IDENTITIES = Table(
    name="identities",
    description=(
        "Who a pseudonym is. From every supplier's files. Kept apart from everything "
        "else and absent from a data scientist's lake; serving joins it only to show a "
        "pupil to someone allowed to see. Known gap: suppliers spell names "
        "differently, and the last one told stands."
    ),
    columns=(
        PUPIL_ID,
        Column(
            name="upn",
            type=Type.TEXT,
            description="Unique pupil number with its check letter.",
            example="Y999900124001",
            pattern=r"[A-HJ-NP-RT-Z]\d{11}[0-9A-HJ-NP-RT-Z]",
        ),
        Column(
            name="surname",
            type=Type.TEXT,
            description="Surname.",
            example="Example",
        ),
        Column(
            name="forename",
            type=Type.TEXT,
            description="First name.",
            example="Sam",
        ),
        Column(
            name="date_of_birth",
            type=Type.DATE,
            description="Date of birth; empty when the export does not carry it.",
            example=date(2013, 11, 20),
            nullable=True,
            minimum=date(1930, 1, 1),
            maximum=LAST_DATE,
        ),
        RECORDED_ON,
    ),
    key=("pupil_id",),
    versioned=False,
)

ENROLMENTS = Table(
    name="enrolments",
    description=(
        "Spells on a school's admission register. From the school census and common "
        "transfer files. Known bias: leaving is often recorded late."
    ),
    columns=(
        PUPIL_ID,
        URN,
        Column(
            name="status",
            type=Type.TEXT,
            description="Enrolment status: current, main, subsidiary, guest.",
            example="C",
            codes="enrolment_statuses",
        ),
        replace(START_DATE, name="entry_date", description="First day on roll."),
        replace(
            END_DATE,
            name="leaving_date",
            description="Last day on roll; empty while on roll.",
        ),
        Column(
            name="leaving_reason",
            type=Type.TEXT,
            description="Why the pupil left, where the school says.",
            example="MM",
            codes="leaving_reasons",
            nullable=True,
        ),
        RECORDED_ON,
    ),
    key=("pupil_id", "urn", "entry_date"),
    ordered=(("entry_date", "leaving_date"),),
    carried=("leaving_reason",),
)

YEAR_GROUPS = Table(
    name="year_groups",
    description=(
        "National curriculum year actually followed, by academic year. From the "
        "school census. Known gap: special schools may teach out of year."
    ),
    columns=(
        PUPIL_ID,
        CALENDAR.column("academic_year"),
        Column(
            name="year_group",
            type=Type.TEXT,
            description="National curriculum year.",
            example="7",
            codes="year_groups",
        ),
        RECORDED_ON,
    ),
    key=("pupil_id", "academic_year"),
)
