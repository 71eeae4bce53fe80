"""What surrounds a value in a file and says nothing: spaces of every kind."""

from __future__ import annotations

import polars as pl


def cleaned(text: pl.Expr) -> pl.Expr:
    """Return text without the spaces around it; null where nothing is left.

    Copying out of web pages and Word leaves no-break spaces, which nobody sees and
    which are unlike any code.
    """
    bare = text.str.strip_chars()
    return pl.when(bare != "").then(bare)
