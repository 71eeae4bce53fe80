"""Schools and the days on which they are open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from records.contracts import Column, Table, Type
from records.tables.columns import EVENT_DATE, RECORDED_ON, URN

SCHOOLS = Table(
    name="schools",
    description=(
        "Schools whose pupils are screened. From Get Information About Schools. "
        "Known gap: the URN changes when a school becomes an academy."
    ),
    columns=(
        URN,
        Column(
            name="laestab",
            type=Type.INTEGER,
            description="Authority and establishment number, seven digits.",
            example=9994001,
            minimum=1000000,
            maximum=9999999,
        ),
        Column(
            name="name",
            type=Type.TEXT,
            description="Name of the school.",
            example="Harefield Vale School",
        ),
        Column(
            name="phase",
            type=Type.TEXT,
            description="Phase of education.",
            example="SS",
            codes="phases",
        ),
        Column(
            name="selective",
            type=Type.BOOLEAN,
            description="Whether it admits by ability (a grammar school).",
            example=False,
        ),
        Column(
            name="district",
            type=Type.TEXT,
            description="District council area.",
            example="Stroud",
        ),
        Column(
            name="cluster",
            type=Type.TEXT,
            description="Locality cluster whose team works with the school.",
            example="Stroud and Berkeley Vale",
        ),
        RECORDED_ON,
    ),
    key=("urn",),
)

CALENDAR = Table(
    name="calendar",
    description=(
        "Days on which schools are open to pupils. From the authority's term dates. "
        "A school week is known by its Monday. Known gap: single schools' training "
        "days."
    ),
    columns=(
        replace(
            EVENT_DATE, name="date", description="A day on which schools are open."
        ),
        Column(
            name="week",
            type=Type.DATE,
            description="Monday of the week.",
            example=date(2025, 9, 8),
        ),
        Column(
            name="academic_year",
            type=Type.TEXT,
            description="Academic year, 1 August to 31 July.",
            example="2025/26",
            pattern=r"20\d\d/\d\d",
        ),
        Column(
            name="term",
            type=Type.TEXT,
            description="Term.",
            example="autumn",
            codes="terms",
        ),
        Column(
            name="half_term",
            type=Type.INTEGER,
            description="Half term, counted from the start of the academic year.",
            example=1,
            minimum=1,
            maximum=6,
        ),
        Column(
            name="sessions",
            type=Type.INTEGER,
            description="Sessions on which a school meets that day.",
            example=2,
            unit="sessions",
            minimum=1,
            maximum=2,
        ),
        RECORDED_ON,
    ),
    key=("date",),
    versioned=False,
)
