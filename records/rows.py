"""The rows of suppliers' files: read together, typed, and checked."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.exceptions import ComputeError

from records.delivery import Source
from records.problems import Problems
from records.readers import waymark_parquet
from records.readers.cleaning import cleaned
from records.readers.layout import Layout
from records.soundness import Heading, lines
from records.spreadsheets import because
from records.validation import RAW, Check, checks, parsed, shown
from records.versions import PLACE

FIRST_ROW = 2
ROWS_AT_ONCE = 500_000
NAMED = {",": "comma", ";": "semicolon", "\t": "tab"}


@dataclass(frozen=True)
class Rows:
    """Sound rows of files of one layout.

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
    sources: Mapping[int, tuple[Source, Heading]], problems: Problems
) -> Iterator[Rows]:
    """Read the rows of sound files, some hundred thousand at a time.

    Parameters
    ----------
    sources : mapping of int to (Source, Heading)
        By place in the delivery.
    problems : Problems
        Takes up what is wrong with rows, which are left out, and with files.

    Yields
    ------
    Rows
    """
    alike: dict[tuple[str, Heading], dict[int, Source]] = {}
    for place, (source, heading) in sources.items():
        alike.setdefault((source.layout.name, heading), {})[place] = source
    for (_, heading), group in alike.items():
        layout = next(iter(group.values())).layout
        applied = checks(layout)
        for cells in _pieces(group, heading, layout, problems):
            yield Rows(layout, _sound(cells, layout, applied, problems))


def _pieces(
    sources: Mapping[int, Source],
    heading: Heading,
    layout: Layout,
    problems: Problems,
) -> Iterator[pl.DataFrame]:
    """Yield the cells of like files as text, joining those of small files."""
    waiting: list[pl.DataFrame] = []
    for place, source in sources.items():
        for cells in _cells(place, source, heading, layout, problems):
            if waiting and waiting[0].schema != cells.schema:
                yield pl.concat(waiting)
                waiting = []
            waiting.append(cells)
            if sum(map(len, waiting)) >= ROWS_AT_ONCE:
                yield pl.concat(waiting)
                waiting = []
    if waiting:
        yield pl.concat(waiting)


def _cells(
    place: int, source: Source, heading: Heading, layout: Layout, problems: Problems
) -> Iterator[pl.DataFrame]:
    try:
        for piece in _texts(place, source, heading):
            kept = _without(piece, piece.drop_in_place("_empty"))
            problems.read[place] += kept.height
            yield _within(kept, layout, problems)
    except ComputeError:
        _explain_unreadable(source, heading, problems)
        problems.refuse_file(place, layout.tables[0].name, lines(source.path))


def _texts(place: int, source: Source, heading: Heading) -> Iterator[pl.DataFrame]:
    """Yield the cells of a file, with what is said of it and of each row.

    Codes are read as codes, which is quick, and all as text from where one is not in
    its list, so that it can be told what stands there.
    """
    layout = source.layout
    raw = [
        _raw(name, heading.names, layout).alias(RAW + column.name)
        for name, column in layout.columns.items()
        if column is not None
    ]
    spare = [pl.col(name).is_not_null() for name in heading.spare_names]
    marks = {
        "known_on": pl.lit(source.known_on, dtype=pl.Date),
        "laestab": pl.lit(source.laestab, dtype=pl.Int64),
        "_file": pl.lit(place, dtype=PLACE["_file"]),
        "_row": pl.col("_row") + FIRST_ROW,
        "_empty": pl.all_horizontal(pl.col(*heading.names).is_null()),
        "_beyond": pl.any_horizontal(pl.lit(False), *spare),
    }
    read = 0
    with suppress(ComputeError):
        coded = text_of(source.path, heading, _codes(layout))
        for piece in _batches(coded.select(*raw, **marks)):
            yield piece
            read += piece.height
        return
    text = text_of(source.path, heading)
    yield from _batches(text.select(*raw, **marks).slice(read))


def _codes(layout: Layout) -> dict[str, pl.DataType]:
    """Return the types of columns that hold our codes, in our words, or nothing."""
    translated = layout.values.keys() | layout.when_empty.keys()
    return {
        heading: column.polars
        for heading, column in layout.columns.items()
        if column is not None and column.codes and column.name not in translated
    }


