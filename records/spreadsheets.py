"""What spreadsheets do to values, so that an error can say how to undo it."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from records.contracts import Type
from records.validation import RAW, TYPES, Check

ACCIDENTS = {
    r"^=": ("is a spreadsheet's formula", "export the values instead"),
    r"^\d\.?\d*[eE]\+?\d+$": (
        "was shortened by a spreadsheet",
        "format the column as text before saving, and export it anew",
    ),
    r"^\d+\.0+$": (
        "was made a decimal by a spreadsheet",
        "format the column as text before saving, and export it anew",
    ),
    r"^\d{1,3}(,\d{3})+$": (
        "has a separator of thousands",
        "format the column without one, and export it anew",
    ),
}
TOTAL = r"(?i)^(?:grand |sub-?)?totals?:?$"
AGAIN = ("is the heading again", "export without headings of pages")
OF_TOTALS = ("is empty in a row of totals", "leave totals out of the export")
DAY_NUMBER = r"^\d{5}(\.\d+)?$"
SHORT_LAESTAB = {
    r"^\d{1,6}$": (
        "has lost digits: a LAESTAB has seven",
        "write the authority's number and the school's four digits, as 9994001",
    ),
}
NOT_A_DATE = f"is not {TYPES[Type.DATE]}"


def because(
    failing: pl.DataFrame, check: Check, heading: str
) -> Iterator[tuple[pl.DataFrame, str, str]]:
    """Part rows that fail a check by what a spreadsheet did to them, if it did.

    Parameters
    ----------
    failing : polars.DataFrame
        With the text of the column under ``RAW`` and its name.
    check : Check
        That they fail.
    heading : str
        What the file calls the column.

    Yields
    ------
    (rows, problem, advice)
        Those of an accident each; then those that the check itself describes best.
    """
    texts = [name for name in failing.columns if name.startswith(RAW)]
    total = pl.any_horizontal(pl.col(texts).str.contains(TOTAL)).fill_null(False)
    repeated = pl.col(RAW + check.column).eq_missing(pl.lit(heading))
    empty = pl.col(RAW + check.column).is_null()
    for hurt, (problem, advice) in ((repeated, AGAIN), (total & empty, OF_TOTALS)):
        if not (rows := failing.filter(hurt)).is_empty():
            yield rows, problem, advice
        failing = failing.filter(~hurt)
    accidents = dict(ACCIDENTS)
    if check.problem == NOT_A_DATE:
        problem = "is a spreadsheet's number of a day, not a date"
        accidents[DAY_NUMBER] = (problem, f"format the column; {check.advice}")
    if check.column == "laestab":
        accidents |= SHORT_LAESTAB
    for pattern, (problem, advice) in accidents.items():
        hurt = pl.col(RAW + check.column).str.contains(pattern).fill_null(False)
        if not (rows := failing.filter(hurt)).is_empty():
            yield rows, problem, advice
        failing = failing.filter(~hurt)
    if not failing.is_empty():
        yield failing, check.problem, check.advice
