"""Every table of the store, as SQLAlchemy Core sees it.

The migrations in ``migrations/versions`` make these tables, with their row-level
security; a test compares the two. A list's rows never change once published.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

METADATA = MetaData()

SCHOOLS = Table(
    "schools",
    METADATA,
    Column("urn", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("cluster", Text),
)

PUPILS = Table(
    "pupils",
    METADATA,
    Column("pupil_id", BigInteger, primary_key=True, autoincrement=False),
    Column("urn", Integer, ForeignKey("schools.urn"), nullable=False),
    Column("year_group", Text),
    Index("pupils_urn", "urn"),
)

IDENTITIES = Table(
    "identities",
    METADATA,
    Column("pupil_id", BigInteger, ForeignKey("pupils.pupil_id"), primary_key=True),
    Column("upn", Text, nullable=False, unique=True),
    Column("forename", Text, nullable=False),
    Column("surname", Text, nullable=False),
)

FULL_NAME = IDENTITIES.c.forename + " " + IDENTITIES.c.surname

LISTS = Table(
    "lists",
    METADATA,
    Column("week", Date, primary_key=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("data_as_at", Date, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("scored", Integer, nullable=False),
    Column("not_scored", Integer, nullable=False),
    Column("models", JSONB, nullable=False),
    Column("audit", JSONB, nullable=False),
    Column("vocabulary", JSONB, nullable=False),
    Column("explanation", JSONB, nullable=False),
    Column("digest", Text, nullable=False),
)

LIST_ENTRIES = Table(
    "list_entries",
    METADATA,
    Column("week", Date, ForeignKey("lists.week", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("pupil_id", BigInteger, ForeignKey("pupils.pupil_id"), nullable=False),
    Column("urn", Integer, ForeignKey("schools.urn"), nullable=False),
    Column("year_group", Text),
    Column("priority", Text, nullable=False),
    Column("change", Text, nullable=False),
    Column("outcomes", ARRAY(Text), nullable=False),
    Column("headline", Text, nullable=False),
    UniqueConstraint("week", "position", name="list_entries_position"),
    Index("list_entries_urn", "week", "urn"),
    Index("list_entries_pupil", "pupil_id", "week", unique=True),
)

SCREENINGS = Table(
    "screenings",
    METADATA,
    Column("week", Date, ForeignKey("lists.week", ondelete="CASCADE"), nullable=False),
    Column("pupil_id", BigInteger, ForeignKey("pupils.pupil_id"), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("urn", Integer, ForeignKey("schools.urn"), nullable=False),
    Column("risk", Float, nullable=False),
    Column("likelihood", Text, nullable=False),
    Column("comparison", Text, nullable=False),
    Column("reasons", JSONB, nullable=False),
    Column("doubts", ARRAY(Text), nullable=False),
    Column("would_help", Text),
    Index("screenings_pupil", "pupil_id", "week", "outcome", unique=True),
)

RECENT_ATTENDANCE = Table(
    "recent_attendance",
    METADATA,
    Column("week", Date, ForeignKey("lists.week", ondelete="CASCADE"), nullable=False),
    Column("pupil_id", BigInteger, ForeignKey("pupils.pupil_id"), nullable=False),
    Column("urn", Integer, ForeignKey("schools.urn"), nullable=False),
    Column("weeks", JSONB, nullable=False),
    Index("recent_attendance_pupil", "pupil_id", "week", unique=True),
)

# Figures of no pupil: small numbers are hidden before they are kept.
AREA_FIGURES = Table(
    "area_figures",
    METADATA,
    Column(
        "week", Date, ForeignKey("lists.week", ondelete="CASCADE"), primary_key=True
    ),
    Column("kind", Text, primary_key=True),
    Column("area", Text, primary_key=True),
    Column("figures", JSONB, nullable=False),
)

DECISIONS = Table(
    "decisions",
    METADATA,
    Column("decision_id", BigInteger, primary_key=True),
    # A list that somebody has acted on can no longer be replaced.
    Column("week", Date, ForeignKey("lists.week", ondelete="RESTRICT"), nullable=False),
    Column("pupil_id", BigInteger, ForeignKey("pupils.pupil_id"), nullable=False),
    Column("urn", Integer, ForeignKey("schools.urn"), nullable=False),
    Column("version", SmallInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("review_on", Date),
    Column("decided_by", Text, ForeignKey("users.user_id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("idempotency_key", Text),
    UniqueConstraint("pupil_id", "week", "version", name="decisions_version"),
    UniqueConstraint("decided_by", "idempotency_key", name="decisions_idempotency"),
    Index("decisions_week", "week", "pupil_id"),
)

ASSESSMENTS = Table(
    "assessments",
    METADATA,
    Column("assessment_id", BigInteger, primary_key=True),
    Column("pupil_id", BigInteger, ForeignKey("pupils.pupil_id"), nullable=False),
    Column("urn", Integer, ForeignKey("schools.urn"), nullable=False),
    Column(
        "decision_id",
        BigInteger,
        ForeignKey("decisions.decision_id"),
        nullable=False,
        unique=True,
    ),
    Column("stage", Text, nullable=False),
    Column("consent", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    # How the case stands after its steps, so that a caseload is one query.
    Column("version", SmallInteger, nullable=False),
    Column("level", Text, nullable=False),
    Column("caseworker", Text, ForeignKey("users.user_id"), nullable=False),
    Column("due_on", Date),
    Column("due", Text),
    Index("assessments_pupil", "pupil_id"),
    Index("assessments_due", "caseworker", "due_on"),
)

CASE_STEPS = Table(
    "case_steps",
    METADATA,
    Column(
        "assessment_id",
        BigInteger,
        ForeignKey("assessments.assessment_id"),
        primary_key=True,
    ),
    Column("version", SmallInteger, primary_key=True, autoincrement=False),
    Column("pupil_id", BigInteger, ForeignKey("pupils.pupil_id"), nullable=False),
    Column("urn", Integer, ForeignKey("schools.urn"), nullable=False),
    Column("content", JSONB, nullable=False),
    Column("recorded_by", Text, ForeignKey("users.user_id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

DECISION_AUDITS = Table(
    "decision_audits",
    METADATA,
    Column("month", Date, primary_key=True),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("listed", Integer, nullable=False),
    Column("decided", Integer, nullable=False),
    Column("comparisons", JSONB, nullable=False),
)

USERS = Table(
    "users",
    METADATA,
    Column("user_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    # Empty for a role that sees every school.
    Column("urns", ARRAY(Integer), nullable=False),
    Column("active", Boolean, nullable=False),
)


def _credential(name: str) -> Table:
    """Return a table of hashed secrets that stand for a user until they expire."""
    return Table(
        name,
        METADATA,
        Column("secret_hash", LargeBinary, primary_key=True),
        Column("user_id", Text, ForeignKey("users.user_id"), nullable=False),
        Column("created_at", DateTime(timezone=True), nullable=False),
        Column("expires_at", DateTime(timezone=True), nullable=False),
    )


API_KEYS = _credential("api_keys")
SIGN_IN_LINKS = _credential("sign_in_links")
SESSIONS = _credential("sessions")

AUDIT_HEADS = Table(
    "audit_heads",
    METADATA,
    Column("stream", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
)

AUDIT_TRAIL = Table(
    "audit_trail",
    METADATA,
    Column("stream", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("who", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("pupil_id", BigInteger),
    Column("urn", Integer),
    Column("details", JSONB, nullable=False),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index("audit_trail_pupil", "pupil_id"),
)
