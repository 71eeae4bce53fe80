"""Columns that several tables share, written once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from records.contracts import Column, Type

FIRST_DATE = date(2006, 9, 1)

LAST_DATE = date(2100, 12, 31)

PUPIL_ID = Column(
    name="pupil_id",
    type=Type.INTEGER,
    description="Keyed pseudonym of the pupil, made from the UPN with the "
    "authority's secret; the same pupil has the same key in every table.",
    example=4503599627370497,
    minimum=1,
)

URN = Column(
    name="urn",
    type=Type.INTEGER,
    description="Unique reference number of the school (the GIAS register).",
    example=900001,
    minimum=100000,
    maximum=999999,
)

RECORDED_ON = Column(
    name="recorded_on",
    type=Type.DATE,
    description="Day on which this version became known to the authority.",
    example=date(2025, 9, 9),
    minimum=FIRST_DATE,
    maximum=LAST_DATE,
)

START_DATE = Column(
    name="start_date",
    type=Type.DATE,
    description="First day on which it holds.",
    example=date(2025, 9, 8),
    minimum=date(1990, 1, 1),
    maximum=LAST_DATE,
)

END_DATE = Column(
    name="end_date",
    type=Type.DATE,
    description="Last day on which it holds; empty while it goes on.",
    example=date(2026, 3, 27),
    nullable=True,
    minimum=date(1990, 1, 1),
    maximum=LAST_DATE,
)

EVENT_DATE = replace(
    START_DATE, name="date", description="Day on which it happened.", minimum=FIRST_DATE
)
