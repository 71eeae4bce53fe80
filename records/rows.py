"""The rows of suppliers' files: read together, typed, and checked."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.exceptions import ComputeError

from records.delivery import Source
from records.problems import Problems
from records.readers import waymark_parquet
from records.readers.layout import Layout
from records.soundness import SEND_AGAIN, Heading
from records.spreadsheets import because
from records.validation import RAW, Check, checks, parsed, shown

FIRST_ROW = 2
NAMED = {",": "comma", ";": "semicolon", "\t": "tab"}


@dataclass(frozen=True)
class Rows:
    """The rows of the files of one layout.

    Attributes
    ----------
    layout : Layout
    frame : polars.DataFrame
        Typed columns, then of the file ``known_on``, ``laestab`` and ``_file``, its
        place among the sources, and ``_row`` as a spreadsheet counts.
    """

    layout: Layout
    frame: pl.DataFrame


def read_rows(
    sources: Sequence[Source], headings: Sequence[Heading], problems: Problems
) -> list[Rows]:
    """Read the rows of sound files, those of a like heading together.

    Parameters
    ----------
    sources : sequence of Source
    headings : sequence of Heading
        Of each.
    problems : Problems
        Takes up what is wrong with rows.
    """
    alike: dict[tuple[str, Heading], dict[int, Source]] = {}
    for place, (source, heading) in enumerate(zip(sources, headings, strict=True)):
        alike.setdefault((source.layout.name, heading), {})[place] = source
    return [_read(group, heading, problems) for (_, heading), group in alike.items()]


def _read(sources: dict[int, Source], heading: Heading, problems: Problems) -> Rows:
    layout = next(iter(sources.values())).layout
    applied = checks(layout)
    typed = _typed(sources, heading, layout).with_columns(
        _faulty=pl.any_horizontal(check.fails for check in applied)
    )
    kept = [column.name for column in layout.fields]
    kept += [
        name for name in ("recorded_on", "laestab", "known_on") if name not in kept
    ]
    try:
        frame = typed.select(*kept, "_file", "_row", "_faulty").collect(
            engine="streaming"
        )
    except ComputeError:
        _explain_unreadable(sources.values(), heading, problems)
        return Rows(layout, pl.DataFrame())
    first = pl.col("_row").min().over("_file")
    frame = frame.with_columns(_row=pl.col("_row") - first + FIRST_ROW)
    if frame["_faulty"].any():
        _explain(typed, frame.filter("_faulty"), applied, layout, problems)
    return Rows(layout, frame.drop("_faulty"))


def _typed(
    sources: dict[int, Source], heading: Heading, layout: Layout
) -> pl.LazyFrame:
    """Return text and typed columns side by side, with what the files say."""
    files = pl.LazyFrame(
        {
            "_path": [str(source.path) for source in sources.values()],
            "_file": list(sources),
            "known_on": [source.known_on for source in sources.values()],
            "laestab": [source.laestab for source in sources.values()],
        },
        schema_overrides={"_file": pl.UInt32, "known_on": pl.Date, "laestab": pl.Int64},
    )
    text = text_of([source.path for source in sources.values()], heading)
    raw = [
        _raw(name, heading.names, layout).alias(RAW + column.name)
        for name, column in layout.columns.items()
        if column is not None
    ]
    raw += [
        pl.lit(value, dtype=pl.String).alias(RAW + name)
        for name, value in layout.always.items()
    ]
    fields = [parsed(column, layout) for column in layout.fields]
    if all(column.name != "recorded_on" for column in layout.fields):
        fields.append(pl.col("known_on").alias("recorded_on"))
    return (
        text.filter(~pl.all_horizontal(pl.col(*heading.names).is_null()))
        .select("_row", "_path", *raw)
        .join(files, on="_path", how="left")
        .with_columns(fields)
    )


def text_of(paths: list[Path], heading: Heading) -> pl.LazyFrame:
    """Return the cells of like files as text, with ``_row`` and ``_path``."""
    if heading.separator is None:
        return waymark_parquet.scan(paths, heading.names)
    return pl.scan_csv(
        paths,
        separator=heading.separator,
        infer_schema=False,
        null_values=[""],
        row_index_name="_row",
        include_file_paths="_path",
        glob=False,
    )


def _raw(name: str, columns: Sequence[str], layout: Layout) -> pl.Expr:
    column = layout.columns[name]
    text = pl.col(name) if name in columns else pl.lit(None, dtype=pl.String)
    if column is None or column.name not in layout.when_empty:
        return text
    return text.fill_null(layout.when_empty[column.name])


def _explain(
    typed: pl.LazyFrame,
    faulty: pl.DataFrame,
    applied: Sequence[Check],
    layout: Layout,
    problems: Problems,
) -> None:
    """Read the faulty rows once more, with their text, and say what is wrong."""
    wrong = typed.filter("_faulty").collect().sort("_file", "_row")
    wrong = wrong.with_columns(faulty.sort("_file", "_row")["_row"])
    for check in applied:
        for failing, problem, advice in because(wrong.filter(check.fails), check):
            problems.add_rows(
                failing,
                problem,
                advice,
                column=layout.heading(check.column),
                value=shown(check.column),
            )


def _explain_unreadable(
    sources: Iterable[Source], heading: Heading, problems: Problems
) -> None:
    """Find the files that are not well-formed, and the rows where that shows."""
    blamed = len(problems.found)
    for source in sources:
        try:
            text_of([source.path], heading).collect()
        except ComputeError:
            width = len(heading.names)
            rows = list(_overlong_rows(source, heading))
            for row in rows:
                problems.add_file(
                    source.label,
                    f"has more than {width} values",
                    "put quotation marks around a value that holds a "
                    f"{NAMED[heading.separator or ',']}",
                    row=row,
                )
            if not rows:
                problems.add_file(
                    source.label,
                    "has quotation marks that do not pair within a value",
                    "double a quotation mark that belongs to a value",
                )
    if len(problems.found) == blamed:
        for source in sources:
            problems.add_file(source.label, "cannot be read", SEND_AGAIN)


def _overlong_rows(source: Source, heading: Heading) -> Iterator[int]:
    if heading.separator is None:
        return
    with source.path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter=heading.separator)
        with suppress(csv.Error):
            for row, values in enumerate(rows, start=1):
                if len(values) > len(heading.names):
                    yield row
