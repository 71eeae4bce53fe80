"""The estimator: gradient-boosted trees that never turn a worse record into less risk.

A thin scikit-learn estimator around LightGBM's native ``Booster``, because the
native model is saved as text and opened without running code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

import lightgbm as lgb
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import GroupKFold
from sklearn.utils import Tags
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from models.calibration import fit_calibration

Floats = NDArray[np.float64]
# Single precision is taken as it comes: a county's rows are gigabytes.
READ_AS = [np.float64, np.float32]

ONE_CLASS = "cannot learn from one class only: every label is {value!r}"
NOT_BINARY = (
    "Only binary classification is supported. The type of the target is "
    "not binary: there are {count} classes."
)


class RiskModel(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Calibrated probability that an outcome happens within the horizon.

    Parameters
    ----------
    directions : mapping of str to {-1, 0, 1} or None, default=None
        By feature name, whether more of it may only raise the risk (1), only lower it
        (-1), or either (0, and for features not named).
    rounds : int, default=150
        Trees.
    learning_rate : float, default=0.05
    leaves : int, default=7
        Leaves of a tree.
    minimum_leaf : int, default=200
        Rows in a leaf. A pupil gives a row at every ``as_of``, so that this is
        about a tenth as many pupils.
    l2 : float, default=10.0
        Ridge penalty on leaf values.
    feature_share : float, default=0.4
        Share of features a tree may look at.
    folds : int, default=3
        Folds, by group, for the out-of-fold margins that calibration is fitted on.
    threads : int, default=1
        Boosters grown at a time, each by a single thread: threads that wait for each
        other on a busy machine made training ten times slower, and the order of their
        sums would change the trees.
    random_state : int, default=20260901

    Attributes
    ----------
    booster_ : lightgbm.Booster
    margins_ : ndarray of shape (n_rows,), log-odds
        Of the training rows, each from trees that had not seen its group.
    calibration_ : Calibration
    classes_ : ndarray of shape (2,)
    n_features_in_ : int
    feature_names_in_ : ndarray of shape (n_features,)
        Only when ``X`` has column names.

    Examples
    --------
    >>> import pandas as pd
    >>> X = pd.DataFrame({"absence_rate": [0.0, 0.1, 0.2, 0.3] * 50})
    >>> model = RiskModel(directions={"absence_rate": 1}, rounds=20, minimum_leaf=5)
    >>> risk = model.fit(X, [0, 0, 1, 1] * 50).predict_proba(X)[:, 1]
    >>> bool(risk[0] <= risk[1] < risk[2] <= risk[3])
    True
    """

    def __init__(
        self,
        *,
        directions: Mapping[str, int] | None = None,
        rounds: int = 150,
        learning_rate: float = 0.05,
        leaves: int = 7,
        minimum_leaf: int = 200,
        l2: float = 10.0,
        feature_share: float = 0.4,
        folds: int = 3,
        threads: int = 1,
        random_state: int = 20260901,
    ) -> None:
        self.directions = directions
        self.rounds = rounds
        self.learning_rate = learning_rate
        self.leaves = leaves
        self.minimum_leaf = minimum_leaf
        self.l2 = l2
        self.feature_share = feature_share
        self.folds = folds
        self.threads = threads
        self.random_state = random_state

    def fit(
        self,
        X: Any,
        y: ArrayLike,
        *,
        groups: ArrayLike | None = None,
        weights: ArrayLike | None = None,
    ) -> Self:
        """Fit the trees on all rows, and the calibration on out-of-fold margins.

        Parameters
        ----------
        X : pandas DataFrame of shape (n_rows, n_features)
            Missing values stay missing: not known is not zero.
        y : array-like of shape (n_rows,)
            Two classes; the second in sorted order is the one foreseen.
        groups : array-like of shape (n_rows,) or None, default=None
            The pupil of each row, so that no pupil is on both sides of a fold.
            None when every row is another pupil.
        weights : array-like of shape (n_rows,) or None, default=None
            How many rows each stands for; None counts each once.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            When ``y`` holds one class only, or more than two.
        """
        X, y = validate_data(self, X, y, dtype=READ_AS, ensure_all_finite="allow-nan")
        happened = self._encode(np.asarray(y))
        weight = np.ones(len(X)) if weights is None else np.asarray(weights)
        data = lgb.Dataset(
            X,
            happened,
            weight=weight,
            feature_name=self._names(),
            params=self._parameters(),
        )
        data.construct()
        margins, self.booster_ = self._grow(data, X, groups)
        self.margins_ = margins
        self.calibration_ = fit_calibration(margins, happened, weight)
        return self

    def boost(
        self, X: pd.DataFrame, y: NDArray[Any], weight: NDArray[Any]
    ) -> lgb.Booster:
        """Return trees fitted on all rows, without calibrating or keeping them."""
        told = self.booster_parameters(list(X.columns))
        return lgb.train(
            told,
            lgb.Dataset(X, y, weight=weight, params=told),
            num_boost_round=self.rounds,
        )

    def decision_function(self, X: Any) -> Floats:
        """Return calibrated log-odds, shape (n_rows,)."""
        check_is_fitted(self)
        X = validate_data(
            self, X, reset=False, dtype=READ_AS, ensure_all_finite="allow-nan"
        )
        margin = self.booster_.predict(X, raw_score=True)
        return self.calibration_.log_odds(np.asarray(margin))

    def predict_proba(self, X: Any) -> Floats:
        """Return calibrated probabilities of both classes, shape (n_rows, 2)."""
        risk = expit(self.decision_function(X))
        return np.column_stack([1 - risk, risk])

    def predict(self, X: Any) -> NDArray[Any]:
        """Return the likelier class, shape (n_rows,).

        Waymark itself never uses it: a list is made by rank, not by a threshold.
        """
        above_even_odds = (self.decision_function(X) > 0).astype(int)
        likelier: NDArray[Any] = self.classes_[above_even_odds]
        return likelier

    def __sklearn_tags__(self) -> Tags:
        """Tell scikit-learn that two classes and missing values are taken."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.input_tags.allow_nan = True
        return tags

    def _encode(self, y: NDArray[Any]) -> NDArray[np.int64]:
        check_classification_targets(y)
        self.classes_, happened = np.unique(y, return_inverse=True)
        if len(self.classes_) == 1:
            raise ValueError(ONE_CLASS.format(value=self.classes_[0]))
        if len(self.classes_) > 2:
            raise ValueError(NOT_BINARY.format(count=len(self.classes_)))
        return happened.astype(np.int64)

    def _names(self) -> list[str]:
        if hasattr(self, "feature_names_in_"):
            return list(self.feature_names_in_)
        return [f"feature_{position}" for position in range(self.n_features_in_)]

    def _parameters(self) -> dict[str, Any]:
        return self.booster_parameters(self._names())

    def booster_parameters(self, names: Sequence[str]) -> dict[str, Any]:
        """Return what LightGBM is told, for features of these names."""
        directions = self.directions or {}
        return {
            "objective": "binary",
            "learning_rate": self.learning_rate,
            "num_leaves": self.leaves,
            "min_data_in_leaf": self.minimum_leaf,
            "lambda_l2": self.l2,
            "feature_fraction": self.feature_share,
            "monotone_constraints": [directions.get(n, 0) for n in names],
            "seed": self.random_state,
            "deterministic": True,
            "force_row_wise": True,
            "num_threads": 1,
            "feature_pre_filter": False,
            "verbosity": -1,
        }

    def _boost(self, data: lgb.Dataset) -> lgb.Booster:
        return lgb.train(self._parameters(), data, num_boost_round=self.rounds)

    def _grow(
        self, data: lgb.Dataset, X: Floats, groups: ArrayLike | None
    ) -> tuple[Floats, lgb.Booster]:
        """Return out-of-fold margins, and the booster of all rows."""
        groups = np.arange(len(X)) if groups is None else np.asarray(groups)
        folds = min(self.folds, len(np.unique(groups)))
        if folds < 2:
            raise ValueError(f"n_samples={len(X)} of one group: at least 2 are needed")
        margins = np.zeros(len(X))

        def one_fold(inside: NDArray[np.intp], outside: NDArray[np.intp]) -> None:
            booster = self._boost(data.subset(inside.tolist()))
            margins[outside] = booster.predict(
                X[outside], raw_score=True, num_threads=1
            )

        with ThreadPoolExecutor(self.threads) as pool:
            whole = pool.submit(self._boost, data)
            parts = [
                pool.submit(one_fold, inside, outside)
                for inside, outside in GroupKFold(folds).split(X, groups=groups)
            ]
            for part in parts:
                part.result()
            return margins, whole.result()
