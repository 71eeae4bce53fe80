"""What may help: the smallest change that would bring a listed pupil below the line.

Only changes that pupils like this have shown are looked at: a quarter of those with as
much absence, or as many incidents, over twelve weeks did as well in the last four. It
is an association in the records, and no promise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from features.outlook import SESSIONS_AHEAD, with_sessions_missed, without_incident
from models.bundle import Bundle
from serving.shortlist import Place

# Tenths of pupils by absence over twelve weeks are alike.
TENTHS = 10
# Of like pupils, as many must have done as well.
SHOWN_BY = 0.25
FRACTIONS = (0.75, 0.5, 0.25, 0.0)
ONLY_LINKED = " This is a link seen in records, not a promise."
NOTHING_ENOUGH = (
    "No change over four weeks that a quarter of pupils like this have shown would "
    "bring the estimate below the line. It may take longer."
)
FEWER_MISSED = (
    "With no more than {} of the next 40 sessions missed{}, the estimate would be "
    "below the line. A quarter of pupils with as much absence have done as well."
)
NO_INCIDENT = (
    "With no behaviour incident in four weeks, the estimate would be below the line. A "
    "quarter of pupils with as many incidents have done as well."
)


def would_help(
    bundle: Bundle,
    rows: pl.DataFrame,
    places: list[Place],
    ends_at: Mapping[str, float],
) -> pl.DataFrame:
    """Say of each pupil listed for an outcome what would bring them below the line.

    Parameters
    ----------
    bundle : Bundle
    rows : polars.DataFrame of shape (n_pupils, at least n_features)
        Feature rows of everybody scored, to know what like pupils have shown.
    places : list of Place
    ends_at : mapping of str to float
        By outcome, the lowest risk that brought a pupil onto the list.

    Returns
    -------
    polars.DataFrame
        ``pupil_id, outcome, would_help``, one row a listed pupil of this outcome.
    """
    outcome = bundle.manifest.outcome
    listed = [place.pupil_id for place in places if outcome in place.outcomes]
    wanted = _with_what_is_shown(rows).filter(pl.col("pupil_id").is_in(listed))
    said = wanted.select("pupil_id", would_help=pl.lit(None, pl.String))
    for after, sentence, plausible in _scenarios(wanted):
        risk = pl.Series(bundle.predict(after.select(bundle.features).to_pandas()))
        below = wanted.select(
            plausible.fill_null(False) & (risk < ends_at.get(outcome, 0.0))
        ).to_series()
        told = wanted.select(pl.when(below).then(sentence)).to_series()
        said = said.with_columns(would_help=pl.coalesce("would_help", told))
    return said.select(
        "pupil_id",
        pl.lit(outcome).alias("outcome"),
        (pl.col("would_help") + ONLY_LINKED).fill_null(NOTHING_ENOUGH),
    )


def _with_what_is_shown(rows: pl.DataFrame) -> pl.DataFrame:
    """Add what a quarter of like pupils stayed within over the last four weeks."""
    alike = pl.col("absence_rate_12w").rank("average")
    tenth = (TENTHS * alike / (pl.len() + 1)).floor()
    incidents = pl.col("incidents_12w").clip(upper_bound=6)
    return rows.with_columns(
        shown_missed=pl.col("absence_rate_4w").quantile(SHOWN_BY).over(tenth),
        shown_incidents=pl.col("incidents_4w").quantile(SHOWN_BY).over(incidents),
    )


def _scenarios(
    rows: pl.DataFrame,
) -> Iterator[tuple[pl.DataFrame, pl.Expr, pl.Expr]]:
    """Yield rows as they would be, how to say it, and whether like pupils did it.

    From the smallest change to the largest: one thing before two.
    """
    missed = pl.col("absence_rate_4w")
    calm = (pl.col("shown_incidents") == 0) & (pl.col("incidents_4w") > 0)
    counts = [(each * missed * SESSIONS_AHEAD).floor() for each in FRACTIONS]
    for count in counts:
        share = count / SESSIONS_AHEAD
        shown = (share >= pl.col("shown_missed")) & (missed > 0)
        yield with_sessions_missed(rows, share), _fewer(count, ""), shown
    yield without_incident(rows), pl.lit(NO_INCIDENT), calm
    for count in counts:
        share = count / SESSIONS_AHEAD
        shown = (share >= pl.col("shown_missed")) & (missed > 0) & calm
        after = without_incident(with_sessions_missed(rows, share))
        yield after, _fewer(count, " and no behaviour incident"), shown


def _fewer(count: pl.Expr, and_what: str) -> pl.Expr:
    head, tail = FEWER_MISSED.format("{}", and_what).split("{}")
    return pl.lit(head) + count.cast(pl.Int64).cast(pl.String) + pl.lit(tail)
