"""Behaviour: what schools record, of concern and of achievement."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from features.newcomers import none_known
from features.weeks import Weeks, weeks_ago
from records.codes import code_list

SERIOUS = 3
KINDS = {
    "removals": ("internal",),
    "truancy": ("truancy",),
    "work_missed": ("work",),
    "aggression": ("physical", "verbal", "bullying"),
    "disruption": ("disruption", "defiance"),
}
IN_LESSONS = "lesson"
PLACES = ("incident_places_12w", "incidents_outside_lessons_12w")


def behaviour(
    rows: nw.LazyFrame[Any], held: dict[str, nw.LazyFrame[Any]], weeks: Weeks
) -> nw.LazyFrame[Any]:
    """Add the features of behaviour records to the cohort.

    A pupil without a record has none where the school sends behaviour records,
    and is not known where it sends none, or new to the area; places likewise. What
    was taken back counts no more from the day on which that was known.
    """
    incidents = held["incidents"].filter(
        nw.col("date") >= weeks.first_day,
        nw.col("date") < weeks.as_of,
        nw.col("withdrawn_on").is_null(),
    )
    sends = incidents.group_by("urn").agg(
        records_sent=nw.len(), places_sent=nw.col("location").count()
    )
    rows = rows.join(sends, on="urn", how="left")
    concerns = incidents.filter(concern())
    for part in (_counts(incidents, weeks), *_different(concerns, weeks)):
        names = [name for name in part.collect_schema() if name != "pupil_id"]
        rows = rows.join(part, on="pupil_id", how="left").with_columns(
            nw.coalesce(nw.col(name), _none(name)).alias(name) for name in names
        )
    latest = (
        weeks_ago(concerns, "date", weeks)
        .group_by("pupil_id")
        .agg(weeks_since_incident=nw.col("weeks_ago").min())
    )
    return _compared(rows.join(latest, on="pupil_id", how="left"))


def concern() -> nw.Expr:
    """Say of each behaviour record whether it is of concern."""
    kinds = code_list("incident_kinds")
    concerns = [
        code
        for code, group in kinds.select("code", "group").iter_rows()
        if group == "concern"
    ]
    return nw.col("kind").is_in(concerns)


def _none(name: str) -> nw.Expr:
    """Return zero where the school sends what the count is of, else null."""
    sent = "places_sent" if name in PLACES else "records_sent"
    return nw.when(nw.col(sent) > 0).then(none_known())


def _counts(incidents: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Count records over their windows, one row per pupil that has any."""
    bad, day = concern(), nw.col("date")
    recent, latest = day >= weeks.start(12), day >= weeks.start(4)
    middle = (day >= weeks.start(8)) & ~latest
    serious = bad & (nw.col("severity") >= SERIOUS)
    flags = {
        "incidents_1w": bad & (day >= weeks.start(1)),
        "incidents_4w": bad & latest,
        "incidents_12w": bad & recent,
        "incidents_weeks_5_to_8": bad & middle,
        "incidents_weeks_9_to_12": bad & recent & ~middle & ~latest,
        "incidents_year": bad & (day >= weeks.year_day),
        "incidents_last_year": bad & (day < weeks.year_day),
        "serious_incidents_4w": serious & latest,
        "serious_incidents_12w": serious & recent,
        "achievements_4w": ~bad & latest,
        "achievements_12w": ~bad & recent,
    } | {
        f"{name}_12w": recent & nw.col("kind").is_in(kinds)
        for name, kinds in KINDS.items()
    }
    numbers = {name: flag.cast(nw.Int64) for name, flag in flags.items()}
    flagged = incidents.with_columns(**numbers)
    return flagged.group_by("pupil_id").agg(nw.col(*flags).sum())


def _different(
    concerns: nw.LazyFrame[Any], weeks: Weeks
) -> tuple[nw.LazyFrame[Any], ...]:
    """Count different kinds, kinds not seen before, places, and one weekday's most."""
    recent = concerns.filter(nw.col("date") >= weeks.start(12))
    first = concerns.group_by("pupil_id", "kind").agg(first=nw.col("date").min())
    new = first.filter(nw.col("first") >= weeks.start(4))
    place = nw.col("location")
    outside = (place != IN_LESSONS).cast(nw.Int64)
    placed = recent.filter(~place.is_null()).with_columns(outside=outside)
    weekdays = weeks.days_as(concerns).select("date", "weekday")
    by_weekday = (
        recent.join(weekdays, on="date")
        .group_by("pupil_id", "weekday")
        .agg(on_weekday=nw.len())
    )
    return (
        _one_each(recent, incident_kinds_12w=nw.col("kind").n_unique()),
        _one_each(new, new_incident_kinds_4w=nw.len()),
        _one_each(
            placed,
            incident_places_12w=place.n_unique(),
            incidents_outside_lessons_12w=nw.col("outside").sum(),
        ),
        _one_each(by_weekday, incidents_one_weekday_12w=nw.col("on_weekday").max()),
    )


def _one_each(frame: nw.LazyFrame[Any], **counts: nw.Expr) -> nw.LazyFrame[Any]:
    return frame.group_by("pupil_id").agg(**counts)


def _compared(rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Set the last weeks beside those before, and concerns beside achievements."""
    latest, middle = nw.col("incidents_4w"), nw.col("incidents_weeks_5_to_8")
    return rows.with_columns(
        incidents_trend=latest - nw.col("incidents_12w") / 3,
        incidents_acceleration=latest - 2 * middle + nw.col("incidents_weeks_9_to_12"),
        incidents_above_achievements_12w=nw.col("incidents_12w")
        - nw.col("achievements_12w"),
    )
