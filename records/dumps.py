"""Databases as files, by PostgreSQL's own tools."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url

from records.database import database_url, embedded
from records.errors import DatabaseUnavailable
from records.settings import Settings

HELD = "SELECT 1 FROM pg_database WHERE datname = %s"
# Roles belong to the server and not to a database, so that a dump has none.
ROLES = "SELECT rolname FROM pg_roles WHERE NOT rolcanlogin AND rolname !~ '^pg_'"
TABLES = "SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1"


def dump(settings: Settings, name: str, target: Path) -> None:
    """Write one database to a file, as it is at this moment.

    Raises
    ------
    DatabaseUnavailable
        When PostgreSQL or its tools are missing, or do not do it.
    """
    _run(settings, name, "pg_dump", "--format=custom", f"--file={target}")


def load(settings: Settings, name: str, source: Path) -> None:
    """Fill an empty database from such a file, whole or not at all.

    Raises
    ------
    DatabaseUnavailable
    """
    options = ("--no-owner", "--single-transaction", "--exit-on-error")
    _run(settings, name, "pg_restore", *options, f"--dbname={name}", str(source))


def is_empty(settings: Settings, name: str) -> bool:
    """Tell whether a database, made when it is missing, holds no table."""
    with psycopg.connect(_address(settings, name)) as connection:
        return connection.execute(TABLES).fetchone() is None


def roles(settings: Settings) -> list[str]:
    """Return the roles under which nobody signs in, as the service's own."""
    with psycopg.connect(_address(settings, "postgres")) as connection:
        return [name for (name,) in connection.execute(ROLES)]


def make_roles(settings: Settings, names: list[str]) -> None:
    """Make those roles that the server has not got, and become a member of each."""
    held = set(roles(settings))
    with psycopg.connect(_address(settings, "postgres")) as connection:
        for name in names:
            role = sql.Identifier(name)
            if name not in held:
                connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
            connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))


def replace_text(
    settings: Settings, name: str, columns: dict[str, list[str]], old: str, new: str
) -> None:
    """Write one text for another at the beginning of what columns hold.

    Parameters
    ----------
    settings : Settings
    name : str
        Database.
    columns : dict of str to list of str
        By table.
    old, new : str
    """
    change = sql.SQL(
        "UPDATE {table} SET {column} = %(new)s || "
        "substr({column}, length(%(old)s) + 1) WHERE starts_with({column}, %(old)s)"
    )
    with psycopg.connect(_address(settings, name)) as connection:
        for table, its in columns.items():
            for column in its:
                statement = change.format(
                    table=sql.Identifier(table), column=sql.Identifier(column)
                )
                connection.execute(statement, {"old": old, "new": new})


def _address(settings: Settings, name: str) -> str:
    url = make_url(database_url(settings, name)).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def _run(settings: Settings, name: str, tool: str, *options: str) -> None:
    # By the environment, because every user of the machine can read arguments.
    place = {
        "PGDATABASE" if key == "dbname" else f"PG{key.upper()}": str(value)
        for key, value in conninfo_to_dict(_address(settings, name)).items()
    }
    done = subprocess.run(
        [_tool(settings, tool), *options],
        env=os.environ | place,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise DatabaseUnavailable(
            f"{tool} did not do it for the database {name} ({said[0]}); "
            "nothing was changed"
        )


def _tool(settings: Settings, name: str) -> str:
    """Find a tool: the embedded server's own, or the machine's for a real server."""
    if settings.database_url is None:
        return str(embedded(settings.postgres).bin_path / name)
    found = shutil.which(name)
    if found is None:
        raise DatabaseUnavailable(
            f"{name} is not on this machine; install PostgreSQL's client, of the "
            "server's version or a later one"
        )
    return found
