from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from models.bundle import MANIFEST, MODEL, Bundle, Manifest, load, save
from records.errors import InputRejected, NoChampion


def test_what_is_saved_comes_back(bundle, school_rows, tmp_path):
    X, _, _ = school_rows
    save(bundle, tmp_path)
    opened = load(tmp_path)
    assert opened.manifest == bundle.manifest
    assert opened.digest == bundle.digest
    np.testing.assert_array_equal(opened.predict(X), bundle.predict(X))


def test_it_predicts_what_the_estimator_does(bundle, fitted, school_rows):
    X, _, _ = school_rows
    shuffled = X[X.columns[::-1]].assign(something_else=1.0)
    expected = fitted.predict_proba(X)[:, 1]
    np.testing.assert_allclose(bundle.predict(shuffled), expected, rtol=1e-12)


def test_its_explanation_is_of_its_own_prediction(bundle, school_rows):
    X, _, _ = school_rows
    parts, base = bundle.explain(X)
    risk = 1 / (1 + np.exp(-(parts.sum(axis=1) + base)))
    np.testing.assert_allclose(risk, bundle.predict(X), atol=1e-6)


def test_the_folder_holds_text_only(bundle, tmp_path):
    save(bundle, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [MANIFEST, MODEL]
    json.loads((tmp_path / MANIFEST).read_text())


def test_one_changed_byte_in_the_trees_is_refused(bundle, tmp_path):
    save(bundle, tmp_path)
    trees = bytearray((tmp_path / MODEL).read_bytes())
    trees[len(trees) // 2] ^= 1
    (tmp_path / MODEL).write_bytes(trees)
    with pytest.raises(InputRejected, match=r"model.txt is not the file"):
        load(tmp_path)


def test_a_changed_calibration_is_refused(bundle, tmp_path):
    save(bundle, tmp_path)
    document = json.loads((tmp_path / MANIFEST).read_text())
    document["manifest"]["calibration"]["slope"] *= 2
    (tmp_path / MANIFEST).write_text(json.dumps(document))
    with pytest.raises(InputRejected, match="altered"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "not JSON"),
        ("[]", "not in the format"),
        ('{"format": "other"}', "not in the format"),
        ('{"format": "waymark-bundle/1"}', "incomplete"),
    ],
)
def test_a_foreign_manifest_is_refused(bundle, tmp_path, text, reason):
    save(bundle, tmp_path)
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(InputRejected, match=reason):
        load(tmp_path)


def test_trees_of_another_model_are_refused(bundle, tmp_path):
    renamed = Manifest(
        **{**vars(bundle.manifest), "features": {"a": 1, "b": 0, "c": 0}}
    )
    save(Bundle(booster=bundle.booster, manifest=renamed), tmp_path)
    with pytest.raises(InputRejected, match="different features"):
        load(tmp_path)


def test_an_empty_folder_says_that_nothing_was_promoted(tmp_path):
    with pytest.raises(NoChampion, match="promote"):
        load(tmp_path)


def test_a_missing_feature_is_named(bundle, school_rows):
    X, _, _ = school_rows
    with pytest.raises(InputRejected, match="incidents"):
        bundle.predict(X.drop(columns="incidents"))


def test_each_risk_lies_within_its_interval(bundle, school_rows):
    X, _, _ = school_rows
    known = replace(
        bundle.manifest.calibration, slope_variance=0.01, intercept_variance=0.04
    )
    sure = replace(bundle, manifest=replace(bundle.manifest, calibration=known))
    low, high = sure.interval(X)
    assert (low < sure.predict(X)).all()
    assert (high > sure.predict(X)).all()
