"""The command that shows what could be done about a difference between groups."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands import AsJson, answer, stage
from records.errors import InputRejected

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

    from fairness.mitigate import Rows, Score

    Floats = npt.NDArray[np.float64]


def mitigate(
    rows: Annotated[Path, typer.Option(help="CSV or Parquet with features and label.")],
    label: Annotated[str, typer.Option(metavar="COL", help="What happened, 0 or 1.")],
    group: Annotated[str, typer.Option(metavar="COL", help="Whom to serve alike.")],
    feature: Annotated[
        list[str], typer.Option(metavar="COL", help="A column to learn from.")
    ],
    capacity: Annotated[int, typer.Option(help="Places on the list of the test half.")],
    other_label: Annotated[
        str | None, typer.Option(metavar="COL", help="A label that is less biased.")
    ] = None,
    school: Annotated[
        str | None, typer.Option(metavar="COL", help="Schools; halves hold whole ones.")
    ] = None,
    plot: Annotated[Path | None, typer.Option(help="Draw it to this file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what each mitigation does to every group, before any is chosen."""
    from fairness.mitigate import mitigations
    from fairness.mitigation_plot import mitigation_plot, mitigation_table, told
    from fairness.predictions import read_predictions
    from fairness.report import in_columns

    train, test = _halves(
        read_predictions(rows), label, group, feature, other_label, school
    )
    with stage("Trying mitigations"):
        tried = mitigations(train, test, capacity, fit=_fit, reduce=_reduction())
    if plot is not None:
        try:
            mitigation_plot(tried).savefig(plot, dpi=150)
        except (OSError, ValueError) as error:
            raise InputRejected(f"cannot draw to {plot}: {error}") from error
    tables = [
        in_columns(mitigation_table(tried, name)) for name in ("recall", "precision")
    ]
    answer(
        {"mitigations": [told(one) for one in tried]},
        "\n\n".join(tables),
        as_json=as_json,
    )


def _halves(
    rows: pl.DataFrame,
    label: str,
    group: str,
    feature: list[str],
    other_label: str | None,
    school: str | None,
) -> tuple[Rows, Rows]:
    """Read the rows and deal whole schools (or rows) out into two halves."""
    import numpy as np

    from fairness.mitigate import Rows
    from fairness.predictions import amounts, flags, words

    whole = Rows(
        features=np.column_stack([amounts(rows, name) for name in feature]),
        names=tuple(feature),
        y_true=flags(rows, label),
        group=np.array(
            [each or "Not recorded" for each in words(rows, group)], dtype=object
        ),
        other_label=None if other_label is None else flags(rows, other_label),
        school=None if school is None else words(rows, school),
    )
    dealt = np.arange(rows.height) if whole.school is None else whole.school.astype(str)
    wholes, codes = np.unique(dealt, return_inverse=True)
    half = (np.random.default_rng(0).permutation(len(wholes)) % 2)[codes] == 0
    return whole.only(half), whole.only(~half)


def _fit(features: Floats, y_true: Floats, weights: Floats) -> Score:
    from sklearn.ensemble import HistGradientBoostingClassifier

    model: Any = HistGradientBoostingClassifier(max_iter=60, random_state=0)
    model.fit(features, y_true, sample_weight=weights)
    return lambda given: model.predict_proba(given)[:, 1]


def _reduction() -> Any:
    """Return Fairlearn's reduction, or None where Fairlearn is not installed."""
    from importlib.util import find_spec

    if find_spec("fairlearn") is None:
        return None
    return _reduce


def _reduce(features: Floats, y_true: Floats, group: Any) -> Score:
    """Fit Fairlearn's reduction over a straight line, which it fits many times."""
    from warnings import catch_warnings, simplefilter

    import numpy as np
    from fairlearn.reductions import (  # type: ignore[import-untyped]
        ExponentiatedGradient,
        TruePositiveRateParity,
    )
    from sklearn.linear_model import LogisticRegression

    middle, spread = np.nanmean(features, axis=0), np.nanstd(features, axis=0)

    def plain(given: Floats) -> Floats:
        filled: Floats = np.nan_to_num(
            (given - middle) / np.where(spread > 0, spread, 1)
        )
        return filled

    model: Any = ExponentiatedGradient(LogisticRegression(), TruePositiveRateParity())
    # Fairlearn still writes to a Series in a way that pandas 3 tells it not to.
    with catch_warnings():
        simplefilter("ignore", DeprecationWarning)
        model.fit(
            plain(features), y_true.astype(int), sensitive_features=group.astype(str)
        )
    parts = [*zip(model.weights_, model.predictors_, strict=True)]
    return lambda given: sum(
        weight * one.predict_proba(plain(given))[:, 1]
        for weight, one in parts
        if weight
    )
