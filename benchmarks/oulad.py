"""What the pipeline foresees about real students: ``python -m benchmarks.oulad``.

Learns from the Open University's module BBB as presented in February 2013 and is
tested on the presentation of October 2013, at the end of its weeks 2, 4 and 7: nothing
of the second was known when the first was learnt from. Prints one JSON object last.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from features.build import build_many
from models.outcomes import PERSISTENT_ABSENCE, SUSPENSION, Outcome
from records.history import known
from records.lake import Lake
from records.readers.oulad import read
from training.cohort import Tables
from training.figures import ALL, MODEL
from training.fit import Recipe, TrainedModel, train
from training.horizon import SchoolWeeks, read_school_weeks
from training.splits import split_of

LEARNT, TESTED = ("BBB", "2013B"), ("BBB", "2013J")
KEY = b"these students are published without names"
TEST_WEEKS = (2, 4, 7)
TRAIN_WEEKS = range(1, 15)
HORIZON = 12
MISSED = 2  # the severity of work not handed in; 1 was handed in and failed

WITHDRAWAL = replace(
    SUSPENSION,
    name="withdrawal",
    title="withdrawal from the module",
    minimum_sessions=1,
    minimum_known=1,
)
MISSED_WEEKS = replace(
    PERSISTENT_ABSENCE,
    name="missed_weeks",
    title="missing 10 % of the weeks",
    minimum_sessions=10,
    minimum_known=1,
)
RULES = {
    "inactive_last_week": pl.col("absence_rate_1w").fill_null(0.0) > 0,
    "missed_the_last_assessment": pl.col("missed_last"),
}
AUDITED = {"sen": "disability", "fsm": "deprivation"}


def main() -> None:
    """Run it and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/oulad"))
    data = parser.parse_args().data
    if not data.is_dir():
        parser.error(f"{data} does not exist; give --data the folder that holds OULAD")
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder))
        lake.add(read(data, [LEARNT], KEY))
        lake.add(read(data, [TESTED], KEY))
        tables, digest = lake.tables(), lake.digest()
        found = {
            outcome.name: {
                f"week_{week}": report(fit(tables, digest, outcome, week))
                for week in TEST_WEEKS
            }
            for outcome in (WITHDRAWAL, MISSED_WEEKS)
        }
    seconds = round(time.monotonic() - started, 1)
    print(json.dumps({"outcomes": found, "seconds": seconds}))


def fit(tables: Tables, digest: str, outcome: Outcome, week: int) -> TrainedModel:
    """Learn from 2013B at every week, and test on 2013J at the end of ``week``."""
    weeks = read_school_weeks(tables["calendar"])
    first, second = _starts(weeks)
    split = split_of(
        weeks,
        HORIZON,
        train=tuple(first + timedelta(weeks=number) for number in TRAIN_WEEKS),
        test=(second + timedelta(weeks=week),),
    )
    features = build_many(tables, split.as_ofs)
    return train(
        tables,
        outcome,
        lake_digest=digest,
        split=split,
        features=pl.concat(
            with_last_assessment(tables, rows)
            for _, rows in features.group_by("as_of", maintain_order=True)
        ),
        recipe=Recipe(rules=RULES),
    )


def with_last_assessment(tables: Tables, rows: pl.DataFrame) -> pl.DataFrame:
    """Add whether each student missed the newest assessment known to be due.

    A day on which nobody missed one leaves no trace in the records, and never was.
    """
    missed = (
        known(tables["incidents"], rows["as_of"][0])
        .filter(pl.col("severity") == MISSED)
        .filter(pl.col("date") == pl.col("date").max().over("urn"))
        .select("pupil_id", "urn", missed_last=pl.lit(True))
        .unique()
        .collect()
    )
    return rows.join(missed, on=["pupil_id", "urn"], how="left").with_columns(
        pl.col("missed_last").fill_null(False)
    )


def report(trained: TrainedModel) -> dict[str, Any]:
    """Return the figures of one test week."""
    return {
        "students": len(trained.test),
        "happened": int(trained.test["label"].sum()),
        "auc": {
            scorer: _with_interval(trained, scorer)
            for scorer in (MODEL, "logistic_regression", *RULES)
        },
        "calibration_error": round(
            trained.evaluation.value(ALL, MODEL, "calibration_error"), 4
        ),
        "recall_at_5_percent": {
            f"{words}: {group.group}": group.findings["recall"].estimate.value
            for attribute, words in AUDITED.items()
            for group in trained.fairness.of(attribute)
        },
    }


def _with_interval(trained: TrainedModel, scorer: str) -> Sequence[float | None]:
    figure = trained.evaluation.figure(ALL, scorer, "auc")
    numbers = (figure.value, figure.lower, figure.upper)
    return [None if number is None else round(number, 3) for number in numbers]


def _starts(weeks: SchoolWeeks) -> tuple[date, date]:
    """Return the first Monday of each presentation; a holiday lies between them."""
    second = next(monday for monday in weeks.mondays if monday.month >= 10)
    return weeks.mondays[0], second


if __name__ == "__main__":
    main()
