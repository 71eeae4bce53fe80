"""The sentences of a whole county: each different one is worded once.

Pupils share figures once these are put as they are told (sessions, per cent, one
decimal), so that a hundred thousand sentences are a few thousand different ones.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from features.catalogue import Feature
from features.sentences import Kind, figures_of, sentence

YEAR = "year_group"
# Of a year group's pupils: below either, what half of them do is not told.
FEWEST_IN_YEAR = 10
KNOWN_OF = 0.9


def halves(rows: pl.DataFrame, features: list[Feature]) -> pl.DataFrame:
    """Return what half of each year group stays within, for every feature.

    Parameters
    ----------
    rows : polars.DataFrame of shape (n_pupils, at least n_features)
        Everybody in the area.
    features : list of Feature

    Returns
    -------
    polars.DataFrame, one row a year group
        ``year_group`` and a column a feature: the lower median of the pupils of whom
        it is known; null where that is too few to speak of the year group.
    """
    enough = pl.len() >= FEWEST_IN_YEAR
    names = [each.name for each in features if each.direction and not each.signed]
    return (
        rows.filter(pl.col(YEAR).is_not_null())
        .group_by(YEAR)
        .agg(
            pl.when(enough & (pl.col(name).count() >= KNOWN_OF * pl.len()))
            .then(pl.col(name).quantile(0.5, "lower"))
            .alias(name)
            for name in names
        )
    )


def sentences(
    feature: Feature,
    rows: pl.DataFrame,
    *,
    kind: Kind,
    usual: pl.DataFrame | None = None,
) -> list[str]:
    """Say what a feature says of each pupil, as :func:`features.sentences.sentence`.

    Parameters
    ----------
    feature : Feature
    rows : polars.DataFrame of shape (n_pupils, at least what the sentence tells)
    kind : {'concern', 'strength'}
    usual : polars.DataFrame or None, default=None
        As :func:`halves` gives it, to set a pupil beside the year group.

    Returns
    -------
    list of str, of length n_pupils
    """
    half = _half(feature, rows, usual)
    names, told = _as_told(feature, rows)
    said: dict[tuple[float | None, ...], str] = {}
    found = []
    for figures in zip(half, *told, strict=True):
        text = said.get(figures)
        if text is None:
            values = dict(zip(names, figures[1:], strict=True))
            text = sentence(feature, values, kind=kind, half=figures[0])
            said[figures] = text
        found.append(text)
    return found


def _half(
    feature: Feature, rows: pl.DataFrame, usual: pl.DataFrame | None
) -> list[float | None]:
    if usual is None or feature.name not in usual.columns or feature.comparator:
        return [None] * len(rows)
    years = dict(zip(usual[YEAR], usual[feature.name], strict=True))
    return [years.get(year) for year in rows[YEAR].to_list()]


def _as_told(
    feature: Feature, rows: pl.DataFrame
) -> tuple[list[str], Iterator[list[float | None]]]:
    """Return the columns a sentence tells, rounded to what it tells of them."""
    specs = {YEAR: {"whole"}} | figures_of(feature)
    columns = {name: _rounded(rows[name], specs[name]) for name in specs}
    if feature.out_of:
        whole = columns[feature.out_of]
        counted = (columns[feature.name] * whole).round() / whole
        columns[feature.name] = pl.select(
            pl.when(whole > 0).then(counted).otherwise(columns[feature.name])
        ).to_series()
    return list(columns), (column.to_list() for column in columns.values())


def _rounded(column: pl.Series, hows: set[str]) -> pl.Series:
    column = column.fill_nan(None)
    if hows == {"whole"}:
        return column.round()
    if not hows:
        return column.round(2)
    if "percent" not in hows:
        return column.round(1)
    if hows == {"percent"}:
        share = (100 * column).round() / 100
        # Less than one in two hundred is told apart from none.
        small = column.is_between(0, 0.005, closed="none")
        return pl.select(pl.when(small).then(0.001).otherwise(share)).to_series()
    return column
