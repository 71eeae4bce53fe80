"""Explanations for a notebook, drawn by the plots of ``shap``.

>>> import shap  # doctest: +SKIP
>>> found = explanation(bundle, rows)  # doctest: +SKIP
>>> shap.plots.waterfall(found[0])  # doctest: +SKIP
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shap

from models.bundle import Bundle


def explanation(bundle: Bundle, frame: pd.DataFrame) -> shap.Explanation:
    """Return Waymark's own contributions in the form that ``shap`` draws.

    Parameters
    ----------
    bundle : Bundle
    frame : pandas DataFrame of shape (n_pupils, at least n_features)
        Columns by name, in any order; missing values as NaN.

    Returns
    -------
    shap.Explanation of shape (n_pupils, n_features), calibrated log-odds

    Raises
    ------
    InputRejected
        When a feature of the model is not in the frame.
    """
    contributions, base = bundle.explain(frame)
    return shap.Explanation(
        values=contributions,
        base_values=np.full(len(frame), base),
        data=frame[bundle.features].to_numpy(),
        feature_names=bundle.features,
    )
