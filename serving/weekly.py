"""Scoring a week: from the records and the champions to a list ready to publish."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl

from fairness.audit import audit
from features.build import build
from features.catalogue import declared
from features.wording import halves
from models.outcomes import OUTCOMES, Outcome
from records.characteristics import characteristics
from records.errors import NoData
from records.history import known
from records.links import linked
from records.settings import Settings
from serving.account import six_explanations
from serving.area_figures import area_figures
from serving.champions import champions, models_used, optional_features
from serving.prospects import would_help
from serving.reasons import headline
from serving.recent import recent_attendance
from serving.screening import lines, screen, with_the_line
from serving.shortlist import Place, ranking, shortlist
from serving.store.publication import WeeklyList
from serving.vocabulary import vocabulary

Tables = Mapping[str, pl.LazyFrame]

# Of the pupils scored, unless the officers' time is given: about one in twenty
# is what they can look at in a week.
USUAL_CAPACITY = 0.05
# How old the newest mark may be: half a term's holiday and a late export.
STALE = timedelta(weeks=9)


def score_week(
    tables: Tables, settings: Settings, as_of: date, capacity: int | None = None
) -> WeeklyList:
    """Make the list of one Monday from what was known before it.

    Parameters
    ----------
    tables : mapping of str to polars.LazyFrame
        Contract tables in lake schema, as ``Lake.tables`` gives them.
    settings : Settings
        Says where the champions are.
    as_of : date
        A Monday.
    capacity : int or None
        How many pupils the officers can look at; None for one in twenty of
        the pupils scored.

    Returns
    -------
    WeeklyList
        The same records, champions and capacity give the same digest.

    Raises
    ------
    NoChampion
        When an outcome has no champion.
    NoData
        When no recent mark was known, or nobody on roll can be scored.
    InputRejected
        When ``as_of`` is not a Monday, or a champion is damaged.
    """
    bundles = champions(settings)
    tables = linked(tables, as_of)
    data_as_at = _newest(tables, as_of)
    switched_on = optional_features(bundles)
    rows = build(tables, as_of, switched_on=switched_on).collect().sort("pupil_id")
    scored = {name: _enough_known(rows, OUTCOMES[name]) for name in bundles}
    usual = halves(rows, list(declared(switched_on).values()))
    screenings = pl.concat(
        [screen(bundles[name], OUTCOMES[name], scored[name], usual) for name in bundles]
    )
    people = screenings["pupil_id"].n_unique()
    if people == 0:
        raise NoData(
            f"of nobody on roll on {as_of} is enough recorded to say anything; "
            "deliver the marks of the last twelve school weeks"
        )
    places = shortlist(
        {name: _ranking(screenings, name, as_of) for name in bundles},
        math.ceil(USUAL_CAPACITY * people) if capacity is None else capacity,
    )
    ends_at = lines(screenings, places)
    helped = pl.concat(
        [would_help(bundles[name], scored[name], places, ends_at) for name in bundles]
    )
    screenings = with_the_line(screenings, ends_at).join(
        helped, on=["pupil_id", "outcome"], how="left", maintain_order="left"
    )
    pupils = rows.select("pupil_id", "urn", _year_group())
    entries = _entries(places, pupils, screenings)
    attendance = _attendance(tables, as_of, pupils)
    return WeeklyList(
        week=as_of,
        data_as_at=data_as_at,
        capacity=len(places) if capacity is None else capacity,
        not_scored=len(rows) - people,
        models=models_used(bundles),
        vocabulary=vocabulary(bundles.values()),
        explanation=six_explanations(
            bundles,
            week=as_of,
            data_as_at=data_as_at,
        ),
        audit=_audit(tables, as_of, screenings, places),
        schools=_schools(tables, as_of, pupils),
        pupils=pupils,
        identities=_identities(tables, pupils),
        entries=entries,
        screenings=screenings,
        attendance=attendance,
        areas=area_figures(tables, as_of, attendance, entries["pupil_id"]),
    )


def _newest(tables: Tables, as_of: date) -> date:
    """Return the day on which the newest mark known before ``as_of`` was recorded."""
    marks = known(tables["marks"], as_of).select("date", "recorded_on")
    newest = marks.select(pl.all().max()).collect().row(0, named=True)
    if newest["date"] is None:
        raise NoData(f"no attendance mark was known before {as_of}; ingest them first")
    if newest["date"] < as_of - STALE:
        raise NoData(
            f"the newest attendance mark known before {as_of} is of "
            f"{newest['date']}; ingest the weeks between first"
        )
    recorded_on: date = newest["recorded_on"]
    return recorded_on


def _enough_known(rows: pl.DataFrame, outcome: Outcome) -> pl.DataFrame:
    possible = pl.col("possible_sessions_12w").fill_null(0)
    return rows.filter(possible >= outcome.minimum_known)


def _ranking(screenings: pl.DataFrame, outcome: str, as_of: date) -> list[int]:
    of_outcome = screenings.filter(pl.col("outcome") == outcome)
    return ranking(
        of_outcome["pupil_id"].to_numpy(), of_outcome["risk"].to_numpy(), as_of
    )


def _entries(
    places: list[Place], pupils: pl.DataFrame, screenings: pl.DataFrame
) -> pl.DataFrame:
    listed = pl.DataFrame(
        [
            (place.position, place.pupil_id, place.priority, list(place.outcomes))
            for place in places
        ],
        schema={
            "position": pl.Int64,
            "pupil_id": pl.Int64,
            "priority": pl.String,
            "outcomes": pl.List(pl.String),
        },
        orient="row",
    )
    foremost = screenings.select("pupil_id", "outcome", "reasons")
    return (
        listed.with_columns(pl.col("outcomes").list.first().alias("outcome"))
        .join(foremost, on=["pupil_id", "outcome"])
        .join(pupils, on="pupil_id")
        .sort("position")
        .with_columns(
            pl.col("reasons")
            .map_elements(headline, return_dtype=pl.String)
            .alias("headline")
        )
        .drop("outcome", "reasons")
    )


def _audit(
    tables: Tables, as_of: date, screenings: pl.DataFrame, places: list[Place]
) -> dict[str, Any]:
    """Say whom the list selects, group by group; what will come is not known yet."""
    groups = characteristics(tables, as_of)
    rows = (
        screenings.select("pupil_id", "urn")
        .unique()
        .sort("pupil_id")
        .join(groups, on="pupil_id", how="left", maintain_order="left")
    )
    listed = pl.Series([place.pupil_id for place in places], dtype=pl.Int64)
    report = audit(
        None,
        rows["pupil_id"].is_in(listed.implode()).to_numpy(),
        groups={
            name: rows[name].fill_null("").to_numpy()
            for name in groups.columns
            if name != "pupil_id"
        },
        places=("school", "locality"),
        clusters=rows["urn"].to_numpy(),
    )
    return report.to_dict()


def _schools(tables: Tables, as_of: date, pupils: pl.DataFrame) -> pl.DataFrame:
    named = known(tables["schools"], as_of).select("urn", "name", "cluster")
    unnamed = pl.format("School {}", "urn")
    return (
        pupils.select("urn")
        .unique()
        .sort("urn")
        .join(named.collect(), on="urn", how="left", maintain_order="left")
        .with_columns(pl.col("name").fill_null(unnamed))
    )


def _identities(tables: Tables, pupils: pl.DataFrame) -> pl.DataFrame:
    names = tables["identities"].select("pupil_id", "upn", "forename", "surname")
    return names.join(pupils.lazy(), on="pupil_id", how="semi").collect()


def _attendance(tables: Tables, as_of: date, pupils: pl.DataFrame) -> pl.DataFrame:
    schools = pupils.select("pupil_id", "urn")
    return recent_attendance(tables, as_of).join(
        schools, on="pupil_id", maintain_order="left"
    )


def _year_group() -> pl.Expr:
    year = pl.col("year_group").cast(pl.Int64)
    reception = pl.when(year == 0).then(pl.lit("R"))
    return reception.otherwise(year.cast(pl.String)).alias("year_group")
