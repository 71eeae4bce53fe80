"""The month's decisions, audited: who is supported, put off or dismissed, how fast.

Groups come from the records, decisions from the store; each is joined here and
nowhere kept together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import polars as pl

from fairness.alike import Comparison
from fairness.decisions import audit_decisions
from records.characteristics import characteristics
from records.errors import NoData
from serving.pathway import Kind
from serving.store.database import Store
from serving.store.decision_audits import DecisionAudit, entries_of, month_of, save
from serving.store.publication import WEEKLY_RUN

UNDECIDED = "nothing decided"
SAID = {
    Kind.START_ASSESSMENT: "supported (an assessment was started)",
    Kind.ALREADY_SUPPORTED: "already supported",
    Kind.NOT_NOW: "deferred (not now, review later)",
    Kind.DATA_WRONG: "dismissed (the record is wrong)",
}
PLACES = ("school", "locality")


def audit_month(
    store: Store, tables: Mapping[str, pl.LazyFrame], month: date
) -> tuple[DecisionAudit, tuple[Comparison, ...]]:
    """Compare what was decided about a month's lists, group by group, and keep it.

    Parameters
    ----------
    store : Store
    tables : mapping of str to polars.LazyFrame
        The lake. Groups are as known when the month ended.
    month : date
        Any day of it.

    Returns
    -------
    audit : DecisionAudit
        As it is kept: what may be published.
    comparisons : tuple of Comparison
        The whole figures, for the accountable analyst.

    Raises
    ------
    NoData
        When no list of that month holds anybody.
    """
    first, after = month_of(month)
    with store.transaction(WEEKLY_RUN) as tx:
        entries = entries_of(tx, month)
        if entries.is_empty():
            raise NoData(
                f"no list of {first:%B %Y} holds anybody; choose another month"
            )
        found = compared(entries, characteristics(tables, after - timedelta(days=1)))
        audit = DecisionAudit(
            month=first,
            made_at=datetime.now(UTC),
            listed=len(entries),
            decided=int(entries["kind"].is_not_null().sum()),
            comparisons=tuple(each.to_dict() for each in found),
        )
        save(tx, audit)
    return audit, found


def compared(entries: pl.DataFrame, groups: pl.DataFrame) -> tuple[Comparison, ...]:
    """Compare decisions by group, given the same outcome, first reason and risk.

    Parameters
    ----------
    entries : polars.DataFrame
        From ``serving.store.decision_audits.entries_of``.
    groups : polars.DataFrame
        ``pupil_id`` and a column for each attribute.
    """
    attributes = [name for name in groups.columns if name not in ("pupil_id", *PLACES)]
    rows = entries.join(groups, on="pupil_id", how="left", maintain_order="left")
    words = {kind.value: said for kind, said in SAID.items()}
    decided = rows["kind"].replace(words).fill_null(UNDECIDED)
    return audit_decisions(
        decided.to_numpy(),
        groups={name: rows[name].fill_null("").to_numpy() for name in attributes},
        reasons={
            name: rows[name].fill_null("").to_numpy() for name in ("outcome", "reason")
        },
        risk=rows["risk"].to_numpy(),
        days=rows["days"].fill_null(float("nan")).to_numpy(),
        clusters=rows["urn"].to_numpy(),
        pupils=rows["pupil_id"].to_numpy(),
    )
