"""Everything the model is measured beside, on the same rows."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.bundle import Bundle
from training.baselines import (
    BOOSTING,
    LOGISTIC,
    RANKINGS,
    RULES,
    SCHOOL_RATE,
    Scorer,
    fit_boosting,
    fit_logistic_regression,
    rule_scores,
    school_rate,
    some_pupils,
)
from training.figures import CHAMPION_SCORER, MODEL
from training.matter import Matter, labels

Floats = NDArray[np.float64]

PROBABILITIES = (MODEL, CHAMPION_SCORER, LOGISTIC, BOOSTING)
LEARNERS = {LOGISTIC: fit_logistic_regression, BOOSTING: fit_boosting}


def rival_scores(
    matter: Matter,
    test: pl.DataFrame,
    rules: Mapping[str, pl.Expr] | None,
    champion: Bundle | None,
) -> tuple[dict[str, Floats], list[str]]:
    """Score the test rows by the model and by everything it must beat.

    Parameters
    ----------
    matter : Matter
    test : polars.DataFrame
        Its test rows with ``risk`` and the characteristics.
    rules : mapping of str to polars.Expr or None
        None takes :data:`training.baselines.RULES`.
    champion : Bundle or None
        Scored too, when it reads these features.

    Returns
    -------
    scores : dict of str to ndarray of shape (n_rows,)
    rules : list of str
        Which of them stand for what is done today.
    """
    today = {**rule_scores(test, RULES if rules is None else rules)}
    today[SCHOOL_RATE] = school_rate(matter.learn, test)
    scores = {MODEL: test["risk"].to_numpy()}
    if champion is not None:
        scores[CHAMPION_SCORER] = champion.predict(
            test.select(champion.features).to_pandas()
        )
    scores |= {name: score(test) for name, score in _learners(matter).items()}
    return scores | today | rule_scores(test, RANKINGS), list(today)


def _learners(matter: Matter) -> dict[str, Scorer]:
    """Fit the plain learners on the same features and, on a county, on some pupils."""
    features = list(matter.directions)
    learn = some_pupils(matter.learn)
    label = labels(learn).astype(np.float64)
    with ThreadPoolExecutor() as pool:
        fitted = {
            name: pool.submit(fit, learn, features, label)
            for name, fit in LEARNERS.items()
        }
        return {name: one.result() for name, one in fitted.items()}
