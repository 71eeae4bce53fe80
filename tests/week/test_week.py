"""The week runs end to end, is repeatable, and names no pupil where none may be."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from models.outcomes import OUTCOMES
from records.lake import Lake

Demonstrated = tuple[Any, dict[str, Any]]


def test_the_demonstration_answers_what_a_newcomer_asks(
    demonstrated: Demonstrated,
) -> None:
    _, found = demonstrated
    assert found["marks"] > 500_000
    assert found["list_size"] == pytest.approx(0.05 * found["pupils"], rel=0.1)
    assert set(found["outcomes"]) == set(found["gate"]) == set(OUTCOMES)
    for figures in found["outcomes"].values():
        assert 0.6 < figures["auc"] < 1
        assert 0.5 < figures["auc_new_onset"] < 1
        assert 0 < figures["precision_at_capacity"] <= 1
        assert 0 < figures["best_rule_precision_at_capacity"] <= 1
    assert set(found["seconds"]) >= {"simulating", "ingesting", "training", "screening"}


def test_a_second_run_starts_from_what_is_there(demonstrated: Demonstrated) -> None:
    made, found = demonstrated
    parent = type(made)(made.home.parent)
    again = parent.ask("demo", "--no-serve", "--pupils", made.home.name.split("-")[1])
    assert again["seconds"] == {}
    unchanged = ("pupils", "marks", "list_size", "outcomes", "gate")
    assert {name: again[name] for name in unchanged} == {
        name: found[name] for name in unchanged
    }


def test_the_same_week_gives_the_same_list(demonstrated: Demonstrated) -> None:
    made, found = demonstrated
    again = made.ask("week", "--as-of", found["until"])
    assert again["changed"] is False
    assert again["list_size"] == found["list_size"]


def test_delivering_everything_twice_changes_nothing(
    demonstrated: Demonstrated,
) -> None:
    made, _ = demonstrated
    before = Lake(made.home / "lake").digest()
    report = made.ask("ingest", str(made.home / "deliveries"))
    assert report["digest"] == before
    assert all(table["kept"] == 0 for table in report["tables"])


def test_a_list_is_read_by_pseudonym(demonstrated: Demonstrated) -> None:
    made, found = demonstrated
    shown = made.ask("list", "--limit", "5")
    assert shown["matching"] == found["list_size"]
    assert [entry["name"] for entry in shown["entries"]] == [None] * 5
    assert all(entry["headline"] for entry in shown["entries"])


def test_a_pupil_of_the_list_is_explained(demonstrated: Demonstrated) -> None:
    made, found = demonstrated
    (entry,) = made.ask("list", "--limit", "1")["entries"]
    told = made.ask("explain", entry["pupil_id"], "--as-of", found["until"])
    assert told["listed"] is True
    assert all(one["reasons"] for one in told["screenings"])
    assert any(one["would_help"] for one in told["screenings"])
    assert made.run("explain", "1").returncode == 7


def test_rollback_needs_a_previous_champion(demonstrated: Demonstrated) -> None:
    made, _ = demonstrated
    refused = made.run("rollback", "suspension")
    assert refused.returncode == 6
    assert "no previous champion" in refused.stderr


def test_promotion_needs_a_name(demonstrated: Demonstrated) -> None:
    made, _ = demonstrated
    refused = made.run("promote", "suspension", "--approver", " ", "--note", "x")
    assert refused.returncode == 4


def test_compare_sets_the_rules_beside_the_model(demonstrated: Demonstrated) -> None:
    made, _ = demonstrated
    figures = made.ask("compare", "suspension")["figures"]
    assert {"challenger", "champion", "best_rule"} <= set(figures[0])


def test_no_pupil_is_named_outside_the_lake_and_the_store(
    demonstrated: Demonstrated,
) -> None:
    made, _ = demonstrated
    identities = Lake(made.home / "lake").scan("identities").collect()
    upns = set(identities["upn"])
    written = "\n".join(made.printed)
    written += "\n".join(
        path.read_text(errors="ignore")
        for folder in ("mlflow", "champions")
        for path in (made.home / folder).rglob("*")
        if path.is_file()
    )
    assert written
    assert [upn for upn in upns if upn in written] == []


def test_a_bundle_is_text_with_its_checksum(demonstrated: Demonstrated) -> None:
    made, _ = demonstrated
    for outcome in OUTCOMES:
        folder: Path = made.home / "champions" / outcome
        manifest = json.loads((folder / "manifest.json").read_text())
        digest = hashlib.sha256((folder / "model.txt").read_bytes()).hexdigest()
        assert digest in json.dumps(manifest)
        assert {path.suffix for path in folder.iterdir()} == {".txt", ".json"}
