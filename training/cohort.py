"""Who is learnt from: pupil-weeks with what was known then and what came of it.

Features see what was known on the day; labels see the final records, as they are
known now. A pupil whose window cannot be seen whole has no label, never a zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import narwhals as nw
import polars as pl

from models.outcomes import Outcome
from records.links import linked, present_pupils
from records.reviews import stands
from records.rolls import on_roll, spells
from records.sessions import ABSENT, POSSIBLE, one_mark_a_session
from training.horizon import SchoolWeeks, Window, read_school_weeks

Tables = Mapping[str, pl.LazyFrame]

SUSPENDED = ("SUSP", "FIXD")
EXCLUDED = ("PERM",)
READ = ("marks", "enrolments", "suspensions", "pupil_links")
# After the last day on which anything can be recorded.
FINALLY = date.max
PERSISTENT, SEVERE = 0.1, 0.5
COUNTED = ("possible", "absent", "suspensions", "exclusions")
WINDOW = ("pupil_id", "as_of", *COUNTED, "left", "suspended_after", "persistent_after")


def cohort(tables: Tables, features: pl.DataFrame, outcome: Outcome) -> pl.DataFrame:
    """Join each pupil-week's features to what came of it.

    Parameters
    ----------
    tables : mapping of str to polars.LazyFrame
        The lake.
    features : polars.DataFrame
        Rows of ``features.build``, for one or more ``as_of``.
    outcome : Outcome

    Returns
    -------
    polars.DataFrame
        The rows of ``features`` about which enough was known, with the columns of
        :func:`label_window`, ``label`` (whether the outcome happened; null when the
        pupil is censored), ``new_onset`` (whether it had not shown itself before),
        ``severe`` (half of the sessions missed, where enough are known) and
        ``weeks_to_event`` (weeks until it was settled; null if it was not).
    """
    weeks = read_school_weeks(tables["calendar"])
    as_ofs = sorted(features["as_of"].unique())
    windows = label_windows(tables, weeks, as_ofs, outcome.horizon)
    return labelled(features, windows, outcome)


def labelled(
    features: pl.DataFrame, windows: pl.DataFrame, outcome: Outcome
) -> pl.DataFrame:
    """Join feature rows to windows that are known already, as :func:`cohort` does."""
    known_enough = pl.col("possible_sessions_12w") >= outcome.minimum_known
    rows = features.filter(known_enough).join(windows, on=["pupil_id", "as_of"])
    return (
        nw.from_native(rows)
        .with_columns(
            label=_label(outcome),
            new_onset=~outcome.earlier,
            severe=(nw.col("possible") >= outcome.minimum_sessions)
            & (nw.col("absent") >= SEVERE * nw.col("possible")),
            weeks_to_event=outcome.settled_after,
        )
        .drop("suspended_after", "persistent_after")
        .to_native()
        .sort("as_of", "pupil_id")
    )


def label_window(tables: Tables, as_of: date, horizon: int) -> pl.DataFrame:
    """Return what became of every pupil in the ``horizon`` school weeks.

    Returns
    -------
    polars.DataFrame
        One row for each pupil ever on roll, and one for each number that a pupil had
        before: ``pupil_id``, ``as_of``, ``possible`` and
        ``absent`` (sessions), ``suspensions``, ``exclusions`` (permanent ones begun),
        ``left`` (on no school's roll on the window's last day), and the weeks from
        ``as_of`` to the first of them (``suspended_after``) and to that in which the
        absence became a tenth of the window's sessions (``persistent_after``).

    Raises
    ------
    ValueError
        When the calendar ends before the window does.
    """
    weeks = read_school_weeks(tables["calendar"])
    return label_windows(tables, weeks, [as_of], horizon)


def label_windows(
    tables: Tables, weeks: SchoolWeeks, as_ofs: Sequence[date], horizon: int
) -> pl.DataFrame:
    """Return :func:`label_window` for several ``as_of``, reading the marks once."""
    final = linked({name: tables[name] for name in READ if name in tables}, FINALLY)
    sessions = _weekly_sessions(final["marks"])
    enrolments = final["enrolments"].collect()
    notified = nw.from_native(final["suspensions"])
    suspensions = notified.filter(stands()).collect().to_native()
    windows = pl.concat(
        _one_window(
            as_of,
            _window(weeks, as_of, horizon),
            sessions=sessions,
            enrolments=enrolments,
            suspensions=suspensions,
        )
        for as_of in as_ofs
    )
    return pl.concat([windows, _of_former_numbers(windows, tables)])


def _of_former_numbers(windows: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """Say of a number that features may still bear what became of its pupil."""
    numbers = present_pupils(tables, FINALLY)
    return (
        windows.join(numbers, left_on="pupil_id", right_on="present")
        .with_columns(pupil_id="former")
        .select(windows.columns)
    )


def _label(outcome: Outcome) -> nw.Expr:
    unseen = nw.col("left") | (nw.col("possible") < outcome.minimum_sessions)
    if outcome.settled_by_event:
        unseen = unseen & ~outcome.happened
    return nw.when(~unseen).then(outcome.happened)


def _window(weeks: SchoolWeeks, as_of: date, horizon: int) -> Window:
    window = weeks.window(as_of, horizon)
    if window is None:
        raise ValueError(f"the calendar ends within {horizon} school weeks of {as_of}")
    return window


def _one_window(
    as_of: date,
    window: Window,
    *,
    sessions: pl.DataFrame,
    enrolments: pl.DataFrame,
    suspensions: pl.DataFrame,
) -> pl.DataFrame:
    seen = sessions.filter(pl.col("week").is_between(as_of, window.last_day))
    return (
        _left(enrolments, window.last_day)
        .join(_attended(seen, as_of), on="pupil_id", how="left")
        .join(_events(suspensions, window), on="pupil_id", how="left")
        .with_columns(pl.lit(as_of).alias("as_of"), pl.col(COUNTED).fill_null(0))
        .select(WINDOW)
    )


def _attended(seen: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Sum up the window's weeks, and find the one that settled persistent absence."""
    so_far = pl.col("absent").cum_sum().over("pupil_id", order_by="week")
    line = PERSISTENT * pl.col("possible").sum().over("pupil_id")
    weekly = seen.with_columns(
        settled_in=pl.when((so_far >= line) & (line > 0)).then("week")
    )
    return weekly.group_by("pupil_id").agg(
        pl.col("possible", "absent").sum(),
        persistent_after=_weeks(pl.col("settled_in").min(), as_of),
    )


