"""Publishing a week's list: all of it or nothing, once, and never changed after."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Table, delete, func, insert, select

from records.errors import InputRejected
from serving.access import Role, Viewer
from serving.area_figures import no_figures
from serving.store import audit_trail
from serving.store.bulk import copy
from serving.store.database import Store
from serving.store.tables import (
    AREA_FIGURES,
    DECISIONS,
    IDENTITIES,
    LIST_ENTRIES,
    LISTS,
    PUPILS,
    RECENT_ATTENDANCE,
    SCHOOLS,
    SCREENINGS,
)
from serving.store.views import ModelUsed

WEEKLY_RUN = Viewer("weekly-run", "The weekly run", Role.SERVICE, urns=None)
NEW, STILL_HERE, BACK_AGAIN = "new", "still here", "back again"


@dataclass(frozen=True, eq=False, kw_only=True)
class WeeklyList:
    """A week's list, ready to publish.

    Parameters
    ----------
    week : date
        The Monday for which it is made.
    data_as_at : date
        The latest day on which anything that it rests on was recorded.
    capacity : int
        How many pupils the officers can look at.
    not_scored : int
        Pupils on roll of whom too little is recorded to say anything.
    models : tuple of ModelUsed
    audit : dict
        Who was selected, by group; JSON-able.
    vocabulary : dict
        What the features are that its reasons tell; JSON-able.
    explanation : dict
        How the list came about, as ICO and the Turing Institute ask; JSON-able.
    schools, pupils, identities : polars.DataFrame
        ``urn, name`` and perhaps ``cluster``; ``pupil_id, urn, year_group`` of
        everybody on roll; ``pupil_id, upn, forename, surname``.
    entries : polars.DataFrame
        The short list: ``position, pupil_id, urn, year_group, priority, outcomes,
        headline``.
    screenings : polars.DataFrame
        One row a scored pupil and outcome: ``pupil_id, outcome, urn, risk,
        likelihood, comparison, reasons`` (JSON text), ``doubts, would_help``.
    attendance : polars.DataFrame
        ``pupil_id, urn, weeks`` (JSON text), for the small chart.
    areas : polars.DataFrame
        As :func:`serving.area_figures.area_figures` makes them.
    """

    week: date
    data_as_at: date
    capacity: int
    not_scored: int
    models: tuple[ModelUsed, ...]
    audit: dict[str, Any]
    vocabulary: dict[str, Any]
    explanation: dict[str, Any]
    schools: pl.DataFrame
    pupils: pl.DataFrame
    identities: pl.DataFrame
    entries: pl.DataFrame
    screenings: pl.DataFrame
    attendance: pl.DataFrame
    areas: pl.DataFrame = field(default_factory=no_figures)

    @property
    def scored(self) -> int:
        """Number of pupils of whom something is said."""
        return self.screenings["pupil_id"].n_unique()

    @property
    def digest(self) -> str:
        """SHA-256 of what the list says; the same inputs give the same digest."""
        said = hashlib.sha256()
        models = [asdict(model) for model in self.models]
        head = (self.week.isoformat(), self.data_as_at.isoformat(), self.capacity)
        told = [head, models, self.vocabulary, self.explanation]
        said.update(json.dumps(told, sort_keys=True).encode())
        for frame in (self.pupils, self.entries, self.screenings, self.attendance):
            said.update(frame.write_ndjson().encode())
        return said.hexdigest()


def publish(store: Store, weekly: WeeklyList, *, replace: bool = False) -> bool:
    """Publish a list, and return whether anything changed.

    Publishing the same list again changes nothing.

    Parameters
    ----------
    replace : bool, default=False
        Put this list in the place of a different one of the same week.

    Raises
    ------
    InputRejected
        When another list of that week is published and ``replace`` is False, or
        when somebody has already decided on it.
    DatabaseUnavailable
        When PostgreSQL does not answer; nothing is then published.
    """
    digest = weekly.digest
    with store.transaction(WEEKLY_RUN) as tx:
        # Two runs of one week wait for each other here.
        tx.execute(select(func.pg_advisory_xact_lock(weekly.week.toordinal())))
        query = select(LISTS.c.digest).where(LISTS.c.week == weekly.week)
        published = tx.execute(query).scalar_one_or_none()
        if published == digest:
            return False
        if published is not None:
            _withdraw(tx, weekly.week, replace=replace)
        _write(tx, weekly, digest)
        audit_trail.append(
            tx,
            WEEKLY_RUN,
            "list published" if published is None else "list replaced",
            details={"week": weekly.week.isoformat(), "digest": digest},
        )
    return True


def _withdraw(tx: Connection, week: date, *, replace: bool) -> None:
    if not replace:
        raise InputRejected(
            f"a different list for the week of {week} is already published, and a "
            "published list does not change; to put this one in its place, run the "
            "command again with --replace"
        )
    decided = select(func.count()).where(DECISIONS.c.week == week)
    if decisions := tx.execute(decided).scalar_one():
        raise InputRejected(
            f"the list for the week of {week} cannot be replaced: {decisions} "
            "decision(s) rest on it; correct it in next week's list instead"
        )
    tx.execute(delete(LISTS).where(LISTS.c.week == week))


def _write(tx: Connection, weekly: WeeklyList, digest: str) -> None:
    copy(tx, SCHOOLS, weekly.schools, update=True)
    copy(tx, PUPILS, weekly.pupils, update=True)
    copy(tx, IDENTITIES, weekly.identities, update=True)
    tx.execute(
        insert(LISTS).values(
            week=weekly.week,
            created_at=datetime.now(UTC),
            data_as_at=weekly.data_as_at,
            capacity=weekly.capacity,
            scored=weekly.scored,
            not_scored=weekly.not_scored,
            models=[asdict(model) for model in weekly.models],
            audit=weekly.audit,
            vocabulary=weekly.vocabulary,
            explanation=weekly.explanation,
            digest=digest,
        )
    )
    parts: tuple[tuple[Table, pl.DataFrame], ...] = (
        (LIST_ENTRIES, _with_change(tx, weekly)),
        (SCREENINGS, weekly.screenings),
        (RECENT_ATTENDANCE, weekly.attendance),
        (AREA_FIGURES, weekly.areas),
    )
    for table, frame in parts:
        copy(tx, table, frame.with_columns(week=pl.lit(weekly.week)))


def _with_change(tx: Connection, weekly: WeeklyList) -> pl.DataFrame:
    """Say of each entry whether the pupil was on an earlier list."""
    entry_week = LIST_ENTRIES.c.week
    earlier = select(entry_week, LIST_ENTRIES.c.pupil_id).where(
        entry_week < weekly.week
    )
    before = {(row.week, row.pupil_id) for row in tx.execute(earlier)}
    ever = {pupil_id for _, pupil_id in before}
    last = select(func.max(LISTS.c.week)).where(LISTS.c.week < weekly.week)
    last_week = tx.execute(last).scalar_one()

    def change(pupil_id: int) -> str:
        if (last_week, pupil_id) in before:
            return STILL_HERE
        return BACK_AGAIN if pupil_id in ever else NEW

    changes = [change(pupil_id) for pupil_id in weekly.entries["pupil_id"]]
    return weekly.entries.with_columns(change=pl.Series(changes, dtype=pl.String))
