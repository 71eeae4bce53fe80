from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

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
