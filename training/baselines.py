"""What a model must beat: what is done today, a spreadsheet, and plain learning."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

Floats = NDArray[np.float64]

LOGISTIC = "logistic_regression"
BOOSTING = "hist_gradient_boosting"
SCHOOL_RATE = "school_rate_alone"

_ABSENCE = pl.col("absence_rate_year").fill_null(0.0)
_LAST_YEAR = pl.col("absence_rate_last_year").fill_null(0.0)
_SUSPENSIONS = pl.col("suspensions_12m").fill_null(0.0)

# Of the kind of the indicators of the risk of NEET that authorities add up by hand:
# a few facts of the record, each worth some points. The points are our own.
POINTS: tuple[tuple[int, pl.Expr], ...] = (
    (1, _ABSENCE >= 0.05),
    (2, _ABSENCE >= 0.10),
    (2, _ABSENCE >= 0.20),
    (1, _LAST_YEAR >= 0.10),
    (2, _SUSPENSIONS >= 1),
    (2, _SUSPENSIONS >= 2),
    (1, pl.col("incidents_12w").fill_null(0) >= 5),
    (1, pl.col("in_year_moves_2y").fill_null(0) >= 1),
    (2, pl.col("in_alternative_provision").fill_null(0) >= 1),
    (1, pl.col("sen").is_in(["SEN support", "EHC plan"]).fill_null(False)),
    (1, (pl.col("fsm") == "Eligible").fill_null(False)),
)

RULES: dict[str, pl.Expr] = {
    "absent_10_percent_so_far": _ABSENCE >= 0.1,
    "suspended_before": _SUSPENSIONS > 0,
    "either_then_both": (_ABSENCE >= 0.1).cast(pl.Int8) + (_SUSPENSIONS > 0),
    "absence_last_year": _LAST_YEAR,
    "points_score": pl.sum_horizontal(worth * fact for worth, fact in POINTS),
}
"""What schools and authorities do today, as scores over a row: mostly ties."""

RANKINGS: dict[str, pl.Expr] = {
    "most_absent_first": _ABSENCE,
    "most_suspended_first": _SUSPENSIONS + _ABSENCE / 100,
}
"""The same records put in order, which a spreadsheet can do and few schools do."""

# A school with few labelled rows is drawn towards the average, by so many rows.
SHRINKAGE = 50
# What plain learners are given at most: they take minutes on more and gain nothing.
MOST_ROWS = 300_000
LOTS = 9973

Scorer = Callable[[pl.DataFrame], Floats]


def rule_scores(rows: pl.DataFrame, rules: Mapping[str, pl.Expr]) -> dict[str, Floats]:
    """Return each rule's score for each row.

    Parameters
    ----------
    rows : polars.DataFrame of shape (n_rows, ...)
        Feature rows, with the characteristics that the points score reads.
    rules : mapping of str to polars.Expr

    Returns
    -------
    dict of str to ndarray of shape (n_rows,)
    """
    scored = rows.select(
        rule.cast(pl.Float64).alias(name) for name, rule in rules.items()
    )
    return {name: scored[name].to_numpy() for name in scored.columns}


def school_rate(learnt: pl.DataFrame, rows: pl.DataFrame) -> Floats:
    """Score each row by how often it happened at its school, and by nothing else.

    Targeting whole schools can do as well as scoring pupils (Perdomo and others,
    "Difficult Lessons on Social Prediction from Wisconsin Public Schools").

    Parameters
    ----------
    learnt : polars.DataFrame
        With ``urn`` and ``label``.
    rows : polars.DataFrame of shape (n_rows, ...)
        A school that was not learnt from gets the average.
    """
    average = learnt["label"].mean()
    schools = learnt.group_by("urn").agg(
        rate=(pl.col("label").sum() + SHRINKAGE * pl.lit(average))
        / (pl.len() + SHRINKAGE)
    )
    known = rows.select("urn").join(schools, "urn", how="left", maintain_order="left")
    return known["rate"].fill_null(average).to_numpy()


def fit_logistic_regression(
    train: pl.DataFrame, features: Sequence[str], label: Floats
) -> Scorer:
    """Fit logistic regression on medians-imputed, standardised features.

    Parameters
    ----------
    train : polars.DataFrame of shape (n_rows, at least n_features)
    features : sequence of str
    label : ndarray of shape (n_rows,), 0 or 1
    """
    pipeline = make_pipeline(
        SimpleImputer(strategy="median", keep_empty_features=True),
        StandardScaler(),
        LogisticRegression(C=0.1, max_iter=500),
    )
    return _scorer(pipeline.fit(matrix(train, features), label), features)


def fit_boosting(train: pl.DataFrame, features: Sequence[str], label: Floats) -> Scorer:
    """Fit scikit-learn's histogram boosting with its own defaults.

    Parameters
    ----------
    train, features, label
        As for :func:`fit_logistic_regression`.
    """
    # It cannot bin a feature of which nothing is known.
    known = [name for name in features if train[name].null_count() < len(train)]
    boosting = HistGradientBoostingClassifier(random_state=0)
    with _one_thread():
        return _scorer(boosting.fit(matrix(train, known), label), known)


def matrix(rows: pl.DataFrame, features: Sequence[str]) -> NDArray[np.float32]:
    """Return the features as an array of shape (n_rows, n_features), null as NaN."""
    # Half the memory; a county's rows are gigabytes.
    narrow = rows.select(pl.col(features).cast(pl.Float32).fill_null(float("nan")))
    return narrow.to_numpy()


def some_pupils(rows: pl.DataFrame, most: int = MOST_ROWS) -> pl.DataFrame:
    """Return about ``most`` rows: all rows of some pupils, the same ones each time."""
    if len(rows) <= most:
        return rows
    lot = (pl.col("pupil_id") % LOTS) * 7919 % LOTS
    return rows.filter(lot < LOTS * most / len(rows))


def _one_thread() -> threadpool_limits:
    """Keep OpenMP from waiting for threads that a busy machine does not give."""
    return threadpool_limits(1, user_api="openmp")


def _scorer(fitted: HistGradientBoostingClassifier, features: Sequence[str]) -> Scorer:
    def score(rows: pl.DataFrame) -> Floats:
        with _one_thread():
            risk: Floats = fitted.predict_proba(matrix(rows, features))[:, 1]
        return risk

    return score
