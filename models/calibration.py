"""Calibration: the model's margin put on the scale of true log-odds.

Two numbers, ``slope * margin + intercept``, fitted by logistic regression (Platt
1999) on margins the model gave to pupils it had not seen. The slope is kept above
zero, so that calibration never makes a tie nor changes the order of two pupils, and
being a straight line it scales SHAP contributions without breaking their sum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

Floats = NDArray[np.float64]

# Beyond these a fitted slope says that the sample is too small, not that it is true.
SMALLEST_SLOPE = 0.05
LARGEST_SLOPE = 20.0


@dataclass(frozen=True)
class Calibration:
    """The line from a margin to calibrated log-odds.

    Parameters
    ----------
    slope : float
        Positive; 1 when the margin is already neither too bold nor too shy.
    intercept : float
        In log-odds; 0 when the margin is right on average.
    """

    slope: float
    intercept: float

    def __post_init__(self) -> None:
        """Refuse a line that would turn the order of pupils round."""
        if not self.slope > 0:
            raise ValueError(f"the slope must be above 0, not {self.slope}")

    def log_odds(self, margin: Floats) -> Floats:
        """Return calibrated log-odds.

        Parameters
        ----------
        margin : ndarray of shape (n_pupils,), log-odds as the model gives them

        Returns
        -------
        ndarray of shape (n_pupils,)
        """
        return self.slope * np.asarray(margin, dtype=np.float64) + self.intercept

    def probability(self, margin: Floats) -> Floats:
        """Return calibrated probabilities in [0, 1], shape (n_pupils,)."""
        probability: Floats = expit(self.log_odds(margin))
        return probability


def fit_calibration(margin: Floats, happened: NDArray[np.integer]) -> Calibration:
    """Fit the two numbers by maximum likelihood.

    Parameters
    ----------
    margin : ndarray of shape (n_pupils,), log-odds
        Out-of-fold margins: margins on rows a model was fitted on are too bold.
    happened : ndarray of shape (n_pupils,), 0 or 1

    Returns
    -------
    Calibration
        With Platt's prior correction of the targets, which keeps the fit finite when
        the margins separate the classes.
    """
    margin = np.asarray(margin, dtype=np.float64)
    positives = int(np.sum(happened))
    negatives = len(happened) - positives
    target = np.where(
        np.asarray(happened) > 0,
        (positives + 1) / (positives + 2),
        1 / (negatives + 2),
    )

    def loss(line: Floats) -> tuple[float, Floats]:
        slope = np.exp(line[0])
        log_odds = slope * margin + line[1]
        error = expit(log_odds) - target
        value = np.mean(np.logaddexp(0.0, log_odds) - target * log_odds)
        return float(value), np.array([slope * np.mean(error * margin), error.mean()])

    bounds = [(np.log(SMALLEST_SLOPE), np.log(LARGEST_SLOPE)), (None, None)]
    fitted = minimize(loss, np.zeros(2), jac=True, bounds=bounds, method="L-BFGS-B")
    return Calibration(float(np.exp(fitted.x[0])), float(fitted.x[1]))
