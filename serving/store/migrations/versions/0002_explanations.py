"""What is kept with a list so that its explanation never changes.

Reasons of earlier lists named a feature as their code and carried its unit; that is
now said once a list, in its vocabulary.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

COLUMNS = """
ALTER TABLE lists
    ADD COLUMN vocabulary jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN explanation jsonb NOT NULL DEFAULT '{}';
ALTER TABLE lists
    ALTER COLUMN vocabulary DROP DEFAULT,
    ALTER COLUMN explanation DROP DEFAULT;
ALTER TABLE screenings
    ADD COLUMN doubts text[] NOT NULL DEFAULT '{}',
    ADD COLUMN would_help text;
ALTER TABLE screenings ALTER COLUMN doubts DROP DEFAULT;
"""

EARLIER_LISTS = """
UPDATE lists SET vocabulary = told.vocabulary
FROM (
    SELECT week, jsonb_object_agg(reason ->> 'code', jsonb_build_object(
        'code', reason ->> 'code', 'title', reason ->> 'code',
        'unit', reason ->> 'unit', 'actionable', false, 'sources', '[]'::jsonb
    )) AS vocabulary
    FROM screenings, jsonb_path_query(reasons, '$.*[*]') AS reason
    GROUP BY week
) AS told
WHERE told.week = lists.week;
UPDATE screenings SET reasons = jsonb_build_object(
    'concerns', (
        SELECT coalesce(jsonb_agg(
            (one - 'code' - 'unit') || jsonb_build_object('feature', one -> 'code')
        ), '[]') FROM jsonb_array_elements(reasons -> 'concerns') AS one
    ),
    'strengths', (
        SELECT coalesce(jsonb_agg(
            (one - 'code' - 'unit') || jsonb_build_object('feature', one -> 'code')
        ), '[]') FROM jsonb_array_elements(reasons -> 'strengths') AS one
    )
);
"""


def upgrade() -> None:
    """Add the columns and put earlier reasons into the new form."""
    op.execute(COLUMNS)
    op.execute(EARLIER_LISTS)
