"""What is written down in an early assessment, step by step, and where it stands."""

from alembic import op

revision = "0004"
down_revision = "0003"

# Those opened before have no step yet: whoever decided has them, and the family is
# still to be asked. The owner is subject to the policies too, so it says whose rows.
STANDING = """
ALTER TABLE assessments
    ADD COLUMN version smallint NOT NULL DEFAULT 0,
    ADD COLUMN level text NOT NULL DEFAULT 'universal',
    ADD COLUMN caseworker text REFERENCES users,
    ADD COLUMN due_on date,
    ADD COLUMN due text;
SELECT set_config('app.urns', '*', true);
UPDATE assessments
SET caseworker = decisions.decided_by,
    due_on = (assessments.opened_at AT TIME ZONE 'UTC')::date + 14,
    due = 'Ask the family'
FROM decisions WHERE decisions.decision_id = assessments.decision_id;
SELECT set_config('app.urns', '', true);
ALTER TABLE assessments
    ALTER COLUMN version DROP DEFAULT,
    ALTER COLUMN level DROP DEFAULT,
    ALTER COLUMN caseworker SET NOT NULL;
CREATE INDEX assessments_due ON assessments (caseworker, due_on);
GRANT UPDATE ON assessments TO waymark_app;
"""

# Only ever added to: a mistake is put right by a later step.
STEPS = """
CREATE TABLE case_steps (
    assessment_id bigint NOT NULL REFERENCES assessments,
    version smallint NOT NULL,
    pupil_id bigint NOT NULL REFERENCES pupils,
    urn integer NOT NULL REFERENCES schools,
    content jsonb NOT NULL,
    recorded_by text NOT NULL REFERENCES users,
    at timestamptz NOT NULL,
    PRIMARY KEY (assessment_id, version)
);
GRANT SELECT, INSERT ON case_steps TO waymark_app;
ALTER TABLE case_steps ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY every_school ON case_steps
    USING (current_setting('app.urns', true) = '*');
CREATE POLICY own_schools ON case_steps
    USING (urn = ANY (string_to_array(
        nullif(current_setting('app.urns', true), '*'), ',')::integer[]));
"""


def upgrade() -> None:
    """Add where each case stands, and the table of steps."""
    op.execute(STANDING)
    op.execute(STEPS)
