"""Screening: each pupil's estimate of one outcome, its words, and its doubts."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from models.bundle import Bundle
from models.outcomes import Outcome
from serving.doubts import beyond_training, close_to_the_line, little_known
from serving.likelihood import comparisons, likelihoods
from serving.reasons import reasons
from serving.shortlist import Place

TEXTS = ("outcome", "likelihood", "comparison", "reasons")


def screen(
    bundle: Bundle, outcome: Outcome, rows: pl.DataFrame, usual: pl.DataFrame
) -> pl.DataFrame:
    """Estimate one outcome for every row, and say why.

    Parameters
    ----------
    bundle : Bundle
    outcome : Outcome
    rows : polars.DataFrame of shape (n_pupils, at least n_features)
        Feature rows of those of whom enough is recorded.
    usual : polars.DataFrame
        What half of each year group stays within, from ``features.wording.halves``.

    Returns
    -------
    polars.DataFrame of shape (n_pupils, 8)
        ``pupil_id, outcome, urn, risk, likelihood, comparison, reasons, doubts``.
    """
    # A risk differs in its last digits from one machine to another.
    risk = bundle.predict(rows.select(bundle.features).to_pandas()).round(6)
    return pl.DataFrame(
        {
            "pupil_id": rows["pupil_id"],
            "outcome": pl.repeat(outcome.name, len(rows), eager=True),
            "urn": rows["urn"],
            "risk": risk,
            "likelihood": likelihoods(risk),
            "comparison": comparisons(risk, bundle.manifest.peers, outcome),
            "reasons": reasons(bundle, rows, usual),
            "doubts": _joined(little_known(rows), beyond_training(bundle, rows)),
        },
        schema_overrides=dict.fromkeys(TEXTS, pl.String)
        | {"doubts": pl.List(pl.String)},
    )


def lines(screenings: pl.DataFrame, places: list[Place]) -> dict[str, float]:
    """Return the lowest risk with which each outcome brought a pupil onto the list."""
    drafted = pl.DataFrame(
        [(place.pupil_id, place.outcomes[0]) for place in places],
        schema={"pupil_id": pl.Int64, "outcome": pl.String},
        orient="row",
    )
    lowest = (
        screenings.join(drafted, on=["pupil_id", "outcome"])
        .group_by("outcome")
        .agg(pl.col("risk").min())
    )
    return dict(lowest.iter_rows())


def with_the_line(
    screenings: pl.DataFrame, ends_at: Mapping[str, float]
) -> pl.DataFrame:
    """Add to the doubts of those whose risk is close to where the list ends."""
    close = close_to_the_line(ends_at)
    return screenings.with_columns(doubts=pl.concat_list(close, "doubts"))


def _joined(*doubts: pl.Series) -> pl.Series:
    return pl.select(pl.concat_list(*doubts).list.drop_nulls()).to_series()
