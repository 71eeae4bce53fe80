"""Training: from the lake to a model that is measured, audited and ready to save."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fairness.results import Report
from models.bundle import Bundle, Manifest, Peers
from models.calibration import with_spread
from models.outcomes import Outcome
from models.risk import RiskModel
from training.calibrators import Calibrated, compare_calibrations
from training.candidate import Candidate
from training.capacity import draw_places
from training.choice import USUAL_NAME, Choice, choose
from training.cohort import Tables
from training.evaluate import evaluate
from training.figures import Evaluation
from training.groups import audit_lists, with_characteristics
from training.horizon import read_school_weeks
from training.matter import Matter, build_matrix, frame, gather, labels, thinned
from training.origins import Origin, replay, rolling_splits
from training.periods import Period, rolling_periods
from training.provenance import code_digest
from training.rivals import PROBABILITIES, rival_scores
from training.robustness import Held, held_out, stability
from training.splits import Split, plan_split
from training.tuning import Budget

Floats = NDArray[np.float64]

# Lowest rank of each group of peers, as a share of test rows from the lowest risk.
PEER_QUANTILES = (0.5, 0.75, 0.9, 0.95, 0.98)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """The choices of one training run.

    Parameters
    ----------
    capacity : float, default=0.05
        Places on a list, as a share of the pupils scored.
    parameters : mapping
        What :class:`models.risk.RiskModel` takes beside the directions, when nothing
        is tuned.
    budget : Budget or None, default=None
        What tuning may spend; None takes ``parameters`` as they are.
    threads : int, default=2
        Boosters grown at a time; the same trees whatever their number.
    rules : mapping of str to polars.Expr or None, default=None
        What is done today, as scores over the row; None takes those of schools.
    """

    capacity: float = 0.05
    parameters: Mapping[str, Any] = field(default_factory=dict)
    budget: Budget | None = None
    threads: int = 2
    rules: Mapping[str, pl.Expr] | None = None


@dataclass(frozen=True, kw_only=True)
class Effort:
    """What a training run cost.

    Parameters
    ----------
    seconds, cpu_seconds : float
    peak_gigabytes : float
        Most memory the process has held, before this run included.
    """

    seconds: float
    cpu_seconds: float
    peak_gigabytes: float


@dataclass(frozen=True, kw_only=True)
class TrainedModel:
    """A model with everything that is known about it.

    Parameters
    ----------
    outcome : Outcome
    bundle : Bundle
    split : Split
    recipe : Recipe
    parameters : mapping of str to Any
        Of the estimator, defaults included.
    choice : Choice
        What the settings were chosen from.
    calibrations : tuple of Calibrated
        The ways to calibrate, compared on later lists; empty on short records.
    held : tuple of Held
        What is left of it among new pupils and in new schools.
    origins : tuple of Origin
        The same settings learnt anew before each older stretch, oldest first.
    evaluation : Evaluation
    fairness : Report
    train_rows, train_happened, censored : int
        Pupil-weeks learnt from, those in which it happened, and those (of training
        and test) left out because nobody knows.
    test : polars.DataFrame
        Test rows with ``risk``, ``listed`` and the characteristics audited. Pupil
        level: never an artifact.
    effort : Effort
    """

    outcome: Outcome
    bundle: Bundle
    split: Split
    recipe: Recipe
    parameters: Mapping[str, Any]
    choice: Choice
    calibrations: tuple[Calibrated, ...]
    held: tuple[Held, ...]
    origins: tuple[Origin, ...]
    evaluation: Evaluation
    fairness: Report
    train_rows: int
    train_happened: int
    censored: int
    test: pl.DataFrame
    effort: Effort


def train(
    tables: Tables,
    outcome: Outcome,
    *,
    lake_digest: str,
    split: Split | None = None,
    features: pl.DataFrame | None = None,
    recipe: Recipe | None = None,
    switched_on: Collection[str] = (),
    champion: Bundle | None = None,
) -> TrainedModel:
    """Fit, measure and audit a model of ``outcome``.

    Parameters
    ----------
    tables : mapping of str to polars.LazyFrame
        The lake.
    outcome : Outcome
    lake_digest : str
        Digest of the lake, kept with the model.
    split : Split or None, default=None
        None lays one out from the records.
    features : polars.DataFrame or None, default=None
        Rows of ``features.build`` for every date of the split (outcomes with the
        same split can share them); None builds them.
    recipe : Recipe or None, default=None
    switched_on : collection of str, default=()
        Optional features this deployment uses beside the catalogue.
    champion : Bundle or None, default=None
        The model in use, measured on the same rows when it reads the same features.

    Returns
    -------
    TrainedModel

    Raises
    ------
    CannotTrain
        When the records are too short, or one class is (nearly) missing.
    """
    began = time.monotonic(), time.process_time()
    recipe = recipe or Recipe()
    split = split or plan_split(tables, outcome)
    if features is None:
        features = build_matrix(tables, split.as_ofs, switched_on)
    matter = gather(tables, outcome, split, features, switched_on)
    weeks = read_school_weeks(tables["calendar"])
    periods = rolling_periods(split, weeks, outcome.horizon)
    choice = _choice(matter, periods, recipe)
    taken = choice.candidate
    model = fit_candidate(matter.learn, taken, recipe)
    bundle = Bundle(
        booster=model.booster_,
        manifest=Manifest(
            outcome=outcome.name,
            features=taken.directions,
            calibration=model.calibration_,
            trained_on=split.train,
            usual=_usual(matter.learn, taken),
            peers=(),
            lake_digest=lake_digest,
            code_digest=code_digest(),
            catalogue_digest=matter.meaning,
        ),
    )
    test = _with_lists(tables, matter, bundle, recipe.capacity)
    held = held_out(matter, taken, recipe.capacity)
    evaluation = _evaluate(matter, test, recipe, outcome, champion)
    return TrainedModel(
        outcome=outcome,
        bundle=with_peers(bundle, test),
        split=split,
        recipe=recipe,
        parameters=model.get_params() | {"directions": "as declared"},
        choice=choice,
        calibrations=compare_calibrations(matter.learn, periods, taken),
        held=held,
        origins=replay(
            tables,
            matter,
            rolling_splits(split, weeks, outcome.horizon),
            taken,
            capacity=recipe.capacity,
            rules=recipe.rules,
        ),
        evaluation=replace(evaluation, figures=(*evaluation.figures, *stability(held))),
        fairness=audit_lists(test),
        train_rows=len(matter.learn),
        train_happened=int(matter.learn["label"].sum()),
        censored=matter.censored,
        test=test,
        effort=_effort(*began),
    )


def fit_candidate(
    learn: pl.DataFrame, candidate: Candidate, recipe: Recipe
) -> RiskModel:
    """Fit the trees and the calibration with its spread.

    The spread counts schools and weeks as witnesses, because pupils of a school and
    lists of a week go together.
    """
    rows = thinned(learn)
    happened, weight = labels(rows), rows["weight"].to_numpy()
    model = RiskModel(
        directions=candidate.directions,
        **{**candidate.parameters, "threads": recipe.threads},
    )
    model.fit(
        frame(rows, candidate.directions),
        happened,
        groups=rows["pupil_id"].to_numpy(),
        weights=weight,
    )
    model.calibration_ = with_spread(
        model.calibration_,
        model.margins_,
        happened,
        clusters=[rows["urn"].to_numpy(), rows["as_of"].to_physical().to_numpy()],
        weight=weight,
    )
    return model


def with_peers(bundle: Bundle, test: pl.DataFrame) -> Bundle:
    """Return the bundle with what became of test pupils of like rank."""
    risk = test["risk"].to_numpy()
    edges = sorted({0.0, *np.quantile(risk, PEER_QUANTILES)})
    group = np.digitize(risk, edges) - 1
    happened = test["label"].to_numpy().astype(bool)
    peers = tuple(
        Peers(
            from_risk=float(edge),
            pupils=int((group == at).sum()),
            happened=int(happened[group == at].sum()),
        )
        for at, edge in enumerate(edges)
    )
    return replace(bundle, manifest=replace(bundle.manifest, peers=peers))


def _choice(matter: Matter, periods: tuple[Period, ...], recipe: Recipe) -> Choice:
    if recipe.budget is None or not periods:
        usual = Candidate(
            name=USUAL_NAME,
            parameters=recipe.parameters,
            directions=matter.directions,
        )
        return Choice(candidate=usual)
    return choose(matter.learn, periods, matter.directions, recipe.budget)


def _with_lists(
    tables: Tables, matter: Matter, bundle: Bundle, capacity: float
) -> pl.DataFrame:
    risk = bundle.predict(matter.test.select(bundle.features).to_pandas())
    listed = draw_places(risk, matter.test["as_of"].to_numpy(), capacity)
    rows = matter.test.with_columns(risk=pl.Series(risk), listed=pl.Series(listed))
    return with_characteristics(tables, rows)


def _evaluate(
    matter: Matter,
    test: pl.DataFrame,
    recipe: Recipe,
    outcome: Outcome,
    champion: Bundle | None,
) -> Evaluation:
    comparable_champion = champion
    if champion and not comparable(champion.manifest, outcome, matter.meaning):
        comparable_champion = None
    scores, rules = rival_scores(matter, test, recipe.rules, comparable_champion)
    return evaluate(
        test,
        scores,
        rules=rules,
        probabilities=[name for name in PROBABILITIES if name in scores],
        capacity=recipe.capacity,
    )


def comparable(champion: Manifest, outcome: Outcome, meaning: str) -> bool:
    """Say whether a champion can be measured on rows of these features."""
    same_features = champion.catalogue_digest == meaning
    return champion.outcome == outcome.name and same_features


def _usual(learn: pl.DataFrame, candidate: Candidate) -> dict[str, float | None]:
    medians = pl.col(list(candidate.directions)).median()
    return learn.select(medians).row(0, named=True)


def _effort(began: float, began_cpu: float) -> Effort:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Effort(
        seconds=round(time.monotonic() - began, 2),
        cpu_seconds=round(time.process_time() - began_cpu, 2),
        peak_gigabytes=round(peak / (1e9 if sys.platform == "darwin" else 1e6), 3),
    )
