"""PostgreSQL: migrations, roles and every query."""
