"""Intervals by the bootstrap over schools, because pupils of a school go together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Below this many schools their resampling says nothing; pupils are resampled then.
FEWEST_SCHOOLS = 10
# The ends of an interval that is not known.
NO_INTERVAL = (float("nan"), float("nan"))


@dataclass(frozen=True)
class Resampling:
    """Bootstrap draws of whole clusters.

    Parameters
    ----------
    unit : {"school", "pupil"}
        What was drawn.
    cluster : ndarray of shape (n_rows,), int
        The position of each row's cluster.
    counts : ndarray of shape (n_draws, n_clusters)
        How often each cluster was drawn.
    """

    unit: str
    cluster: NDArray[np.intp]
    counts: Floats

    def totals(self, values: NDArray[np.floating[Any]]) -> Floats:
        """Return the sum of ``values`` over the rows of each draw, (n_draws,)."""
        by_cluster = np.bincount(
            self.cluster, weights=values, minlength=self.counts.shape[1]
        )
        totals: Floats = self.counts @ by_cluster
        return totals


def resample(
    school: NDArray[np.generic],
    pupil: NDArray[np.generic],
    *,
    draws: int = 200,
    seed: int = 20260901,
) -> Resampling:
    """Draw schools with replacement, or pupils where there are too few schools.

    Parameters
    ----------
    school, pupil : ndarray of shape (n_rows,)
        A pupil's rows of several weeks always stay together.
    """
    enough = len(np.unique(school)) >= FEWEST_SCHOOLS
    clusters, cluster = np.unique(school if enough else pupil, return_inverse=True)
    generator = np.random.default_rng(seed)
    even = np.full(len(clusters), 1 / len(clusters))
    counts = generator.multinomial(len(clusters), even, size=draws)
    return Resampling("school" if enough else "pupil", cluster, counts.astype(float))


def interval(draws: Floats) -> tuple[float, float]:
    """Return the 95 % percentile interval, leaving out draws that gave no number."""
    usable = draws[np.isfinite(draws)]
    if len(usable) == 0:
        return NO_INTERVAL
    lower, upper = np.quantile(usable, [0.025, 0.975])
    return float(lower), float(upper)


def centred(draws: Floats, value: float) -> Floats:
    """Return the draws moved so that their middle is ``value``.

    For measures that rise by resampling alone, as a mean of gaps does.
    """
    usable = draws[np.isfinite(draws)]
    return draws - np.median(usable) + value if len(usable) else draws
