"""Feature rows as they would be four school weeks on, if those went in a given way.

Only what follows by arithmetic is moved; every other feature is left as it is. Under
the monotone constraints of the models that understates what the change is worth.
"""

from __future__ import annotations

import polars as pl

# Of four full weeks.
SESSIONS_AHEAD = 40


def with_sessions_missed(rows: pl.DataFrame, missed: pl.Expr) -> pl.DataFrame:
    """Return the rows after four more school weeks of this absence.

    Parameters
    ----------
    rows : polars.DataFrame of shape (n_pupils, n_features)
    missed : polars.Expr
        Share of the sessions of those weeks, at most ``absence_rate_4w``.
    """
    twelve, year = pl.col("absence_rate_12w"), pl.col("absence_rate_year")
    known = pl.col("possible_sessions_year")
    twelve_on = (4 * missed + 8 * twelve) / 12
    year_on = (year * known + SESSIONS_AHEAD * missed) / (known + SESSIONS_AHEAD)
    recent = ("absence_rate_1w", "absence_rate_2w", "absence_rate_4w")
    since = {
        "absence_above_line_year": year_on - year,
        "absence_above_year_group_12w": twelve_on - twelve,
        "absence_above_school_12w": twelve_on - twelve,
    }
    moved = {name: pl.min_horizontal(name, missed) for name in recent} | {
        "absence_rate_6w": (4 * missed + 2 * pl.col("absence_rate_2w")) / 6,
        "absence_rate_12w": twelve_on,
        "absence_rate_year": year_on,
        **{name: pl.col(name) + change for name, change in since.items()},
    }
    # Nothing gets worse by missing less than before.
    return rows.with_columns(
        pl.when(moved[name] < pl.col(name))
        .then(moved[name])
        .otherwise(name)
        .alias(name)
        for name in moved
        if name in rows.columns
    )


def without_incident(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows after four more school weeks without a behaviour incident."""
    none = pl.lit(0.0)
    moved = {
        "incidents_1w": none,
        "incidents_4w": none,
        "serious_incidents_4w": none,
        "incidents_12w": pl.col("incidents_12w") - pl.col("incidents_weeks_9_to_12"),
        "weeks_since_incident": pl.col("weeks_since_incident") + 4,
    }
    return rows.with_columns(
        pl.when(pl.col(name).is_not_null()).then(moved[name]).alias(name)
        for name in moved
        if name in rows.columns
    )
