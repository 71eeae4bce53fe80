"""Numbers that changed: a pupil's UPN, and a school's URN."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from records.contracts import Table
from records.tables.columns import PUPIL_ID, RECORDED_ON, START_DATE, URN

PUPIL_LINKS = Table(
    name="pupil_links",
    description=(
        "Numbers that pupils had before the present one: temporary UPNs and former "
        "ones. From the school census and common transfer files (FormerUPN). It holds "
        "pseudonyms alone. Before a link is recorded the two numbers are two pupils, "
        "after it they are one. A link recorded by mistake is withdrawn by one from "
        "the number to itself. Known gap: a school that never learnt the former number "
        "cannot say it."
    ),
    columns=(
        replace(PUPIL_ID, description="Keyed pseudonym of the present UPN."),
        replace(
            PUPIL_ID,
            name="former_pupil_id",
            description="Keyed pseudonym of the UPN that it replaced.",
            example=4503599627370498,
        ),
        RECORDED_ON,
    ),
    key=("former_pupil_id",),
)

SCHOOL_LINKS = Table(
    name="school_links",
    description=(
        "Schools that carry on from another one under a new URN: academies, mergers, "
        "a new sponsor. From Get Information About Schools (links, kind predecessor). "
        "The pupils of such a school have not moved. Known gap: closures after which "
        "pupils are shared out have no successor and are no link."
    ),
    columns=(
        URN,
        replace(
            URN,
            name="predecessor_urn",
            description="Unique reference number of the school it carries on from.",
            example=900002,
        ),
        replace(
            START_DATE,
            description="First day of the school under its new number.",
            example=date(2025, 9, 1),
        ),
        RECORDED_ON,
    ),
    key=("predecessor_urn",),
)
