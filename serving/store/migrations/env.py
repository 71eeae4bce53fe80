"""How Alembic runs: on the connection that ``serving.store.migrate`` gives it."""

from alembic import context

from serving.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
)
with context.begin_transaction():
    context.run_migrations()
