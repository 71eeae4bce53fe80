"""What a model must beat: what schools do today, and a plain regression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

Floats = NDArray[np.float64]

LOGISTIC = "logistic_regression"

_ABSENCE = pl.col("absence_rate_year").fill_null(0.0)
_SUSPENSIONS = pl.col("suspensions_12m").fill_null(0.0)

RULES: dict[str, pl.Expr] = {
    "absent_10_percent_so_far": _ABSENCE >= 0.1,
    "suspended_before": _SUSPENSIONS > 0,
    "either_then_both": (_ABSENCE >= 0.1).cast(pl.Int8) + (_SUSPENSIONS > 0),
}
"""The rules schools use today, as scores over the feature row: mostly ties."""

RANKINGS: dict[str, pl.Expr] = {
    "most_absent_first": _ABSENCE,
    "most_suspended_first": _SUSPENSIONS + _ABSENCE / 100,
}
"""The same records put in order, which a spreadsheet can do and few schools do."""


def rule_scores(rows: pl.DataFrame, rules: Mapping[str, pl.Expr]) -> dict[str, Floats]:
    """Return each rule's score for each row.

    Parameters
    ----------
    rows : polars.DataFrame of shape (n_rows, ...)
        Feature rows.
    rules : mapping of str to polars.Expr

    Returns
    -------
    dict of str to ndarray of shape (n_rows,)
    """
    scored = rows.select(
        rule.cast(pl.Float64).alias(name) for name, rule in rules.items()
    )
    return {name: scored[name].to_numpy() for name in scored.columns}


def fit_logistic_regression(
    train: pl.DataFrame, features: Sequence[str], label: Floats
) -> Pipeline:
    """Fit logistic regression on medians-imputed, standardised features.

    Parameters
    ----------
    train : polars.DataFrame of shape (n_rows, at least n_features)
    features : sequence of str
    label : ndarray of shape (n_rows,), 0 or 1

    Returns
    -------
    sklearn.pipeline.Pipeline
    """
    pipeline = make_pipeline(
        SimpleImputer(strategy="median", keep_empty_features=True),
        StandardScaler(),
        LogisticRegression(C=0.1, max_iter=500),
    )
    return pipeline.fit(matrix(train, features), label)


def matrix(rows: pl.DataFrame, features: Sequence[str]) -> Floats:
    """Return the features as an array of shape (n_rows, n_features), null as NaN."""
    floats = rows.select(pl.col(features).cast(pl.Float64).fill_null(float("nan")))
    return floats.to_numpy()
