"""The split by time: what is learnt from ends before what is tested on begins.

The gap is the horizon, because a label looks that far ahead: every training label
is settled before the first test list would have been made, as it would be in use.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from models.outcomes import Outcome
from records.errors import CannotTrain
from training.cohort import Tables
from training.horizon import SchoolWeeks, every, read_school_weeks

# School years in which schools were closed or attendance was counted otherwise: no list
# is learnt from or tested on if its label, or the weeks that a list needs before it,
# meets one of their days. Persistent absence doubled across them.
LEFT_OUT = (date(2019, 8, 1), date(2022, 7, 31))

TOO_LITTLE = (
    "cannot train {outcome}: the records from {known_from} to {known_until} leave no "
    "room for training lists, a gap of {horizon} school weeks and test lists; "
    "load earlier marks"
)


@dataclass(frozen=True, kw_only=True)
class Split:
    """The ``as_of`` dates learnt from and those tested on.

    Parameters
    ----------
    train, test : tuple of date
        In order of time.
    train_labels_end : date
        Last day that any training label looks at; before the first of ``test``.
    """

    train: tuple[date, ...]
    test: tuple[date, ...]
    train_labels_end: date

    def __post_init__(self) -> None:
        """Refuse a split whose training labels reach into the test."""
        if not self.train or not self.test:
            raise ValueError("a split needs dates to learn from and dates to test on")
        if self.train_labels_end >= min(self.test):
            raise ValueError(
                f"training labels look until {self.train_labels_end}, "
                f"and the first test list is of {min(self.test)}"
            )

    @property
    def as_ofs(self) -> tuple[date, ...]:
        """All dates for which features are needed, in order of time."""
        return self.train + self.test

    def describe(self) -> str:
        """Say in a sentence what is learnt from and what is tested on."""
        return (
            f"learnt from {len(self.train)} Mondays, {self.train[0]} to "
            f"{self.train[-1]}, whose labels end on {self.train_labels_end}; tested on "
            f"{len(self.test)} Mondays, {self.test[0]} to {self.test[-1]}"
        )


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a split is laid out, counted in school weeks.

    Parameters
    ----------
    tests : int, default=5
        Test lists.
    weeks_between_tests : int, default=2
    weeks_between_training : int, default=3
        Neighbouring weeks say almost the same of a pupil.
    history : int, default=6
        School weeks of records before the first training list.
    """

    tests: int = 5
    weeks_between_tests: int = 2
    weeks_between_training: int = 3
    history: int = 6


def plan_split(tables: Tables, outcome: Outcome, plan: Plan | None = None) -> Split:
    """Lay the split out, backwards from the last list whose label is complete.

    Raises
    ------
    CannotTrain
        When the records are too short for it.
    """
    plan = plan or Plan()
    weeks = read_school_weeks(tables["calendar"])
    known_from, known_until = _recorded(tables["marks"], outcome)
    mondays = weeks.labelled(
        known_from=known_from,
        known_until=known_until,
        history=plan.history,
        horizon=outcome.horizon,
    )
    mondays = tuple(one for one in mondays if _counts(one, weeks, outcome, plan))
    test = every(plan.weeks_between_tests, mondays)[-plan.tests :]
    settled = settled_before(mondays, test, weeks, outcome.horizon)
    train = every(plan.weeks_between_training, settled)
    if not train:
        raise CannotTrain(
            TOO_LITTLE.format(
                outcome=outcome.name,
                known_from=known_from,
                known_until=known_until,
                horizon=outcome.horizon,
            )
        )
    return split_of(weeks, outcome.horizon, train=train, test=test)


def split_of(
    weeks: SchoolWeeks,
    horizon: int,
    *,
    train: tuple[date, ...],
    test: tuple[date, ...],
) -> Split:
    """Return the split with these dates.

    Raises
    ------
    ValueError
        When a training label would look into the test, or past the calendar.
    """
    windows = [weeks.window(day, horizon) for day in train]
    ends = [window.last_day for window in windows if window is not None]
    if len(ends) < len(train):
        raise ValueError(f"the calendar ends within {horizon} school weeks of training")
    return Split(
        train=tuple(sorted(train)),
        test=tuple(sorted(test)),
        train_labels_end=max(ends, default=date.max),
    )


def _counts(monday: date, weeks: SchoolWeeks, outcome: Outcome, plan: Plan) -> bool:
    """Say whether a list is clear of the years that are left out."""
    window = weeks.window(monday, outcome.horizon)
    first_left_out, last_left_out = LEFT_OUT
    before = [one for one in weeks.mondays if one < monday][-plan.history :]
    needed_from = before[0] if before else monday
    return window is not None and (
        window.last_day < first_left_out or needed_from > last_left_out
    )


def _recorded(marks: pl.LazyFrame, outcome: Outcome) -> tuple[date, date]:
    first, last = (
        marks.select(first=pl.col("date").min(), last=pl.col("recorded_on").max())
        .collect(engine="streaming")
        .row(0)
    )
    if first is None:
        raise CannotTrain(f"cannot train {outcome.name}: no marks are recorded")
    return first, last


def settled_before(
    mondays: tuple[date, ...], test: tuple[date, ...], weeks: SchoolWeeks, horizon: int
) -> tuple[date, ...]:
    """Return the Mondays whose labels are settled before the first test list."""
    return tuple(
        monday
        for monday in mondays
        if test
        and (window := weeks.window(monday, horizon)) is not None
        and window.last_day < test[0]
    )
