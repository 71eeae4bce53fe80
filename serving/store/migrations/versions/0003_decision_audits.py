"""The monthly audit of what officers decide: figures by group, of no pupil."""

from alembic import op

revision = "0003"
down_revision = "0002"

TABLE = """
CREATE TABLE decision_audits (
    month date PRIMARY KEY CHECK (extract(day FROM month) = 1),
    made_at timestamptz NOT NULL,
    listed integer NOT NULL,
    decided integer NOT NULL,
    comparisons jsonb NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON decision_audits TO waymark_app;
"""


def upgrade() -> None:
    """Make the table."""
    op.execute(TABLE)
