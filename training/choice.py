"""The choice between candidates: by regret in the next period, the smaller if as good.

The best past figure flatters whoever was lucky then. So what one period brought forth
is judged in the period after it, each candidate by how far it lies behind the best of
them there; and of those that lie hardly behind, the one of fewest features is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from training.candidate import Candidate, risks_of
from training.matter import labels, thinned
from training.periods import Period
from training.tuning import USUAL, Budget, Trial, tune

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

USUAL_NAME = "usual"
FINALISTS = 2
FEATURE_BUDGETS = (50, 25)
# A candidate this little behind the best, in skill, is as good.
AS_GOOD = 0.002
SMALLEST_RISK = 1e-6


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What a candidate showed in the next period.

    Parameters
    ----------
    name : str
    features : int
    skill, skill_new_onset : float
        Share of the log loss of knowing only the average that it takes away.
    regret : float
        How far the mean of both lies behind the best candidate's.
    chosen : bool
    """

    name: str
    features: int
    skill: float
    skill_new_onset: float
    regret: float
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The settings taken, and what they were chosen from.

    Parameters
    ----------
    candidate : Candidate
    judged : tuple of Judged
        Empty when there was nothing to choose from.
    trials : tuple of Trial
    """

    candidate: Candidate
    judged: tuple[Judged, ...] = ()
    trials: tuple[Trial, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values, without the trials."""
        return {
            "chosen": self.candidate.name,
            "parameters": dict(self.candidate.parameters),
            "features": list(self.candidate.directions),
            "judged": [asdict(one) for one in self.judged],
        }


def choose(
    rows: pl.DataFrame,
    periods: Sequence[Period],
    directions: Mapping[str, int],
    budget: Budget,
) -> Choice:
    """Tune on the first period and choose on the second.

    Parameters
    ----------
    rows : polars.DataFrame
        Training rows with their labels.
    periods : sequence of Period
        Two of them, the older first.
    directions : mapping of str to int
    budget : Budget
    """
    first, second = periods
    trials = tune(rows, first, directions, budget)
    entrants = candidates(trials, directions)
    learnt, judged = second.parts(rows)
    learnt = thinned(learnt, budget.rows)
    found = [skills(risks_of(one, learnt, judged), judged) for one in entrants]
    return _least_regret(entrants, found, trials)


def candidates(
    trials: Sequence[Trial], directions: Mapping[str, int]
) -> tuple[Candidate, ...]:
    """Return the usual settings, the best tried, and the best on fewer features."""
    best = sorted(trials, key=lambda trial: trial.loss)[:FINALISTS]
    tuned = [
        Candidate(
            name=f"trial {trial.number}",
            parameters=trial.parameters,
            directions=directions,
        )
        for trial in best
    ]
    by_gain = sorted(directions, key=lambda name: -best[0].gains[name])
    smaller = [
        Candidate(
            name=f"trial {best[0].number}, {size} features",
            parameters=best[0].parameters,
            # In the catalogue's order, as every model lists its features.
            directions={n: d for n, d in directions.items() if n in by_gain[:size]},
        )
        for size in FEATURE_BUDGETS
        if size < len(directions)
    ]
    usual = Candidate(name=USUAL_NAME, parameters=USUAL, directions=directions)
    return usual, *tuned, *smaller


def skills(risk: Floats, rows: pl.DataFrame) -> tuple[float, float]:
    """Return the skill on all rows and on new onsets.

    Parameters
    ----------
    risk : ndarray of shape (n_rows,)
    rows : polars.DataFrame
        With ``label`` and ``new_onset``.
    """
    happened, onset = labels(rows).astype(bool), rows["new_onset"].to_numpy()
    return _skill(happened, risk), _skill(happened[onset], risk[onset])


def _skill(happened: Flags, risk: Floats) -> float:
    average = np.full(len(happened), happened.mean())
    return 1 - _log_loss(happened, risk) / max(_log_loss(happened, average), 1e-12)


def _log_loss(happened: Flags, risk: Floats) -> float:
    clipped = np.clip(risk, SMALLEST_RISK, 1 - SMALLEST_RISK)
    return -float(np.log(np.where(happened, clipped, 1 - clipped)).mean())


def _least_regret(
    entrants: Sequence[Candidate],
    found: Sequence[tuple[float, float]],
    trials: tuple[Trial, ...],
) -> Choice:
    means = [sum(skill) / 2 for skill in found]
    regrets = [max(means) - mean for mean in means]
    as_good = [at for at, regret in enumerate(regrets) if regret <= AS_GOOD]
    taken = min(as_good, key=lambda at: (len(entrants[at].directions), regrets[at]))
    judged = tuple(
        Judged(
            name=one.name,
            features=len(one.directions),
            skill=skill,
            skill_new_onset=onset,
            regret=regret,
            chosen=at == taken,
        )
        for at, (one, (skill, onset), regret) in enumerate(
            zip(entrants, found, regrets, strict=True)
        )
    )
    return Choice(candidate=entrants[taken], judged=judged, trials=trials)
