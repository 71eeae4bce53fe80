"""Characteristics that are no features unless a deployment switches them on."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import narwhals as nw

from features.weeks import Weeks
from records.codes import code_list


def optional(
    rows: nw.LazyFrame[Any],
    held: dict[str, nw.LazyFrame[Any]],
    weeks: Weeks,
    switched_on: Collection[str],
) -> nw.LazyFrame[Any]:
    """Add each characteristic in ``switched_on`` as 0 or 1; read no other table."""
    for name in switched_on:
        table, column, codes = SOURCES[name]
        ended = nw.col("end_date")
        holders = (
            held[table]
            .filter(
                nw.col(column).is_in(codes),
                nw.col("start_date") < weeks.as_of,
                ended.is_null() | (ended >= weeks.as_of),
            )
            .group_by("pupil_id")
            .agg(periods=nw.len())
        )
        rows = (
            rows.join(holders, on="pupil_id", how="left")
            .with_columns(**{name: (nw.col("periods").fill_null(0) > 0).cast(nw.Int64)})
            .drop("periods")
        )
    return rows


def _provisions(group: str) -> list[str]:
    codes = code_list("sen_provisions").select("code", "group")
    return [code for code, of in codes.iter_rows() if of == group]


SOURCES = {
    "sen_support": ("sen", "provision", _provisions("SEN support")),
    "ehcp": ("sen", "provision", _provisions("EHC plan")),
    "cin": ("care_periods", "kind", ["CIN", "CPP"]),
    "cla": ("care_periods", "kind", ["CLA"]),
}
