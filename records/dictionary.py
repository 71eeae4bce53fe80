"""The data dictionary: what the contracts and code lists say, as a page to read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

from records.codes import code_list
from records.contracts import UNSAID, Column, Table
from records.tables import TABLES

EXAMPLES, SCHEMAS = "examples", "json-schema"
OPENING = """\
# Data dictionary

What Waymark holds, table by table. This page is written by `records/dictionary.py`
from the contracts in `records/tables/` and the code lists in `records/codes/`; a test
fails when it is out of date.

Every table with a `recorded_on` keeps its history: a later row with the same key is a
new version, and the lake adds `superseded_on`, the day on which the next version was
recorded (empty for the last). A supplier delivers neither `superseded_on` nor
pseudonyms: a file has `upn` for `pupil_id`, and `former_upn` for `former_pupil_id`.
Columns marked † are special-category data (UK GDPR Article 9) or are treated alike.

Each table as suppliers deliver it is also written as JSON Schema and as an example
file, and all the example files together are a delivery that goes into a lake. Which
fields of DfE's collections are held, and which are not and why, is on
[a page of its own](fields.md).
"""


def data_dictionary() -> str:
    """Return the data dictionary as Markdown."""
    parts = [OPENING, "## Tables\n"]
    parts += [_table(table) for table in TABLES.values()]
    parts.append("## Code lists\n")
    parts += [_code_list(name) for name in _lists()]
    return "\n".join(parts)


def _table(table: Table) -> str:
    lines = [
        f"### {table.name}",
        "",
        table.description,
        "",
        f"Key: {_names(table.key)}.",
    ]
    lines += [f"`{later}` is never before `{first}`." for first, later in table.ordered]
    if table.dated is not None:
        lines.append(f"Kept by academic year of `{table.dated}`.")
    if table.carried:
        lines.append(
            f"A sender without {_names(table.carried)} leaves standing what was said "
            f"before; the lake notes that in `{UNSAID}`."
        )
    lines += [
        "",
        f"[Example file]({EXAMPLES}/{table.name}.csv), "
        f"[JSON Schema]({SCHEMAS}/{table.name}.json).",
        "",
        "| column | type | meaning | may hold | example |",
        "|---|---|---|---|---|",
        *(_row(column) for column in table.columns),
        "",
    ]
    return "\n".join(lines)


def _row(column: Column) -> str:
    mark = " †" if column.special_category else ""
    cells = [
        f"`{column.name}`{mark}",
        column.type.value + (f", {column.unit}" if column.unit else ""),
        column.description,
        "; ".join(_constraints(column)),
        f"`{_written(column.example)}`",
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _constraints(column: Column) -> Iterator[str]:
    if column.codes is not None:
        yield f"[{column.codes}](#{column.codes})"
    if column.minimum is not None:
        yield f"from {_written(column.minimum)}"
    if column.maximum is not None:
        yield f"to {_written(column.maximum)}"
    if column.pattern is not None:
        yield f"`{column.pattern}`"
    if column.nullable:
        yield "may be empty"


def _code_list(name: str) -> str:
    codes = code_list(name)
    heading = f"| {' | '.join(codes.columns)} |"
    rows = [
        "| " + " | ".join(_cell(value) for value in row) + " |"
        for row in codes.iter_rows()
    ]
    return "\n".join(
        [f"### {name}", "", heading, "|---" * codes.width + "|", *rows, ""]
    )


def _lists() -> list[str]:
    used = {
        column.codes
        for table in TABLES.values()
        for column in table.columns
        if column.codes is not None
    }
    return sorted(used)


def _cell(value: object) -> str:
    text = "" if value is None else _written(value)
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("#", "\\#")


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _written(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)


if __name__ == "__main__":
    sys.stdout.write(data_dictionary())
