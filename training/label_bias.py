"""Suspension given the same incidents, by group, and what a model inherits of it.

What is found is about schools, not about pupils. A model that learns from suspensions
learns that too: it lists the same group more often for the same behaviour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl

from fairness.alike import Comparison, compare_alike
from records.characteristics import characteristics
from records.codes import code_list
from records.errors import NoData
from records.links import linked
from records.reviews import stands
from training.cohort import Tables
from training.groups import AUDITED

YEAR = timedelta(weeks=52)
# A school suspends on the day or within the days it takes to look into what happened.
ANSWERED = timedelta(days=5)
SUSPENDED, LISTED = "suspended", "listed"
# The phase is a circumstance here, not a group.
GROUPS = tuple(name for name in AUDITED if name != "phase")
# Within a band a few more incidents hardly tell.
MINOR_BANDS = (0, 1, 2, 4, 8, 16)
SERIOUS_BANDS = (0, 1, 3)


def label_bias(tables: Tables, as_of: date) -> tuple[Comparison, ...]:
    """Compare whose incidents of the year before a day were answered by suspension.

    Each day on which a pupil has an incident of concern is one row. Alike are those
    of the same kind and gravity, in the same phase, of pupils who both were or both
    were not suspended before.

    Parameters
    ----------
    tables : mapping of str to polars.LazyFrame
        The lake.
    as_of : date
        What was recorded on that day or later is not known.

    Returns
    -------
    tuple of Comparison
        Of :data:`GROUPS`.

    Raises
    ------
    NoData
        When no incident of that year was answered by suspension.
    """
    rows = _answered(tables, as_of)
    if not rows[SUSPENDED].any():
        raise NoData(
            f"no behaviour record of the year before {as_of} was followed by a "
            "suspension; deliver both for that year"
        )
    given = {name: rows[name].to_numpy() for name in ("kind", "severity", "before")}
    return _compared(rows, [SUSPENDED], given)


def inherited(test: pl.DataFrame) -> tuple[Comparison, ...]:
    """Compare who was suspended, and who was listed, given the same past incidents.

    Parameters
    ----------
    test : polars.DataFrame
        Test rows of a model: ``label``, ``listed``, ``pupil_id``, ``urn``, the
        incidents of the last twelve school weeks and the columns of
        ``training.groups.AUDITED``.

    Returns
    -------
    tuple of Comparison
        Of both outcomes: what schools did, and what the model made of it.
    """
    rows = test.with_columns(pl.col("label").alias(SUSPENDED))
    serious = rows["serious_incidents_12w"]
    given = {
        "minor incidents": _banded(rows["incidents_12w"] - serious, MINOR_BANDS),
        "serious incidents": _banded(serious, SERIOUS_BANDS),
    }
    return _compared(rows, [SUSPENDED, LISTED], given)


def _answered(tables: Tables, as_of: date) -> pl.DataFrame:
    """Say of each pupil's days with an incident whether a suspension followed."""
    held = linked({name: tables[name] for name in ("incidents", "suspensions")}, as_of)
    standing = nw.from_native(held["suspensions"]).filter(stands()).to_native()
    begun = (
        standing.select("pupil_id", pl.col("start_date").alias("begun"))
        .unique()
        .collect()
        .sort("begun")
    )
    days = _days_of_concern(held["incidents"], as_of)
    after = days.join_asof(
        begun,
        left_on="date",
        right_on="begun",
        by="pupil_id",
        strategy="forward",
        check_sortedness=False,  # sorted by day above; Polars cannot see that
    )
    first = begun.group_by("pupil_id").agg(first=pl.col("begun").min())
    groups = characteristics(tables, as_of)
    return (
        after.join(first, on="pupil_id", how="left", maintain_order="left")
        .with_columns(
            (pl.col("begun") - pl.col("date") <= ANSWERED)
            .fill_null(False)
            .alias(SUSPENDED),
            before=(pl.col("first") < pl.col("date")).fill_null(False),
        )
        .join(groups, on="pupil_id", how="left", maintain_order="left")
    )


def _days_of_concern(incidents: pl.LazyFrame, as_of: date) -> pl.DataFrame:
    """Return the gravest incident of each pupil's days, in the order of days."""
    kinds = code_list("incident_kinds").filter(pl.col("group") == "concern")["code"]
    return (
        incidents.filter(
            pl.col("date") >= as_of - YEAR,
            pl.col("date") < as_of,
            pl.col("withdrawn_on").is_null(),
            pl.col("kind").is_in(kinds.to_list()),
        )
        .sort("severity", "kind")
        .group_by("pupil_id", "date", maintain_order=True)
        .agg(pl.col("severity", "kind").last())
        .collect()
        .sort("date", "pupil_id")
    )


def _compared(
    rows: pl.DataFrame,
    outcomes: Sequence[str],
    given: Mapping[str, npt.NDArray[np.generic]],
) -> tuple[Comparison, ...]:
    known = rows.with_columns(pl.col(*GROUPS, "phase", "school").fill_null(""))
    return compare_alike(
        {name: known[name].to_numpy().astype(float) for name in outcomes},
        groups={name: known[name].to_numpy() for name in GROUPS},
        given={**given, "phase": known["phase"].to_numpy()},
        clusters=known["school"].to_numpy(),
        pupils=known["pupil_id"].to_numpy(),
    )


def _banded(counts: pl.Series, bands: tuple[int, ...]) -> npt.NDArray[np.object_]:
    """Say from how many; of a school that sends no records, that."""
    number = counts.cast(pl.Float64).fill_null(-1).to_numpy()
    words = np.array(["no records sent", *map(str, bands)], dtype=object)
    return words[np.searchsorted(bands, number, side="right")]
