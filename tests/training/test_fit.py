from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from features.catalogue import CATALOGUE
from models.outcomes import PERSISTENT_ABSENCE, SUSPENSION
from records.errors import CannotTrain
from training.card import model_card
from training.figures import CHAMPION_SCORER, MODEL
from training.fit import comparable, train
from training.plots import plots


def test_it_is_measured_beside_what_schools_do(trained):
    value = trained.evaluation.value
    assert value("all", MODEL, "auc") > value("all", "suspended_before", "auc")
    assert value("new_onset", "suspended_before", "auc") == pytest.approx(0.5)


def test_it_is_tested_only_on_lists_after_its_last_label(trained):
    assert set(trained.test["as_of"].unique()) == set(trained.split.test)
    assert trained.split.train_labels_end < min(trained.split.test)
    assert trained.bundle.manifest.trained_on == trained.split.train


def test_every_list_has_its_places(trained):
    by_week = trained.test.group_by("as_of").agg(pl.col("listed").mean())
    assert by_week["listed"].to_list() == pytest.approx([0.05] * 5, abs=0.005)


def test_the_bundle_gives_the_risks_that_were_measured(trained):
    features = trained.test.select(trained.bundle.features).to_pandas()
    risk = trained.test["risk"].to_numpy()
    np.testing.assert_allclose(trained.bundle.predict(features), risk)


def test_it_reads_the_catalogue_and_nothing_else(trained):
    assert trained.bundle.manifest.features == {
        name: each.direction for name, each in CATALOGUE.items() if each.learnable
    }


def test_peers_are_all_the_test_rows(trained):
    peers = trained.bundle.manifest.peers
    assert sum(group.pupils for group in peers) == len(trained.test)
    assert sum(group.happened for group in peers) == trained.test["label"].sum()
    rates = [group.happened / group.pupils for group in peers]
    assert rates[-1] > rates[0]


def test_it_is_audited_by_every_characteristic(trained):
    assert trained.fairness.attributes == (
        *("ethnicity", "ethnicity_major", "priority_group", "sen", "sen_need", "sex"),
        *("fsm", "phase", "ethnicity_by_sen", "school", "locality"),
    )
    schools = {group.group for group in trained.fairness.of("school")}
    assert schools == {str(urn) for urn in trained.test["urn"].unique()}


def test_the_audit_says_how_early_each_group_was_warned(trained):
    listed = trained.test.filter(pl.col("label") & pl.col("listed"))
    for group in trained.fairness.of("sex"):
        of = listed.filter(pl.col("sex") == group.group)["weeks_to_event"]
        finding = group.findings["mean_weeks_of_warning"]
        assert finding.estimate.value == pytest.approx(of.mean())


def test_training_again_gives_the_same_model_measured_beside_itself(
    trained, train_small
):
    again = train_small(SUSPENSION, champion=trained.bundle)
    assert again.bundle.digest == trained.bundle.digest
    champion = again.evaluation.value("all", CHAMPION_SCORER, "auc")
    assert champion == again.evaluation.value("all", MODEL, "auc")


def test_both_outcomes_take_the_same_path_and_are_not_mixed(trained, train_small):
    other = train_small(PERSISTENT_ABSENCE, champion=trained.bundle)
    assert other.bundle.manifest.outcome == "persistent_absence"
    assert other.evaluation.value("all", MODEL, "auc") > 0.7
    with pytest.raises(KeyError, match="champion"):
        other.evaluation.figure("all", CHAMPION_SCORER, "auc")


def test_a_champion_with_other_features_is_not_measured(trained):
    manifest = trained.bundle.manifest
    meaning = manifest.catalogue_digest
    assert comparable(manifest, SUSPENSION, meaning)
    assert not comparable(manifest, SUSPENSION, "other")


def test_one_class_only_cannot_be_learnt(county_tables):
    peaceful = county_tables | {"suspensions": county_tables["suspensions"].head(0)}
    with pytest.raises(CannotTrain, match="happened 0 times"):
        train(peaceful, SUSPENSION, lake_digest="lake")


def test_the_card_tells_the_figures_and_the_limits(trained):
    card = model_card(trained)
    auc = trained.evaluation.value("new_onset", MODEL, "auc")
    assert f"{auc:.3f}" in card
    assert "The officer decides" in card
    assert "SEN support" in card


def test_the_plots_are_drawn(trained):
    drawn = plots(trained)
    assert set(drawn) == {
        "calibration.png",
        "gain_by_capacity.png",
        "shap_summary.png",
        "fairness_recall.png",
    }
    assert all(figure.axes[0].has_data() for figure in drawn.values())
