"""What is wrong with a delivery: file, row, column, value, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from records.errors import InputRejected

SHOWN = 20
# What stands for a row and a column in a file, by its ending.
PARTS = {".xml": ("line", "element"), ".json": ("record", "field")}
ROW_AND_COLUMN = ("row", "column")
SCHEMA = {
    "file": pl.String(),
    "row": pl.Int64(),
    "column": pl.String(),
    "value": pl.String(),
    "problem": pl.String(),
    "advice": pl.String(),
}


class Problems:
    """Everything found wrong with a delivery so far.

    Parameters
    ----------
    labels : sequence of str
        Its files, as people read them; rows name their file by its place here.
    rejects : Path or None
        CSV file in which to list every problem when the delivery is refused.
    """

    def __init__(self, labels: Sequence[str], rejects: Path | None = None) -> None:
        self.rejects = rejects
        self.labels = pl.Series("file", labels, dtype=pl.String)
        self.found = pl.DataFrame(schema=SCHEMA)

    def add_file(
        self,
        file: str,
        what: str,
        advice: str,
        *,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        """Add one problem of a file as a whole, or of its heading."""
        said = (file, row, column, None, what, advice)
        self.found.extend(pl.DataFrame([said], schema=SCHEMA, orient="row"))

    def add_rows(
        self,
        rows: pl.DataFrame,
        what: str,
        advice: str,
        *,
        column: str | None = None,
        value: pl.Expr | None = None,
    ) -> None:
        """Add the same problem of many rows.

        Parameters
        ----------
        rows : polars.DataFrame
            With ``_file`` and ``_row``.
        what, advice : str
            What is wrong, as the rest of a sentence, and what to do.
        column : str or None
            As the file calls it.
        value : polars.Expr or None
            What stands there; None where it could name a pupil.
        """
        described = rows.select(
            file=self.labels.gather(rows["_file"]),
            row=pl.col("_row").cast(pl.Int64),
            column=pl.lit(column, dtype=pl.String),
            value=pl.lit(None, dtype=pl.String) if value is None else value,
            problem=pl.lit(what),
            advice=pl.lit(advice),
        )
        self.found = pl.concat([self.found, described])

    def refuse(self) -> None:
        """Refuse the delivery when anything is wrong with it.

        Raises
        ------
        InputRejected
            With the first twenty problems and the number of the others.
        """
        if self.found.is_empty():
            return
        found = self.found.sort("file", "row", maintain_order=True)
        lines = [_sentence(**row) for row in found.head(SHOWN).iter_rows(named=True)]
        if found.height > SHOWN:
            lines.append(f"and {found.height - SHOWN:,} more")
        if self.rejects is not None:
            self.rejects.parent.mkdir(parents=True, exist_ok=True)
            # People open the list in a spreadsheet, which would run a formula.
            value = pl.col("value").str.replace(r"^([=+@])", "'${1}")
            found.with_columns(value).write_csv(self.rejects)
            lines.append(f"all of them are listed in {self.rejects}")
        count = "1 problem" if found.height == 1 else f"{found.height:,} problems"
        raise InputRejected(
            f"the delivery was refused and the lake is as it was: {count}\n  "
            + "\n  ".join(lines)
        )


def _sentence(
    *,
    file: str,
    row: int | None,
    column: str | None,
    value: str | None,
    problem: str,
    advice: str,
) -> str:
    row_word, column_word = PARTS.get(Path(file).suffix, ROW_AND_COLUMN)
    place = file
    if row is not None:
        place += f", {row_word} {row:,}"
    if column is not None:
        place += f", {column_word} {column}"
    shown = "" if value is None else f"{value!r} "
    return f"{place}: {shown}{problem}; {advice}"
