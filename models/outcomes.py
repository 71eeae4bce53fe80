"""What is foreseen: an outcome is a value, and there is one code path for all.

The expressions speak about two small vocabularies. ``happened`` reads the *label
window*, one row per pupil and ``as_of`` with ``possible`` and ``absent`` sessions,
``suspensions`` and ``exclusions`` begun, over the horizon. ``earlier`` reads the
feature row, and is true where the outcome has shown itself before, so that the
rest are the new onsets.
"""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw


@dataclass(frozen=True, eq=False, kw_only=True)
class Outcome:
    """One thing that may happen to a pupil within the horizon.

    Parameters
    ----------
    name : str
        Identifier, also of the registered model (``waymark-NAME``).
    title : str
        What an officer reads.
    happened : narwhals.Expr
        Whether it happened, over the label window.
    earlier : narwhals.Expr
        Whether it had shown itself before ``as_of``, over the feature row.
    settled_after : narwhals.Expr
        The week, counted from ``as_of``, in which it was settled, over the label
        window: how long a warning was.
    settled_by_event : bool
        True when having happened is certain once seen, even if the pupil then
        leaves (a permanent exclusion ends the enrolment: censoring it would
        delete the gravest cases). False when the whole window must be seen.
    horizon : int, default=12
        School weeks from ``as_of``.
    minimum_sessions : int, default=40
        Possible sessions in the horizon below which there is no label.
    minimum_known : int, default=20
        Possible sessions known before ``as_of``, in the last twelve school
        weeks, below which there is too little recorded to say anything.
    """

    name: str
    title: str
    happened: nw.Expr
    earlier: nw.Expr
    settled_after: nw.Expr
    settled_by_event: bool
    horizon: int = 12
    minimum_sessions: int = 40
    minimum_known: int = 20


SUSPENSION = Outcome(
    name="suspension",
    title="suspension or exclusion",
    happened=(nw.col("suspensions") + nw.col("exclusions")) > 0,
    earlier=nw.col("suspensions_12m").fill_null(0) > 0,
    settled_after=nw.col("suspended_after"),
    settled_by_event=True,
)

PERSISTENT_ABSENCE = Outcome(
    name="persistent_absence",
    title="persistent absence",
    happened=nw.col("absent") >= 0.1 * nw.col("possible"),
    earlier=nw.col("absence_rate_year").fill_null(0) >= 0.1,
    settled_after=nw.col("persistent_after"),
    settled_by_event=False,
)

OUTCOMES: dict[str, Outcome] = {
    outcome.name: outcome for outcome in (SUSPENSION, PERSISTENT_ABSENCE)
}
