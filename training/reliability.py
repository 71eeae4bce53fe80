"""Whether risks are true: Brier score, calibration error, slope and intercept."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import logit

from models.calibration import Calibration, fit_calibration

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

BINS = 10
SMALLEST_RISK = 1e-6


def brier_score(happened: Flags, risk: Floats) -> float:
    """Return the mean squared distance between risk and what happened."""
    return float(np.mean((risk - happened) ** 2))


def calibration_curve(happened: Flags, risk: Floats, bins: int = BINS) -> pl.DataFrame:
    """Return mean risk beside the share that came true, in bins of equal count.

    Returns
    -------
    polars.DataFrame
        ``rows``, ``risk`` and ``happened`` (both in [0, 1]), lowest risk first.
    """
    order = np.argsort(risk, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return pl.DataFrame(
        {
            "rows": [len(part) for part in parts],
            "risk": [float(risk[part].mean()) for part in parts],
            "happened": [float(happened[part].mean()) for part in parts],
        }
    )


def calibration_error(happened: Flags, risk: Floats) -> float:
    """Return the mean gap of :func:`calibration_curve`, weighted by rows."""
    curve = calibration_curve(happened, risk)
    gap = np.abs(curve["risk"].to_numpy() - curve["happened"].to_numpy())
    return float(np.average(gap, weights=curve["rows"].to_numpy()))


def recalibration(happened: Flags, risk: Floats) -> Calibration:
    """Return the line that would put the risks right; 1 and 0 when they are."""
    margin = logit(np.clip(risk, SMALLEST_RISK, 1 - SMALLEST_RISK))
    return fit_calibration(margin, happened.astype(np.int64))
