"""Figures of schools, clusters and the county, and which cluster a school is in.

They are of no pupil: small numbers are hidden before they are kept.
"""

from alembic import op

revision = "0005"
down_revision = "0004"

TABLE = """
ALTER TABLE schools ADD COLUMN cluster text;
CREATE TABLE area_figures (
    week date NOT NULL REFERENCES lists ON DELETE CASCADE,
    kind text NOT NULL,
    area text NOT NULL,
    figures jsonb NOT NULL,
    PRIMARY KEY (week, kind, area)
);
GRANT SELECT, INSERT ON area_figures TO waymark_app;
"""


def upgrade() -> None:
    """Make the table and add the column."""
    op.execute(TABLE)
