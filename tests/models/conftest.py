from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from models.bundle import Bundle, Manifest, Peers
from models.risk import RiskModel


@pytest.fixture(scope="session")
def school_rows() -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Four weeks of 500 invented pupils, some figures not known."""
    generator = np.random.default_rng(7)
    pupil = np.repeat(np.arange(500), 4)
    X = pd.DataFrame(
        {
            "absence_rate": generator.beta(1, 10, 2000),
            "incidents": generator.poisson(1.0, 2000).astype(float),
            "weeks_at_school": generator.integers(1, 200, 2000).astype(float),
        }
    )
    log_odds = -2.5 + 12 * X["absence_rate"] + 0.5 * X["incidents"]
    y = (generator.random(2000) < 1 / (1 + np.exp(-log_odds))).astype(int)
    X.loc[generator.random(2000) < 0.1, "incidents"] = np.nan
    return X, y.to_numpy(), pupil


@pytest.fixture(scope="session")
def fitted(school_rows: tuple[pd.DataFrame, np.ndarray, np.ndarray]) -> RiskModel:
    X, y, pupil = school_rows
    model = RiskModel(
        directions={"absence_rate": 1, "incidents": 1, "weeks_at_school": -1},
        rounds=60,
        minimum_leaf=20,
    )
    return model.fit(X, y, groups=pupil)


@pytest.fixture
def bundle(fitted) -> Bundle:
    manifest = Manifest(
        outcome="suspension",
        features={"absence_rate": 1, "incidents": 1, "weeks_at_school": -1},
        calibration=fitted.calibration_,
        trained_on=(date(2025, 9, 8), date(2025, 9, 29)),
        usual={"absence_rate": 0.06, "incidents": 1.0, "weeks_at_school": None},
        peers=(Peers(from_risk=0.0, pupils=900, happened=20),),
        lake_digest="a",
        code_digest="b",
        catalogue_digest="c",
    )
    return Bundle(booster=fitted.booster_, manifest=manifest)
