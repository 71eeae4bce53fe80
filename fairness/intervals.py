"""How sure a measure is: intervals, differences, and what could have been seen.

Proportions get Wilson's interval, which stays honest at none-of-ten where the
bootstrap collapses to a point. Pupils of one school resemble each other, and one
pupil may stand in several weeks, so Wilson is given the *effective* number of
pupils, from the variance of a bootstrap that draws whole schools. Differences
are built from the two intervals and the correlation seen in the bootstrap
(MOVER; Zou and Donner 2008, Newcombe 1998).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri, stdtrit

Floats = npt.NDArray[np.float64]
Ends = tuple[Floats, Floats, Floats]

LEVEL = 0.95
POWER = 0.8


def wilson(part: npt.ArrayLike, whole: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return Wilson's 95 % score interval of a proportion.

    Parameters
    ----------
    part, whole : array-like of float, any equal shape
        Successes and trials; fractions are allowed, for effective numbers.

    Returns
    -------
    low, high : ndarray
        In [0, 1]; NaN where ``whole`` is 0.

    References
    ----------
    Wilson, E. B. (1927), Journal of the American Statistical Association 22.
    """
    successes, trials = np.broadcast_arrays(
        np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    )
    trials = np.where(trials > 0, trials, np.nan)
    z = _z()
    share = successes / trials
    centre = (share + z**2 / (2 * trials)) / (1 + z**2 / trials)
    spread = np.sqrt(share * (1 - share) / trials + z**2 / (4 * trials**2))
    half = z * spread / (1 + z**2 / trials)
    return np.clip(centre - half, 0, share), np.clip(centre + half, share, 1)


def _z() -> float:
    return float(ndtri(0.5 + LEVEL / 2))


def cluster_weights(n_clusters: int, draws: int, seed: int) -> Floats:
    """Draw clusters with replacement, ``draws`` times.

    Returns
    -------
    ndarray of shape (draws, n_clusters)
        How often each cluster was drawn; each row sums to ``n_clusters``. A sum
        over rows in every draw is then one matrix product.
    """
    shares = np.full(n_clusters, 1 / n_clusters)
    generator = np.random.default_rng(seed)
    return generator.multinomial(n_clusters, shares, size=draws).astype(float)


def design_effect(
    draws: Floats, share: Floats, base: Floats, n_clusters: int
) -> Floats:
    """Return how many times clustering inflates a proportion's variance.

    Parameters
    ----------
    draws : ndarray of shape (n_draws, n_groups)
        The proportion in every draw of whole clusters.
    share, base : ndarray of shape (n_groups,)
        The proportion, and the number of rows it is a share of.
    n_clusters : int
        Schools drawn. Few schools say little about how schools vary, so the
        effect is raised as Student's t stands above the normal.

    Returns
    -------
    ndarray of shape (n_groups,)
        At least 1: clustering is never credited with narrowing an interval.
    """
    alone = share * (1 - share) / np.where(base > 0, base, np.nan)
    seen = _variance(draws)
    ratio = np.divide(seen, alone, out=np.ones_like(seen), where=alone > 0)
    student = float(stdtrit(n_clusters - 1, 0.5 + LEVEL / 2))
    few = (student / _z()) ** 2 * n_clusters / (n_clusters - 1)
    effect: Floats = np.fmax(ratio, 1.0) * few
    return effect


def _variance(draws: Floats) -> Floats:
    """Variance over the draws in which the measure is defined."""
    known = ~np.isnan(draws)
    n = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, draws, 0.0).sum(axis=0) / n
    squares: Floats = np.where(known, (draws - mean) ** 2, 0.0).sum(axis=0) / n
    return squares


def percentile(draws: Floats) -> tuple[Floats, Floats]:
    """Return the central 95 % of the draws.

    Parameters
    ----------
    draws : ndarray of shape (n_draws, n_groups)

    Returns
    -------
    low, high : ndarray of shape (n_groups,)
        NaN where the measure is undefined in more than one draw of twenty.
    """
    undefined = np.isnan(draws).mean(axis=0) > 1 - LEVEL
    tails = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    filled = np.where(undefined, 0.0, draws)
    low, high = np.nanquantile(filled, tails, axis=0)
    return np.where(undefined, np.nan, low), np.where(undefined, np.nan, high)


