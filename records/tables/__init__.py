"""Every table Waymark keeps, in the order in which they depend on each other."""

from __future__ import annotations

from records.contracts import Table
from records.tables.columns import FIRST_DATE, LAST_DATE
from records.tables.events import INCIDENTS, MARKS, SUSPENSIONS
from records.tables.links import PUPIL_LINKS, SCHOOL_LINKS
from records.tables.provision import ALTERNATIVE_PROVISION, HOME_EDUCATION
from records.tables.pupils import ENROLMENTS, IDENTITIES, PUPILS, YEAR_GROUPS
from records.tables.schools import CALENDAR, SCHOOLS
from records.tables.support import (
    CARE_PERIODS,
    CIRCUMSTANCES,
    FREE_SCHOOL_MEALS,
    SEN,
    SUPPORT,
)
from records.tables.totals import ATTENDANCE_REASONS, ATTENDANCE_TOTALS

__all__ = [
    "ALTERNATIVE_PROVISION",
    "ATTENDANCE_REASONS",
    "ATTENDANCE_TOTALS",
    "CALENDAR",
    "CARE_PERIODS",
    "CIRCUMSTANCES",
    "ENROLMENTS",
    "FIRST_DATE",
    "FREE_SCHOOL_MEALS",
    "HOME_EDUCATION",
    "IDENTITIES",
    "INCIDENTS",
    "LAST_DATE",
    "MARKS",
    "PUPILS",
    "PUPIL_LINKS",
    "SCHOOLS",
    "SCHOOL_LINKS",
    "SEN",
    "SUPPORT",
    "SUSPENSIONS",
    "TABLES",
    "YEAR_GROUPS",
]

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        SCHOOLS,
        SCHOOL_LINKS,
        CALENDAR,
        PUPILS,
        IDENTITIES,
        PUPIL_LINKS,
        ENROLMENTS,
        YEAR_GROUPS,
        SEN,
        FREE_SCHOOL_MEALS,
        CARE_PERIODS,
        CIRCUMSTANCES,
        MARKS,
        ATTENDANCE_TOTALS,
        ATTENDANCE_REASONS,
        INCIDENTS,
        SUSPENSIONS,
        ALTERNATIVE_PROVISION,
        HOME_EDUCATION,
        SUPPORT,
    )
}
