"""The committed description of the API is what the service does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from serving.api.description import description

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"
DESCRIBED: dict[str, Any] = json.loads(COMMITTED.read_text(encoding="utf-8"))


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in DESCRIBED["paths"].items():
        if path.startswith("/api/"):
            yield from ((path, each) for each in methods.values())


def test_a_change_of_the_api_is_a_change_of_the_committed_file() -> None:
    committed = COMMITTED.read_text(encoding="utf-8")
    assert committed == description(), "run make docs and look at what changed"


def test_every_operation_has_a_name_a_summary_and_its_refusals() -> None:
    names = [each["operationId"] for _, each in operations()]
    assert len(names) == len(set(names)) > 0
    for path, each in operations():
        assert each["description"], path
        assert {"401", "503"} <= set(each["responses"]), path


def test_an_operation_that_records_describes_every_condition() -> None:
    recording = DESCRIBED["paths"]["/api/v1/decisions"]["post"]
    assert {"400", "403", "404", "409", "412", "422", "428"} <= set(
        recording["responses"]
    )
    sent = {each["name"].lower() for each in recording["parameters"]}
    assert sent == {"if-match", "idempotency-key"}


def test_every_field_that_is_sent_or_told_in_free_text_has_an_example() -> None:
    for name in ("NewDecision", "Search", "Decision", "Reason"):
        schema = DESCRIBED["components"]["schemas"][name]
        texts = [
            field
            for field, told in schema["properties"].items()
            if told.get("type") == "string" and not {"enum", "format"} & set(told)
        ]
        examples = {f for f in texts if schema["properties"][f].get("examples")}
        assert set(texts) - examples == set(), name
