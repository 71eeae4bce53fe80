"""The headings of suppliers' files, and whether they are the ones expected."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from records.delivery import Source
from records.problems import Problems
from records.readers import waymark_parquet
from records.readers.layout import Layout
from records.soundness import Heading, Unsound, heading, lines
from records.validation import LONGEST_SHOWN


def heading_in(path: Path, layout: Layout) -> Heading:
    """Examine one file and return its heading.

    Raises
    ------
    Unsound
        When it cannot be read in the layout.
    """
    if path.suffix == ".parquet":
        return waymark_parquet.heading(path)
    return heading(path, layout.columns)


def headings(
    sources: Mapping[int, Source], problems: Problems
) -> dict[int, tuple[Source, Heading]]:
    """Examine every file, and refuse those that cannot be read.

    Parameters
    ----------
    sources : mapping of int to Source
        By place in the delivery.
    problems : Problems
        Takes up what is wrong with a file or its heading.

    Returns
    -------
    dict of int to (Source, Heading)
        The files that can be read.
    """
    sound = {}
    for place, source in sources.items():
        said = problems.found.height
        table = source.layout.tables[0].name
        try:
            read = heading_in(source.path, source.layout)
        except OSError as fault:
            what = f"cannot be opened ({fault.strerror})"
            problems.add_file(source.label, what, "let Waymark's account read it")
            problems.refuse_file(place, table, 1)
            continue
        except Unsound as fault:
            problems.add_file(source.label, fault.what, fault.advice)
        else:
            _check_heading(source, read.names, problems)
        if problems.found.height == said:
            sound[place] = (source, read)
        else:
            problems.refuse_file(place, table, lines(source.path))
    return sound


def _check_heading(source: Source, names: tuple[str, ...], problems: Problems) -> None:
    expected = source.layout.columns
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            problems.add_file(
                source.label,
                "appears twice",
                "remove one",
                row=1,
                column=name[:LONGEST_SHOWN],
            )
        if name not in expected:
            problems.add_file(
                source.label,
                "is not a column of this file",
                f"remove it; the columns are {', '.join(expected)}",
                row=1,
                column=name[:LONGEST_SHOWN],
            )
    for name in source.layout.required:
        if name not in names:
            problems.add_file(
                source.label, "is missing", "add the column", row=1, column=name
            )
