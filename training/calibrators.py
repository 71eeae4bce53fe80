"""Ways to turn margins into risks, and into an interval for each, compared in time.

Each is fitted on out-of-fold margins of a period's lists and judged on lists after
them. The risk served is a line's, because explanations add up on it (decision 0010);
the others are here to show what that costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.isotonic import IsotonicRegression

from models.calibration import BOTH_SIDES, fit_calibration, with_spread
from models.risk import RiskModel
from training.candidate import Candidate
from training.matter import frame, labels, thinned
from training.periods import Period
from training.reliability import brier_score, calibration_error

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MOST_LEARNT = 100_000
# Pupils of like risk, among whom the share that came true can be told.
JUDGED_BINS = 20
# Venn-Abers calibrates each risk twice; on so many steps of the margin.
STEPS = 400

Risks = tuple[Floats, Floats, Floats]


@dataclass(frozen=True, kw_only=True)
class Calibrated:
    """What one way of calibrating showed on later lists.

    Parameters
    ----------
    way : str
    error, brier, log_loss : float
    coverage : float or None
        Share of rows in bins of like risk whose share that came true lies within the
        bin's mean interval, widened by the chance in that share itself; None for
        ways that give no interval.
    width : float or None
        Mean width of the intervals.
    """

    way: str
    error: float
    brier: float
    log_loss: float
    coverage: float | None
    width: float | None


@dataclass(frozen=True, kw_only=True)
class Known:
    """Out-of-fold margins and what came of them."""

    margin: Floats
    happened: Integers
    weight: Floats
    school: Integers
    week: Integers


def compare_calibrations(
    learn: pl.DataFrame, periods: Sequence[Period], candidate: Candidate
) -> tuple[Calibrated, ...]:
    """Compare every way on the newest period; empty when there is none."""
    if not periods:
        return ()
    learnt, judged = periods[-1].parts(learn)
    rows = thinned(learnt, MOST_LEARNT)
    model = RiskModel(directions=candidate.directions, **candidate.parameters).fit(
        frame(rows, candidate.directions),
        labels(rows),
        groups=rows["pupil_id"].to_numpy(),
        weights=rows["weight"].to_numpy(),
    )
    known = Known(
        margin=model.margins_,
        happened=labels(rows),
        weight=rows["weight"].to_numpy(),
        school=rows["urn"].to_numpy(),
        week=rows["as_of"].to_physical().to_numpy().astype(np.int64),
    )
    later = model.booster_.predict(frame(judged, candidate.directions), raw_score=True)
    happened = labels(judged).astype(bool)
    margins = np.asarray(later, dtype=np.float64)
    return tuple(
        _judge(name, way(known, margins), happened, len(periods[-1].judged))
        for name, way in WAYS.items()
    )


def uncalibrated(known: Known, margin: Floats) -> Risks:
    """Take the trees at their word."""
    return _without_interval(expit(margin))


def line_by_pupils(known: Known, margin: Floats) -> Risks:
    """Fit a line, as if every row were another witness."""
    return _line(known, margin, [np.arange(len(known.margin))])


def line_by_schools(known: Known, margin: Floats) -> Risks:
    """Fit a line, with each school as one witness."""
    return _line(known, margin, [known.school])


def line_by_schools_and_weeks(known: Known, margin: Floats) -> Risks:
    """Fit a line, with each school and each week's list as one witness."""
    return _line(known, margin, [known.school, known.week])


def isotonic(known: Known, margin: Floats) -> Risks:
    """Fit the best rising steps."""
    fitted = IsotonicRegression(out_of_bounds="clip").fit(
        known.margin, known.happened, sample_weight=known.weight
    )
    return _without_interval(fitted.predict(margin))


def venn_abers(known: Known, margin: Floats) -> Risks:
    """Fit rising steps twice for each step of the margin, with one more row on it.

    Vovk and Petej, "Venn-Abers predictors" (2014): once as if it happened, once as if
    it did not; the truth lies between, and the merged risk is their log-loss mean.
    """
    steps = np.unique(np.quantile(known.margin, np.linspace(0, 1, STEPS + 1)))
    at_known = np.clip(np.searchsorted(steps, known.margin), 0, len(steps) - 1)
    weight: Floats = np.bincount(at_known, known.weight, len(steps)).astype(float)
    yes: Floats = np.bincount(
        at_known, known.weight * known.happened, len(steps)
    ).astype(float)
    ends = [
        np.array([_step(yes, weight, at, one) for at in range(len(steps))])
        for one in (0.0, 1.0)
    ]
    place = np.clip(np.searchsorted(steps, margin), 0, len(steps) - 1)
    low, high = ends[0][place], ends[1][place]
    return high / (1 - low + high), low, high


def _step(yes: Floats, weight: Floats, at: int, happened: float) -> float:
    more_yes, more = yes.copy(), weight.copy()
    more[at] += 1
    more_yes[at] += happened
    rates = np.divide(more_yes, more, out=np.zeros_like(more), where=more > 0)
    fitted = IsotonicRegression().fit(
        np.arange(len(more)), rates, sample_weight=np.maximum(more, 1e-9)
    )
    return float(fitted.predict([at])[0])


WAYS: dict[str, Callable[[Known, Floats], Risks]] = {
    "none": uncalibrated,
    "line, rows as witnesses": line_by_pupils,
    "line, schools as witnesses": line_by_schools,
    "line, schools and weeks as witnesses": line_by_schools_and_weeks,
    "isotonic": isotonic,
    "Venn-Abers": venn_abers,
}


def _line(known: Known, margin: Floats, clusters: list[Integers]) -> Risks:
    fitted = fit_calibration(known.margin, known.happened, known.weight)
    spread = with_spread(
        fitted, known.margin, known.happened, clusters=clusters, weight=known.weight
    )
    return spread.probability(margin), *spread.interval(margin)


def _without_interval(risk: Floats) -> Risks:
    unknown = np.full(len(risk), np.nan)
    return risk, unknown, unknown


def _judge(
    name: str, risks: Risks, happened: NDArray[np.bool_], lists: int
) -> Calibrated:
    risk, low, high = risks
    clipped = np.clip(risk, 1e-6, 1 - 1e-6)
    loss = -np.log(np.where(happened, clipped, 1 - clipped)).mean()
    known = bool(np.isfinite(low).all())
    return Calibrated(
        way=name,
        error=calibration_error(happened, risk),
        brier=brier_score(happened, risk),
        log_loss=float(loss),
        coverage=_coverage(risk, low, high, happened, lists) if known else None,
        width=float((high - low).mean()) if known else None,
    )


def _coverage(
    risk: Floats, low: Floats, high: Floats, happened: NDArray[np.bool_], lists: int
) -> float:
    order = np.argsort(risk, kind="stable")
    held = 0
    for part in np.array_split(order, JUDGED_BINS):
        share, pupils = happened[part].mean(), len(part) / lists
        chance = BOTH_SIDES**2 * share * (1 - share) / pupils
        below, above = risk[part].mean() - low[part].mean(), high[part].mean()
        reach = above - risk[part].mean() if share > risk[part].mean() else below
        gap = abs(share - risk[part].mean())
        held += len(part) * bool(gap <= np.sqrt(reach**2 + chance))
    return held / len(risk)
