"""Every table Waymark keeps, in the order in which they depend on each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from records.contracts import Column, Table, Type

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
    description="Unique reference number of the school (Get Information About Schools).",
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
        "A school week is known by its Monday. Known gap: single schools' training days."
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
    ),
    key=("date",),
    versioned=False,
)

PUPILS = Table(
    name="pupils",
    description=(
        "Pupils, without anything that names them. From the school census. "
        "Known bias: ethnicity is ascribed or refused for some; it serves the audit only."
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
        "Who a pseudonym is. Kept apart from everything else and absent from a data "
        "scientist's lake; serving joins it only to show a pupil to someone allowed to see."
    ),
    columns=(
        PUPIL_ID,
        Column(
            name="upn",
            type=Type.TEXT,
            description="Unique pupil number with its check letter.",
            example="M916200024001",
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

SEN = Table(
    name="sen",
    description=(
        "Special educational needs provision over time. From the school census (SEN "
        "support) and the authority (EHC plans). Off as a feature unless switched on."
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
        RECORDED_ON,
    ),
    key=("pupil_id", "start_date"),
)

FREE_SCHOOL_MEALS = Table(
    name="free_school_meals",
    description=(
        "Periods of eligibility for free school meals. From the eligibility checking "
        "service. Its meaning shifts in September 2026. Never a feature."
    ),
    columns=(PUPIL_ID, START_DATE, END_DATE, RECORDED_ON),
    key=("pupil_id", "start_date"),
)

CARE_PERIODS = Table(
    name="care_periods",
    description=(
        "Periods as a child in need, on a child protection plan or looked after. From "
        "the social care system. Off as a feature unless switched on."
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
)

INCIDENTS = Table(
    name="incidents",
    description=(
        "Behaviour records, concerns and achievements alike. From schools' systems; not "
        "statutory, and schools record very differently: never compare raw counts "
        "between schools."
    ),
    columns=(
        URN,
        Column(
            name="incident_id",
            type=Type.TEXT,
            description="The school system's own number of the record.",
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
            description="1 minor, 2 repeated or moderate, 3 serious; 0 for achievements.",
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
        RECORDED_ON,
    ),
    key=("urn", "incident_id"),
    dated="date",
)

SUSPENSIONS = Table(
    name="suspensions",
    description=(
        "Suspensions and permanent exclusions. From schools' notifications to the "
        "authority and the census. Known bias: for the same behaviour some groups are "
        "suspended more often; a label drawn from it carries that."
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
        Column(
            name="reason",
            type=Type.TEXT,
            description="First reason given.",
            example="DB",
            codes="suspension_reasons",
        ),
        RECORDED_ON,
    ),
    key=("pupil_id", "urn", "start_date"),
    dated="start_date",
)

SUPPORT = Table(
    name="support",
    description=(
        "Graduated Pathway and other support episodes. From the early help register and "
        "from decisions taken in Waymark. Known gap: support a school gives unrecorded."
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
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        SCHOOLS,
        CALENDAR,
        PUPILS,
        IDENTITIES,
        ENROLMENTS,
        YEAR_GROUPS,
        SEN,
        FREE_SCHOOL_MEALS,
        CARE_PERIODS,
        MARKS,
        INCIDENTS,
        SUSPENSIONS,
        SUPPORT,
    )
}
