"""Behaviour: what schools record, and what they have suspended for."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from features.weeks import TWELVE_MONTHS, Weeks
from records.codes import code_list
from records.reviews import stands

SERIOUS = 3
KINDS = {"removals": "internal", "truancy": "truancy", "work_missed": "work"}


def behaviour(
    rows: nw.LazyFrame[Any], held: dict[str, nw.LazyFrame[Any]], weeks: Weeks
) -> nw.LazyFrame[Any]:
    """Add the behaviour features to the cohort.

    A pupil without a record has none where the school sends behaviour records,
    and is not known where it sends none. Suspensions are notified by statute, so
    there no record means no suspension. What was taken back or overturned counts no
    more from the day on which that was known.
    """
    incidents = held["incidents"].filter(
        nw.col("date") >= weeks.first_day,
        nw.col("date") < weeks.as_of,
        nw.col("withdrawn_on").is_null(),
    )
    sends = incidents.group_by("urn").agg(records_sent=nw.len())
    counts = _incidents(incidents, weeks)
    counted = [name for name in counts.collect_schema() if name != "pupil_id"]
    never = nw.when(nw.col("records_sent") > 0).then(0)
    rows = (
        rows.join(sends, on="urn", how="left")
        .join(counts, on="pupil_id", how="left")
        .with_columns(
            *(nw.coalesce(nw.col(name), never).alias(name) for name in counted)
        )
        .with_columns(
            incidents_trend=nw.col("incidents_4w") - nw.col("incidents_12w") / 3
        )
    )
    rows = _weeks_since(rows, incidents.filter(_concern()), "incident", "date", weeks)
    return _suspensions(rows, held["suspensions"], weeks)


def _concern() -> nw.Expr:
    kinds = code_list("incident_kinds")
    concerns = [
        code
        for code, group in kinds.select("code", "group").iter_rows()
        if group == "concern"
    ]
    return nw.col("kind").is_in(concerns)


def _incidents(incidents: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Count records over their windows, one row per pupil that has any."""
    concern = _concern()
    recent = nw.col("date") >= weeks.start(12)
    flags = {
        "incidents_1w": concern & (nw.col("date") >= weeks.start(1)),
        "incidents_4w": concern & (nw.col("date") >= weeks.start(4)),
        "incidents_12w": concern & recent,
        "incidents_last_year": concern & (nw.col("date") < weeks.year_day),
        "serious_incidents_12w": concern & recent & (nw.col("severity") >= SERIOUS),
        "achievements_12w": ~concern & recent,
    } | {
        f"{name}_12w": recent & (nw.col("kind") == kind) for name, kind in KINDS.items()
    }
    counts = (
        incidents.with_columns(**{n: flag.cast(nw.Int64) for n, flag in flags.items()})
        .group_by("pupil_id")
        .agg(nw.col(*flags).sum())
    )
    kinds = (
        incidents.filter(concern, recent)
        .group_by("pupil_id")
        .agg(incident_kinds_12w=nw.col("kind").n_unique())
    )
    return counts.join(kinds, on="pupil_id", how="left").with_columns(
        nw.col("incident_kinds_12w").fill_null(0)
    )


def _suspensions(
    rows: nw.LazyFrame[Any], suspensions: nw.LazyFrame[Any], weeks: Weeks
) -> nw.LazyFrame[Any]:
    began = nw.col("start_date")
    past = suspensions.filter(
        began >= min(weeks.first_day, weeks.as_of - TWELVE_MONTHS),
        began < weeks.as_of,
        stands(),
    )
    year = began >= weeks.as_of - TWELVE_MONTHS
    sums = {
        "suspensions_12w": (began >= weeks.start(12)).cast(nw.Int64),
        "suspensions_12m": year.cast(nw.Int64),
        "suspended_sessions_12m": nw.when(year).then("sessions").otherwise(0),
    }
    counts = past.with_columns(**sums).group_by("pupil_id").agg(nw.col(*sums).sum())
    rows = rows.join(counts, on="pupil_id", how="left").with_columns(
        nw.col(*sums).fill_null(0)
    )
    return _weeks_since(rows, past, "suspension", "start_date", weeks)


def _weeks_since(
    rows: nw.LazyFrame[Any],
    events: nw.LazyFrame[Any],
    name: str,
    dated: str,
    weeks: Weeks,
) -> nw.LazyFrame[Any]:
    """Count school weeks back to each pupil's latest event; null without one."""
    days = weeks.days_as(events).select("date", "week")
    latest = (
        events.filter(nw.col(dated) >= weeks.first_day)
        .group_by("pupil_id")
        .agg(date=nw.col(dated).max())
        .join(days, on="date")
        .select("pupil_id", **{f"weeks_since_{name}": weeks.number - nw.col("week")})
    )
    return rows.join(latest, on="pupil_id", how="left")
