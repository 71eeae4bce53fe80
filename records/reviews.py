"""Suspensions and exclusions that stand: not overturned when they were reviewed."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from records.codes import code_list


def stands() -> nw.Expr:
    """Say of each row of ``suspensions`` whether it counts.

    Returns
    -------
    narwhals.Expr of bool
        True before any review has ended, and unless the last one overturned it: rates
        count what stands, and nobody is screened for what governors undid.
    """
    overturned = code_list("review_outcomes").filter(pl.col("stands") == "no")["code"]
    outcome = nw.col("review_outcome")
    return outcome.is_null() | ~outcome.is_in(overturned.to_list())