def _events(suspensions: pl.DataFrame, window: Window) -> pl.DataFrame:
    begun = pl.col("start_date").is_between(window.first_day, window.last_day)
    category = pl.col("category")
    counted = category.is_in(SUSPENDED + EXCLUDED)
    first = pl.col("start_date").filter(counted).min()
    return (
        suspensions.filter(begun)
        .group_by("pupil_id")
        .agg(
            suspensions=category.is_in(SUSPENDED).sum().cast(pl.Int64),
            exclusions=category.is_in(EXCLUDED).sum().cast(pl.Int64),
            suspended_after=_weeks(first, window.first_day),
        )
    )


def _weeks(day: pl.Expr, as_of: date) -> pl.Expr:
    """Return the weeks, holidays included, from ``as_of`` to a day."""
    return ((day - as_of).dt.total_days() / 7).floor()


def _weekly_sessions(marks: pl.LazyFrame) -> pl.DataFrame:
    code = pl.col("code")
    needed = marks.select("pupil_id", "urn", "date", "session", "code")
    once: pl.LazyFrame = one_mark_a_session(nw.from_native(needed)).to_native()
    return (
        once.select("pupil_id", "code", week=pl.col("date").dt.truncate("1w"))
        .group_by("pupil_id", "week")
        .agg(
            possible=code.is_in(POSSIBLE).sum().cast(pl.Int64),
            absent=code.is_in(ABSENT).sum().cast(pl.Int64),
        )
        .collect(engine="streaming")
    )


def _left(enrolments: pl.DataFrame, day: date) -> pl.DataFrame:
    here = on_roll(spells(nw.from_native(enrolments.lazy())), day)
    stayed = here.select("pupil_id").unique().collect().to_native()["pupil_id"]
    everyone = enrolments.select("pupil_id").unique()
    return everyone.with_columns(left=~pl.col("pupil_id").is_in(stayed.implode()))
