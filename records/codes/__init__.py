"""DfE's code lists, and Waymark's own, as data: one CSV each beside this file.

Every list has the columns ``code`` and ``description`` first and ``source`` last;
some carry more (``valid_from``, ``valid_to``, a meaning, a group). Dates are
inclusive; an empty ``valid_to`` means in force.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import polars as pl


@cache
def code_list(name: str) -> pl.DataFrame:
    """Return one code list.

    Parameters
    ----------
    name : str
        File name without its ending, such as ``"attendance_codes"``.

    Returns
    -------
    polars.DataFrame
        All columns as text (empty as null); ``valid_from`` and ``valid_to``,
        where the list has them, as dates.
    """
    source = files(__package__).joinpath(f"{name}.csv").read_bytes()
    frame = pl.read_csv(source, infer_schema=False)
    dates = [column for column in ("valid_from", "valid_to") if column in frame.columns]
    return frame.with_columns(pl.col(dates).str.to_date())
