"""What is wrong with a delivery: file, row, column, value, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from threading import RLock
from typing import NoReturn

import polars as pl

from records.errors import InputRejected

SHOWN = 20
MOST = 1_000_000
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
REASON = ("file", "column", "problem")


class Problems:
    """Everything found wrong with a delivery so far, and the rows that it costs.

    Parameters
    ----------
    labels : sequence of str
        Its files, as people read them; rows name their file by its place here.
    rejects : Path or None
        CSV file in which to list every problem.

    Attributes
    ----------
    found : polars.DataFrame
        Of ``SCHEMA``; a row may have several problems.
    read : Counter of int
        Rows by the place of their file.
    rejected : Counter of (int, str)
        Rows by the place of their file and by table.
    refused : set of int
        Files, by place, of which nothing is taken.
    wholes : dict of int to int
        Of a part of a file, a page or a table of it, the place of the file.
    """

    def __init__(self, labels: Sequence[str], rejects: Path | None = None) -> None:
        self.rejects = rejects
        self.labels = pl.Series("file", labels, dtype=pl.String)
        self.found = pl.DataFrame(schema=SCHEMA)
        self.read: Counter[int] = Counter()
        self.rejected: Counter[tuple[int, str]] = Counter()
        self.refused: set[int] = set()
        self.wholes: dict[int, int] = {}
        # Rows are read and matched at the same time, and both find faults.
        self.lock = RLock()

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
        said = pl.DataFrame(
            [(file, row, column, None, what, advice)], schema=SCHEMA, orient="row"
        )
        with self.lock:
            self.found = pl.concat([self.found, said])

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

        Raises
        ------
        InputRejected
            When more is wrong than anybody could read.
        """
        described = rows.select(
            file=self.labels.gather(rows["_file"]),
            row=pl.col("_row").cast(pl.Int64),
            column=pl.lit(column, dtype=pl.String),
            value=pl.lit(None, dtype=pl.String) if value is None else value,
            problem=pl.lit(what),
            advice=pl.lit(advice),
        )
        with self.lock:
            self.found = pl.concat([self.found, described])
            if self.found.height > MOST:
                self._refuse(f"over {MOST:,} problems, and the rest was not looked at")

    def add_parts(self, whole: int, names: Sequence[str]) -> list[int]:
        """Give the parts of a file, which have rows of their own, places of their own.

        Parameters
        ----------
        whole : int
            Place of the file.
        names : sequence of str
            Of its parts, such as pages in a folder.
        """
        labels = [f"{self.labels[whole]}/{name}" for name in names]
        first = len(self.labels)
        self.labels = pl.concat([self.labels, pl.Series("file", labels, pl.String)])
        places = list(range(first, len(self.labels)))
        self.wholes.update(dict.fromkeys(places, whole))
        return places

    def take_over(self, other: Problems, places: list[int]) -> None:
        """Take up what was found of files on their own.

        Parameters
        ----------
        other : Problems
        places : list of int
            Here, of each of its files.
        """
        labels = dict(zip(other.labels, self.labels.gather(places), strict=True))
        found = other.found.with_columns(pl.col("file").replace(labels))
        with self.lock:
            self.found = pl.concat([self.found, found])
            for (file, table), rows in other.rejected.items():
                self.rejected[places[file], table] += rows

    def reject(self, rows: pl.DataFrame, table: str) -> None:
        """Count rows that are not taken, each once, whatever is wrong with it."""
        with self.lock:
            for file, count in rows["_file"].value_counts().iter_rows():
                # All rows of a refused file are counted already.
                if file not in self.refused:
                    self.rejected[file, table] += count

    def refuse_file(self, place: int, table: str, rows: int) -> None:
        """Take nothing of a file.

        Parameters
        ----------
        place : int
            Of the file.
        table : str
        rows : int
            How many rows it seems to have; at least one is counted.
        """
        with self.lock:
            self.refused.add(place)
            for rejected in [each for each in self.rejected if each[0] == place]:
                del self.rejected[rejected]
            self.read[place] = self.rejected[place, table] = max(rows, 1)

    def rejected_of(self, place: int) -> int:
        """Return how many rows of a file were rejected."""
        return sum(
            rows
            for (file, _), rows in self.rejected.items()
            if self.wholes.get(file, file) == place
        )

    def rejected_from(self, table: str) -> int:
        """Return how many rows of a table were rejected."""
        return sum(rows for (_, name), rows in self.rejected.items() if name == table)

    def reasons(self) -> pl.DataFrame:
        """Return ``file``, ``column``, ``problem`` and ``rows``, the most first."""
        return (
            self.found.group_by(REASON)
            .len("rows")
            .sort("rows", *REASON, descending=[True, *[False] * len(REASON)])
        )

    def settle(self, most_rejected: float) -> None:
        """List what is wrong, and refuse the delivery when it is too much.

        Parameters
        ----------
        most_rejected : float
            Largest share of rows that may be rejected, between 0 and 1.

        Raises
        ------
        InputRejected
            Past that share, with the first twenty problems and the number of others.
        """
        read, rejected = self.read.total(), self.rejected.total()
        if rejected > most_rejected * read:
            share = f"{rejected:,} of {read:,} rows, and {most_rejected:.2%} may be"
            self._refuse(f"{_count(self.found.height)} in {share}")
        if not self.found.is_empty():
            self._list()

    def _refuse(self, how_much: str) -> NoReturn:
        found = self.found.sort("file", "row", maintain_order=True)
        lines = [sentence(**row) for row in found.head(SHOWN).iter_rows(named=True)]
        if found.height > SHOWN:
            lines.append(f"and {found.height - SHOWN:,} more")
        if self.rejects is not None:
            self._list()
            lines.append(f"all of them are listed in {self.rejects}")
        raise InputRejected(
            f"the delivery was refused and the lake is as it was: {how_much}\n  "
            + "\n  ".join(lines)
        )

    def _list(self) -> None:
        if self.rejects is None:
            return
        self.rejects.parent.mkdir(parents=True, exist_ok=True)
        # People open the list in a spreadsheet, which would run a formula.
        value = pl.col("value").str.replace(r"^([=+@])", "'${1}")
        found = self.found.sort("file", "row", maintain_order=True)
        found.with_columns(value).write_csv(self.rejects)


def _count(problems: int) -> str:
    return "1 problem" if problems == 1 else f"{problems:,} problems"


def sentence(
    *,
    file: str,
    row: int | None,
    column: str | None,
    value: str | None,
    problem: str,
    advice: str,
) -> str:
    """Say what is wrong in one sentence: where, what, and what to do."""
    row_word, column_word = PARTS.get(Path(file).suffix, ROW_AND_COLUMN)
    place = file
    if row is not None:
        place += f", {row_word} {row:,}"
    if column is not None:
        place += f", {column_word} {column}"
    shown = "" if value is None else f"{value!r} "
    return f"{place}: {shown}{problem}; {advice}"
