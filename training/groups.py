"""Whom a model serves well: its own test lists, audited by group."""

from __future__ import annotations

import numpy as np
import polars as pl

from fairness.audit import audit
from fairness.results import Report
from records.characteristics import characteristics
from training.cohort import Tables
from training.resampling import resample

AUDITED = (
    "ethnicity",
    "ethnicity_major",
    "priority_group",
    "sen",
    "sen_need",
    "sex",
    "fsm",
    "phase",
    "ethnicity_by_sen",
)
PLACES = ("school", "locality")
DRAWN_BY_LOT = (
    "Where equal risks meet the last places of a list, lots were drawn, as they are "
    "for the list itself."
)


def with_characteristics(tables: Tables, rows: pl.DataFrame) -> pl.DataFrame:
    """Add each pupil's characteristics as they were known on the row's ``as_of``."""
    known = pl.concat(
        characteristics(tables, as_of)
        .select("pupil_id", *AUDITED, *PLACES)
        .with_columns(pl.lit(as_of).alias("as_of"))
        for as_of in sorted(rows["as_of"].unique())
    )
    return rows.join(known, on=["pupil_id", "as_of"], how="left")


def audit_lists(rows: pl.DataFrame) -> Report:
    """Audit the lists a model would have made.

    Parameters
    ----------
    rows : polars.DataFrame
        Test rows with ``label``, ``listed``, ``risk``, ``urn``, ``pupil_id``,
        ``weeks_to_event`` and the columns of :data:`AUDITED` and :data:`PLACES`.
    """
    # A pupil's rows of several weeks are one witness, not several.
    drawn = resample(rows["urn"].to_numpy(), rows["pupil_id"].to_numpy(), draws=1)
    return audit(
        rows["label"].to_numpy().astype(int),
        rows["listed"].to_numpy().astype(int),
        groups={
            name: rows[name].fill_null("").to_numpy() for name in (*AUDITED, *PLACES)
        },
        places=PLACES,
        score=rows["risk"].to_numpy(),
        clusters=drawn.cluster,
        pupils=rows["pupil_id"].to_numpy(),
        weeks=rows["weeks_to_event"].cast(pl.Float64).fill_null(np.nan).to_numpy(),
        notes=(DRAWN_BY_LOT,),
    )