def _batches(cells: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    yield from cells.collect_batches(
        chunk_size=ROWS_AT_ONCE, maintain_order=True, engine="streaming"
    )


def _within(cells: pl.DataFrame, layout: Layout, problems: Problems) -> pl.DataFrame:
    """Leave out rows with a value in a column that has no name."""
    marked = cells.drop_in_place("_beyond")
    if marked.any():
        beyond = cells.filter(marked)
        what = "has a value in a column without a name"
        problems.add_rows(beyond, what, "name the column, or remove it")
        problems.reject(beyond, layout.tables[0].name)
    return _without(cells, marked)


def _without(rows: pl.DataFrame, marked: pl.Series) -> pl.DataFrame:
    """Leave out rows that are marked; mostly there are none."""
    return rows.filter(~marked) if marked.any() else rows


def _sound(
    cells: pl.DataFrame, layout: Layout, applied: Sequence[Check], problems: Problems
) -> pl.DataFrame:
    """Type the rows, and leave out those that fail a check, saying why."""
    typed = _typed(cells.lazy(), layout)
    # Of an empty value a check may not say whether it fails: it does not.
    faulty = pl.any_horizontal(check.fails for check in applied).fill_null(False)
    kept = [column.name for column in layout.fields]
    kept += [
        name for name in ("recorded_on", "laestab", "known_on") if name not in kept
    ]
    frame = typed.select(
        *kept, "_file", pl.col("_row").cast(PLACE["_row"]), _faulty=faulty
    ).collect()
    marked = frame.drop_in_place("_faulty")
    if not marked.any():
        return frame
    # Spaces around values are looked for only where something is wrong.
    text = pl.col(f"^{RAW}.*$").cast(pl.String)
    tidied = cells.filter(marked).with_columns(cleaned(text))
    typed = _typed(tidied.lazy(), layout).with_columns(_faulty=faulty)
    wrong = typed.filter("_faulty").collect()
    _explain(wrong, applied, layout, problems)
    problems.reject(wrong, layout.tables[0].name)
    mended = typed.filter(~pl.col("_faulty")).select(
        *kept, "_file", pl.col("_row").cast(PLACE["_row"])
    )
    return pl.concat([frame.filter(~marked), mended.collect()])


def _typed(cells: pl.LazyFrame, layout: Layout) -> pl.LazyFrame:
    """Put typed columns beside the text, with what the layout says."""
    always = [
        pl.lit(value, dtype=pl.String).alias(RAW + name)
        for name, value in layout.always.items()
    ]
    fields = [parsed(column, layout) for column in layout.fields]
    if all(column.name != "recorded_on" for column in layout.fields):
        fields.append(pl.col("known_on").alias("recorded_on"))
    return cells.with_columns(always).with_columns(fields)


def text_of(
    path: Path, heading: Heading, types: Mapping[str, pl.DataType] | None = None
) -> pl.LazyFrame:
    """Return the cells of a file as text, or columns in types given, with ``_row``."""
    if heading.separator is None:
        return waymark_parquet.scan(path, heading.names)
    return pl.scan_csv(
        path,
        separator=heading.separator,
        infer_schema=False,
        schema_overrides=types,
        null_values=[""],
        row_index_name="_row",
        glob=False,
    )


def _raw(name: str, columns: Sequence[str], layout: Layout) -> pl.Expr:
    column = layout.columns[name]
    text = pl.col(name) if name in columns else pl.lit(None, dtype=pl.String)
    if column is None or column.name not in layout.when_empty:
        return text
    return text.fill_null(layout.when_empty[column.name])


def _explain(
    wrong: pl.DataFrame,
    applied: Sequence[Check],
    layout: Layout,
    problems: Problems,
) -> None:
    """Say of faulty rows, typed beside their text, what is wrong."""
    for check in applied:
        heading, value = layout.heading(check.column), shown(check.column)
        failing = wrong.filter(check.fails)
        for rows, problem, advice in because(failing, check, heading):
            problems.add_rows(rows, problem, advice, column=heading, value=value)


def _explain_unreadable(source: Source, heading: Heading, problems: Problems) -> None:
    """Say where a file is not well-formed."""
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


def _overlong_rows(source: Source, heading: Heading) -> Iterator[int]:
    if heading.separator is None:
        return
    with source.path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter=heading.separator)
        with suppress(csv.Error):
            for row, values in enumerate(rows, start=1):
                if len(values) > len(heading.names):
                    yield row
