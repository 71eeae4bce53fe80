"""Many rows at once into a table under row-level security."""

from __future__ import annotations

import polars as pl
from psycopg import Connection as Driver
from psycopg import sql
from sqlalchemy import Connection, Table


def copy(
    tx: Connection, table: Table, frame: pl.DataFrame, *, update: bool = False
) -> None:
    """Insert a frame's rows, whose columns are named as the table's.

    PostgreSQL refuses COPY into a table with row-level security, so the rows go
    through a temporary table, and from there past the policies like any others.

    Parameters
    ----------
    update : bool, default=False
        Let a row take the place of the one with the same primary key.
    """
    driver = tx.connection.driver_connection
    assert isinstance(driver, Driver)
    target = sql.Identifier(table.name)
    names = sql.SQL(", ").join(map(sql.Identifier, frame.columns))
    with driver.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS "
                "SELECT {} FROM {} WITH NO DATA"
            ).format(names, target)
        )
        load = sql.SQL("COPY incoming ({}) FROM STDIN").format(names)
        with cursor.copy(load) as rows:
            for row in frame.iter_rows():
                rows.write_row(row)
        cursor.execute(
            sql.SQL("INSERT INTO {} ({}) SELECT {} FROM incoming {}").format(
                target, names, names, _conflict(table, frame) if update else sql.SQL("")
            )
        )
        cursor.execute("DROP TABLE incoming")


def _conflict(table: Table, frame: pl.DataFrame) -> sql.Composed:
    key = [column.name for column in table.primary_key]
    changed = [name for name in frame.columns if name not in key]
    return sql.SQL("ON CONFLICT ({}) DO UPDATE SET {}").format(
        sql.SQL(", ").join(map(sql.Identifier, key)),
        sql.SQL(", ").join(
            sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name))
            for name in changed
        ),
    )
