"""Maps that tell of more than columns: registers in width, and a school's own words.

::

    name = "Harefield registers"     # a row a pupil, a column a session
    format = "wide marks"
    files = "*-registers.csv"
    ignore = ["Tutor"]

    [columns]                        # a pupil's column = the heading in the file
    upn = "Pupil UPN"

::

    name = "Harefield's words"       # of the pages of an interface
    format = "wonde"
    files = "9994001-wonde"

    [values.kind]                    # the school's word = Waymark's code
    "MOB" = "bullying"
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from records.codes import code_list
from records.readers.session_columns import session_column
from records.readers.wide_marks import WideMarks
from records.readers.wonde_json import WORDS
from records.tables import IDENTITIES, INCIDENTS

WIDE, WONDE = "wide marks", "wonde"
WRITTEN: dict[str, dict[str, type]] = {
    WIDE: {"name": str, "format": str, "files": str, "ignore": list, "columns": dict},
    WONDE: {"name": str, "format": str, "files": str, "values": dict},
}
NEEDED = {WIDE: ("name", "files", "columns"), WONDE: ("name", "files", "values")}
OF_PUPIL = tuple(name for name in IDENTITIES.delivered if name != "pupil_id")
OF_WORDS = tuple(name for name in WORDS if name in INCIDENTS.delivered)


def content_faults(said: Mapping[str, Any]) -> Iterator[str]:
    """Say what does not agree with the format that a map names.

    Parameters
    ----------
    said : mapping
        Whose entries are of the types in ``WRITTEN``.
    """
    if said["format"] == WIDE:
        yield from _wide_faults(said)
    else:
        yield from _word_faults(said)


def _wide_faults(said: Mapping[str, Any]) -> Iterator[str]:
    columns = said["columns"]
    for name in columns:
        if name not in OF_PUPIL:
            yield f"[columns] {name} is none of {', '.join(OF_PUPIL)}"
    if "upn" not in columns:
        yield "upn is not in [columns]"
    headings = [*columns.values(), *said.get("ignore", [])]
    for heading in sorted({each for each in headings if headings.count(each) > 1}):
        yield f"{heading!r} stands twice; a heading fills one column"
    for heading in headings:
        if session_column(heading) is not None:
            yield f"{heading!r} reads as a session, which needs no entry"


def _word_faults(said: Mapping[str, Any]) -> Iterator[str]:
    for name, words in said["values"].items():
        if name not in OF_WORDS:
            yield f"[values.{name}] is none of {', '.join(OF_WORDS)}"
            continue
        codes = code_list(str(INCIDENTS.column(name).codes))["code"]
        for code in sorted(set(words.values()) - set(codes)):
            yield f"[values.{name}] {code!r} is none of {', '.join(codes)}"


def wide_marks_of(said: Mapping[str, Any]) -> WideMarks:
    """Return how a map without faults names the columns of a register in width."""
    columns = {
        heading: IDENTITIES.column(name) for name, heading in said["columns"].items()
    }
    ignored = dict.fromkeys(said.get("ignore", []))
    return WideMarks(name=said["name"], columns=columns | ignored, certain=True)
