"""A file of which nothing can be taken, because it cannot be read as what it is."""

from __future__ import annotations

from records.errors import InputRejected
from records.problems import sentence


class Unreadable(InputRejected):
    """A document or page that cannot be read.

    Parameters
    ----------
    file : str
        As people read it.
    what, advice : str
        What is wrong, as the rest of a sentence, and what to do.
    row : int or None
        Row, line or record that shows it.
    column : str or None
        Column, element or field that shows it.
    """

    def __init__(
        self,
        file: str,
        what: str,
        advice: str,
        *,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(
            sentence(
                file=file,
                row=row,
                column=column,
                value=None,
                problem=what,
                advice=advice,
            )
        )
        self.file, self.what, self.advice = file, what, advice
        self.row, self.column = row, column
