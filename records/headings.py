"""The headings of suppliers' files, and whether they are the ones expected."""

from __future__ import annotations

from collections.abc import Sequence

from records.delivery import Source
from records.problems import Problems
from records.soundness import Unsound, heading


def headings(sources: Sequence[Source], problems: Problems) -> list[tuple[str, ...]]:
    """Examine every file and return its column names.

    Parameters
    ----------
    sources : sequence of Source
    problems : Problems
        Takes up what is wrong with a file or its heading.
    """
    found = []
    for source in sources:
        try:
            names = heading(source.path)
        except Unsound as fault:
            problems.add_file(source.label, fault.what, fault.advice)
            names = ()
        else:
            _check_heading(source, names, problems)
        found.append(names)
    return found


def _check_heading(source: Source, names: tuple[str, ...], problems: Problems) -> None:
    expected = source.layout.columns
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            problems.add_file(
                source.label, "appears twice", "remove one", row=1, column=name
            )
        if name not in expected:
            problems.add_file(
                source.label,
                "is not a column of this file",
                f"remove it; the columns are {', '.join(expected)}",
                row=1,
                column=name,
            )
    for name in source.layout.required:
        if name not in names:
            problems.add_file(
                source.label, "is missing", "add the column", row=1, column=name
            )
