"""Explanation: how much each feature moved one pupil's calibrated log-odds.

TreeSHAP (Lundberg and others 2020) as LightGBM computes it. The contributions and
the base add up to the calibrated log-odds exactly, so that what an officer is told
is the score and not a story beside it.
"""

from __future__ import annotations

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

from models.calibration import Calibration

Floats = NDArray[np.float64]


def contributions(
    booster: lgb.Booster, calibration: Calibration, values: Floats
) -> tuple[Floats, float]:
    """Return each feature's contribution for each pupil.

    Parameters
    ----------
    booster : lightgbm.Booster
    calibration : Calibration
    values : ndarray of shape (n_pupils, n_features)
        In the order of the model's features; missing is NaN.

    Returns
    -------
    contributions : ndarray of shape (n_pupils, n_features), calibrated log-odds
    base : float, calibrated log-odds
        Of the average pupil the model was trained on.
    """
    # The base is the same in every row; one empty row gives it even without pupils.
    rows = np.vstack([values, np.full((1, booster.num_feature()), np.nan)])
    raw = np.asarray(booster.predict(rows, pred_contrib=True), dtype=np.float64)
    base = calibration.log_odds(raw[-1:, -1])
    return calibration.slope * raw[:-1, :-1], float(base[0])
