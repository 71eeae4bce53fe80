"""The contracts as JSON Schema, for those who write exports to Waymark's layout."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from records.codes import code_list
from records.contracts import Column, Table, Type
from records.readers.layout import as_supplied
from records.tables import TABLES

DIALECT = "https://json-schema.org/draft/2020-12/schema"
JSON_TYPES = {
    Type.INTEGER: "integer",
    Type.NUMBER: "number",
    Type.TEXT: "string",
    Type.DATE: "string",
    Type.BOOLEAN: "boolean",
}


def json_schema(table: Table) -> dict[str, Any]:
    """Describe one row of a table as suppliers deliver it.

    Parameters
    ----------
    table : Table

    Returns
    -------
    dict
        JSON Schema, draft 2020-12, with an example row. What it has no word for
        (the order of two dates, the days on which a code was in force) is checked
        when a delivery is read; the bounds of a date stand in its description.
    """
    columns = as_supplied(table)
    return {
        "$schema": DIALECT,
        "title": table.name,
        "description": table.description,
        "type": "object",
        "properties": {column.name: _property(column) for column in columns},
        "required": [column.name for column in columns if not column.nullable],
        "additionalProperties": False,
        "examples": [{column.name: _plain(column.example) for column in columns}],
    }


def _property(column: Column) -> dict[str, Any]:
    kind = JSON_TYPES[column.type]
    declared: dict[str, Any] = {
        "description": _description(column),
        "type": [kind, "null"] if column.nullable else kind,
    }
    if column.type is Type.DATE:
        declared["format"] = "date"
    else:
        declared |= _bounds(column)
    if column.codes is not None:
        codes = code_list(column.codes)["code"].to_list()
        declared["enum"] = [*codes, None] if column.nullable else codes
    if column.pattern is not None:
        declared["pattern"] = f"^(?:{column.pattern})$"
    if column.special_category:
        declared["x-special-category"] = True
    return declared


def _description(column: Column) -> str:
    parts = [column.description]
    if column.unit is not None:
        parts.append(f"In {column.unit}.")
    if column.codes is not None:
        parts.append(f"A code of the list {column.codes} in the data dictionary.")
    if column.type is Type.DATE:
        bounds = {"From": column.minimum, "To": column.maximum}
        parts += [f"{word} {bound}." for word, bound in bounds.items() if bound]
    return " ".join(parts)


def _bounds(column: Column) -> dict[str, Any]:
    bounds = {"minimum": column.minimum, "maximum": column.maximum}
    return {word: bound for word, bound in bounds.items() if bound is not None}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def write(folder: Path) -> None:
    """Write one file a table, and remove those of tables that are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.json"):
        path.unlink()
    for table in TABLES.values():
        text = json.dumps(json_schema(table), indent=2, ensure_ascii=False)
        (folder / f"{table.name}.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