def correlation(draws: Floats, other: Floats, n_clusters: int) -> Floats:
    """Return how each group's draws surely move with those it is compared with.

    Parameters
    ----------
    draws : ndarray of shape (n_draws, n_groups)
    other : ndarray of shape (n_draws, n_groups) or (n_draws, 1)
    n_clusters : int

    Moving together narrows the interval of a difference, and a few schools can
    seem to move together by chance: only what Fisher's transform leaves sure at
    95 % is credited. Moving apart widens the interval, and is taken as seen.

    Returns
    -------
    ndarray of shape (n_groups,)
        In [-1, 1]; 0 where either does not vary.
    """
    together = _variance(draws + other) - _variance(draws - other)
    scale = 4 * np.sqrt(_variance(draws) * _variance(other))
    rho = np.divide(together, scale, out=np.zeros_like(scale), where=scale > 0)
    doubt = _z() / np.sqrt(max(n_clusters - 3, 1))
    sure = np.tanh(np.arctanh(np.clip(rho, 0, 1 - 1e-12)) - doubt)
    credited: Floats = np.where(rho > 0, np.maximum(sure, 0), np.maximum(rho, -1))
    return credited


def difference(own: Ends, other: Ends, rho: Floats) -> Ends:
    """Return each group's difference to what it is compared with.

    Parameters
    ----------
    own, other : tuple of ndarray, each of shape (n_groups,) or (1,)
        A measure and the two ends of its interval: the group's, and the other's.
    rho : ndarray of shape (n_groups,)
        Correlation of the two.

    Returns
    -------
    difference, low, high : ndarray of shape (n_groups,)
    """
    (value, low, high), (theirs, their_low, their_high) = own, other
    gap = value - theirs
    down = _distance(value - low, their_high - theirs, rho)
    up = _distance(high - value, theirs - their_low, rho)
    return gap, gap - down, gap + up


def ratio(own: Ends, other: Ends, rho: Floats) -> Ends:
    """Return each group's ratio to what it is compared with.

    The interval is that of the difference of logarithms. A group at zero has no
    logarithm: its upper end is then its own over the other's lower end.

    Parameters
    ----------
    own, other, rho
        As for ``difference``.

    Returns
    -------
    ratio, low, high : ndarray of shape (n_groups,)
        NaN where the other is 0 or undefined.
    """
    value, _, high = own
    theirs, their_low, _ = other
    with np.errstate(divide="ignore", invalid="ignore"):
        _, down, up = difference(_logs(own), _logs(other), rho)
        quotient = value / np.where(theirs > 0, theirs, np.nan)
        at_zero = np.where(their_low > 0, high / their_low, np.inf)
    none = value == 0
    return (
        quotient,
        np.where(none, quotient, np.exp(down)),
        np.where(none, quotient + at_zero, np.exp(up)),
    )


def _logs(ends: Ends) -> Ends:
    value, low, high = ends
    return np.log(value), np.log(low), np.log(high)


def _distance(own: Floats, theirs: Floats, rho: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        squared = own**2 + theirs**2 - 2 * rho * own * theirs
    endless = np.isinf(own) | np.isinf(theirs)
    return np.where(endless, np.inf, np.sqrt(np.maximum(squared, 0.0)))


def p_value(gap: Floats, low: Floats, high: Floats) -> Floats:
    """Return the two-sided p-value that belongs to an interval of a difference.

    It is below 0.05 exactly when the 95 % interval is clear of zero.
    """
    towards_zero = np.where(gap >= 0, gap - low, high - gap)
    z = np.divide(
        _z() * np.abs(gap),
        towards_zero,
        out=np.where(gap == 0, 0.0, np.inf),
        where=towards_zero > 0,
    )
    return np.where(np.isnan(gap), np.nan, 2 * ndtr(-z))


def detectable(low: Floats, high: Floats) -> Floats:
    """Return the smallest true difference that would probably have been seen.

    From the width of the difference's 95 % interval, with 80 % power.
    """
    spread = (high - low) / (2 * _z())
    smallest: Floats = (_z() + float(ndtri(POWER))) * spread
    return smallest


def false_discovery(p_values: npt.ArrayLike) -> Floats:
    """Return Benjamini and Hochberg's q-value of each p-value.

    Parameters
    ----------
    p_values : array-like of shape (n_comparisons,)
        All comparisons of one table.

    Returns
    -------
    ndarray of shape (n_comparisons,)
        Calling every comparison with q at most 0.05 real makes at most 5 % of
        those calls wrong on average, and any call at all wrong with at most 5 %
        when nothing is there.
    """
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p)[::-1]
    scaled = p[order] * len(p) / np.arange(len(p), 0, -1)
    q = np.empty_like(p)
    q[order] = np.minimum(np.minimum.accumulate(scaled), 1.0)
    return q
