"""What schools themselves count, to stand beside what is counted from marks."""

from __future__ import annotations

from dataclasses import replace

from records.contracts import Column, Table, Type
from records.tables.columns import PUPIL_ID, RECORDED_ON, URN
from records.tables.schools import CALENDAR

MOST_SESSIONS = 400

PERIOD = Column(
    name="period",
    type=Type.TEXT,
    description="Part of the academic year over which the census counts.",
    example="autumn",
    codes="census_periods",
)

SESSIONS = Column(
    name="sessions",
    type=Type.INTEGER,
    description="Sessions with this code.",
    example=6,
    unit="sessions",
    minimum=0,
    maximum=MOST_SESSIONS,
)

ATTENDANCE_TOTALS = Table(
    name="attendance_totals",
    description=(
        "A school's own totals of a pupil's sessions. From the school census "
        "(TermlyAttendance, SummerHalfTerm2Attendance). Known bias: the two totals of "
        "absence are less exact than the counts by reason, and marks amended after the "
        "census are not in them. They check what was delivered; nobody is screened by "
        "them."
    ),
    columns=(
        PUPIL_ID,
        URN,
        CALENDAR.column("academic_year"),
        PERIOD,
        replace(
            SESSIONS,
            name="possible",
            description="Possible sessions.",
            example=140,
        ),
        replace(
            SESSIONS,
            name="authorised",
            description="Sessions of authorised absence.",
            example=6,
        ),
        replace(
            SESSIONS,
            name="unauthorised",
            description="Sessions of unauthorised absence.",
            example=2,
        ),
        RECORDED_ON,
    ),
    key=("pupil_id", "urn", "academic_year", "period"),
)

ATTENDANCE_REASONS = Table(
    name="attendance_reasons",
    description=(
        "A school's own counts of a pupil's sessions by attendance code. From the "
        "school census (SessionDetails). Known gap: codes without a session have no "
        "row, and the census is one term in arrears."
    ),
    columns=(
        PUPIL_ID,
        URN,
        CALENDAR.column("academic_year"),
        PERIOD,
        Column(
            name="code",
            type=Type.TEXT,
            description="Attendance code.",
            example="I",
            codes="attendance_codes",
            special_category=True,
        ),
        SESSIONS,
        RECORDED_ON,
    ),
    key=("pupil_id", "urn", "academic_year", "period", "code"),
)
