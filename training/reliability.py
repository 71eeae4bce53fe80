"""Whether risks are true: Brier score and its parts, calibration error, the line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import logit

from models.calibration import Calibration, fit_calibration, with_spread
from training.resampling import Resampling

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

BINS = 10
SMALLEST_RISK = 1e-6


@dataclass(frozen=True)
class BrierParts:
    """Murphy's decomposition over bins: Brier is reliability - resolution + the rest.

    Parameters
    ----------
    reliability : float
        Mean squared gap between a bin's risk and what happened; 0 is true.
    resolution : float
        Mean squared distance of the bins from the average; more tells pupils apart.
    uncertainty : float
        What a forecast of the average alone would score.
    """

    reliability: float
    resolution: float
    uncertainty: float


@dataclass(frozen=True)
class BinTable:
    """Rows, their risk and what happened, by cluster and bin of risk.

    Parameters
    ----------
    rows, risk, happened : ndarray of shape (n_clusters, n_bins)
        Sums.
    """

    rows: Floats
    risk: Floats
    happened: Floats

    def errors(self, counts: Floats) -> Floats:
        """Return the calibration error of each draw, (n_draws,)."""
        gap = np.abs(counts @ (self.risk - self.happened)).sum(axis=1)
        rows = (counts @ self.rows).sum(axis=1)
        errors: Floats = np.where(rows > 0, gap, np.nan) / np.maximum(rows, 1)
        return errors

    def parts(self) -> BrierParts:
        """Return the decomposition of all rows' Brier score."""
        rows = self.rows.sum(axis=0)
        share = rows / rows.sum()
        risk = self.risk.sum(axis=0) / rows
        happened = self.happened.sum(axis=0) / rows
        average = float((share * happened).sum())
        return BrierParts(
            reliability=float((share * (risk - happened) ** 2).sum()),
            resolution=float((share * (happened - average) ** 2).sum()),
            uncertainty=average * (1 - average),
        )


def bin_table(
    happened: Flags, risk: Floats, draws: Resampling, bins: int = BINS
) -> BinTable:
    """Sum rows by cluster and bin of equal count."""
    bin_of = np.empty(len(risk), dtype=np.int64)
    parts = _bins(risk, bins)
    for at, part in enumerate(parts):
        bin_of[part] = at
    clusters = draws.counts.shape[1]
    cell = draws.cluster * len(parts) + bin_of

    def sums(values: NDArray[np.floating[Any]]) -> Floats:
        flat: Floats = np.bincount(cell, values, clusters * len(parts)).astype(float)
        return flat.reshape(clusters, len(parts))

    return BinTable(
        rows=sums(np.ones(len(risk))), risk=sums(risk), happened=sums(happened * 1.0)
    )


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
    parts = _bins(risk, bins)
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
    return fit_calibration(_margin(risk), happened.astype(np.int64))


def line_spread(
    happened: Flags, risk: Floats, line: Calibration, draws: Resampling
) -> tuple[float, float]:
    """Return the standard errors of the line's slope and intercept.

    By the sandwich over clusters: a refit for every draw would take minutes.
    """
    spread = with_spread(
        line, _margin(risk), happened.astype(np.int64), clusters=[draws.cluster]
    )
    return spread.slope_variance**0.5, spread.intercept_variance**0.5


def _margin(risk: Floats) -> Floats:
    margin: Floats = logit(np.clip(risk, SMALLEST_RISK, 1 - SMALLEST_RISK))
    return margin


def _bins(risk: Floats, bins: int) -> list[NDArray[np.intp]]:
    order = np.argsort(risk, kind="stable")
    return [part for part in np.array_split(order, bins) if len(part)]
