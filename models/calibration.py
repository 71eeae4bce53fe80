"""Calibration: the model's margin put on the scale of true log-odds.

Two numbers, ``slope * margin + intercept``, fitted by logistic regression (Platt
1999) on margins the model gave to pupils it had not seen. The slope is kept above
zero, so that calibration never makes a tie nor changes the order of two pupils, and
being a straight line it scales SHAP contributions without breaking their sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

Floats = NDArray[np.float64]

# Beyond these a fitted slope says that the sample is too small, not that it is true.
SMALLEST_SLOPE = 0.05
LARGEST_SLOPE = 20.0
# Half of a normal distribution's 95 % interval, in standard errors.
BOTH_SIDES = 1.96


@dataclass(frozen=True)
class Calibration:
    """The line from a margin to calibrated log-odds.

    Parameters
    ----------
    slope : float
        Positive; 1 when the margin is already neither too bold nor too shy.
    intercept : float
        In log-odds; 0 when the margin is right on average.
    slope_variance, covariance, intercept_variance : float, default=0.0
        How surely the line is known; 0 when that was not asked.
    """

    slope: float
    intercept: float
    slope_variance: float = 0.0
    covariance: float = 0.0
    intercept_variance: float = 0.0

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

    def interval(self, margin: Floats) -> tuple[Floats, Floats]:
        """Return the ends of the 95 % interval of each probability.

        It says how surely the share is known to whom it happens among pupils with
        this margin, and not what will become of one of them.
        """
        margin = np.asarray(margin, dtype=np.float64)
        variance = (
            self.slope_variance * margin**2
            + 2 * self.covariance * margin
            + self.intercept_variance
        )
        reach = BOTH_SIDES * np.sqrt(np.maximum(variance, 0.0))
        middle = self.log_odds(margin)
        return expit(middle - reach), expit(middle + reach)


def fit_calibration(
    margin: Floats, happened: NDArray[np.integer], weight: Floats | None = None
) -> Calibration:
    """Fit the two numbers by maximum likelihood.

    Parameters
    ----------
    margin : ndarray of shape (n_pupils,), log-odds
        Out-of-fold margins: margins on rows a model was fitted on are too bold.
    happened : ndarray of shape (n_pupils,), 0 or 1
    weight : ndarray of shape (n_pupils,) or None, default=None
        How many rows each stands for; None counts each once.

    Returns
    -------
    Calibration
        With Platt's prior correction of the targets, which keeps the fit finite when
        the margins separate the classes.
    """
    margin = np.asarray(margin, dtype=np.float64)
    counted = np.ones(len(margin)) if weight is None else np.asarray(weight)
    share = counted / counted.sum()
    positives = float(counted[np.asarray(happened) > 0].sum())
    negatives = float(counted.sum()) - positives
    target = np.where(
        np.asarray(happened) > 0,
        (positives + 1) / (positives + 2),
        1 / (negatives + 2),
    )

    def loss(line: Floats) -> tuple[float, Floats]:
        slope = np.exp(line[0])
        log_odds = slope * margin + line[1]
        error = share * (expit(log_odds) - target)
        value = share @ (np.logaddexp(0.0, log_odds) - target * log_odds)
        return float(value), np.array([slope * (error @ margin), error.sum()])

    bounds = [(np.log(SMALLEST_SLOPE), np.log(LARGEST_SLOPE)), (None, None)]
    fitted = minimize(loss, np.zeros(2), jac=True, bounds=bounds, method="L-BFGS-B")
    return Calibration(float(np.exp(fitted.x[0])), float(fitted.x[1]))


def with_spread(
    line: Calibration,
    margin: Floats,
    happened: NDArray[np.integer],
    *,
    clusters: Sequence[NDArray[np.integer]],
    weight: Floats | None = None,
) -> Calibration:
    """Return the line with its variances, by the sandwich over clusters.

    Parameters
    ----------
    line : Calibration
    margin, happened, weight
        What it was fitted on.
    clusters : sequence of ndarray of shape (n_pupils,)
        One clustering, such as schools, or two, such as schools and weeks, whose
        variances are added and that of their crossings taken off (Cameron, Gelbach
        and Miller 2011). Where the second are too few to add any, the first stand.
    """
    counted = np.ones(len(margin)) if weight is None else np.asarray(weight)
    design = np.column_stack([margin, np.ones(len(margin))])
    risk = line.probability(margin)
    bread = np.linalg.inv((design * (counted * risk * (1 - risk))[:, None]).T @ design)
    scores = (counted * (happened - risk))[:, None] * design
    variance = bread @ _filling(scores, clusters[0]) @ bread
    if len(clusters) == 2:
        first, second = (np.unique(one, return_inverse=True)[1] for one in clusters)
        crossed = _filling(scores, first * (second.max() + 1) + second)
        added = bread @ (_filling(scores, second) - crossed) @ bread
        variance = variance + added * (np.diag(added) > 0).all()
    return replace(
        line,
        slope_variance=float(max(variance[0, 0], 0.0)),
        covariance=float(variance[0, 1]),
        intercept_variance=float(max(variance[1, 1], 0.0)),
    )


def _filling(scores: Floats, cluster: NDArray[np.integer]) -> Floats:
    """Sum the scores by cluster, and their squares and products over clusters."""
    _, place = np.unique(cluster, return_inverse=True)
    sums = [np.bincount(place, one).astype(np.float64) for one in scores.T]
    filling: Floats = np.array(sums) @ np.array(sums).T
    return filling
