"""Two things at once: the next piece of work is begun while the last is used."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Piece = TypeVar("Piece")


def ahead(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield what an iterator yields, having asked it for the next already.

    Parameters
    ----------
    pieces : iterator
        Asked in a thread of its own, for one piece at a time.

    Raises
    ------
    Whatever ``pieces`` raises, in its place.
    """
    nothing = object()
    with ThreadPoolExecutor(1) as worker:
        coming = worker.submit(next, pieces, nothing)
        while (piece := coming.result()) is not nothing:
            coming = worker.submit(next, pieces, nothing)
            yield piece  # type: ignore[misc]
