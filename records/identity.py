"""Who a pupil is: the check letter of a UPN, and the pseudonym made from it."""

from __future__ import annotations

import hmac
from typing import TypeVar

import numpy as np
import polars as pl

from records.errors import InputRejected

Text = TypeVar("Text", pl.Series, pl.Expr)
LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
FORM = f"^[{LETTERS}][0-9]{{11}}[0-9{LETTERS}]$"
# By character: a digit counts as itself, a letter by its place among the letters.
VALUES = np.zeros(256, dtype=np.int64)
VALUES[list(b"0123456789")] = range(10)
VALUES[list(LETTERS.encode())] = range(len(LETTERS))
WEIGHTS = np.arange(2, 14)
LARGEST_PSEUDONYM = 2**63 - 1
# Common Basic Data Set, CS051: why a pupil has no UPN.
WHY_NONE = r"^UN(?:[1-9]|10)$"


def check_letter_fits(upns: pl.Series) -> pl.Series:
    """Say of each UPN whether it is well formed and its check letter fits.

    The letter is the weighted sum of the twelve characters after it, modulo 23, with
    weights 2 to 13; a temporary number ends in a letter, which counts by its place in
    the alphabet without I, O and S.

    Parameters
    ----------
    upns : polars.Series of text, shape (n,)

    Returns
    -------
    polars.Series of bool, shape (n,)
        False also where the UPN is missing.
    """
    fits = upns.str.contains(FORM).fill_null(False).to_numpy(writable=True)
    characters = np.frombuffer("".join(upns.filter(fits)).encode(), dtype=np.uint8)
    values = VALUES[characters.reshape(-1, len(WEIGHTS) + 1)]
    fits[fits] = values[:, 1:] @ WEIGHTS % len(LETTERS) == values[:, 0]
    return pl.Series(upns.name, fits)


def says_why_none(upns: Text) -> Text:
    """Say of what stands for a UPN whether it is a reason for having none."""
    return upns.str.contains(WHY_NONE)


def pseudonyms(upns: pl.Series, key: bytes) -> pl.Series:
    """Return the keyed pseudonym of each UPN.

    Parameters
    ----------
    upns : polars.Series of text, shape (n,)
    key : bytes
        The authority's secret; without it the pseudonyms cannot be remade.

    Returns
    -------
    polars.Series of Int64, shape (n,), named ``pupil_id``
        Between 1 and 2**63 - 1, from HMAC-SHA256; null where the UPN is null.

    Raises
    ------
    InputRejected
        When two different UPNs of the series would share a pseudonym.
    """
    known = upns.drop_nulls().unique()
    made = pl.Series(
        "pupil_id", [_pseudonym(upn, key) for upn in known], dtype=pl.Int64
    )
    if made.n_unique() != made.len():
        raise InputRejected(
            "two pupils would share a pseudonym; "
            "choose another pseudonym key and ingest everything anew"
        )
    pupil_ids = upns.replace_strict(known, made, default=None, return_dtype=pl.Int64)
    return pupil_ids.rename("pupil_id")


def _pseudonym(upn: str, key: bytes) -> int:
    digest = hmac.digest(key, upn.encode(), "sha256")
    return int.from_bytes(digest[:8], "big") % LARGEST_PSEUDONYM + 1
