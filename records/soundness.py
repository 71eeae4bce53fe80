"""Whether a text file is whole and readable, before anyone asks what it says."""

from __future__ import annotations

import codecs
import csv
from pathlib import Path

CHUNK = 1 << 20
LONGEST_LINE = 1 << 16

SAVE_AGAIN = "save it again as 'CSV UTF-8'"
SEND_AGAIN = "ask the supplier to send it again"


class Unsound(Exception):
    """A file that cannot be read as comma-separated UTF-8 text.

    Parameters
    ----------
    what, advice : str
        What is wrong, as the rest of a sentence, and what to do.
    """

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice


def heading(path: Path) -> tuple[str, ...]:
    """Return the column names of a CSV file, after examining the whole of it.

    Raises
    ------
    Unsound
        When the file is empty, not UTF-8 (a byte order mark is accepted) or
        ends inside a quoted value or a row.
    """
    if path.stat().st_size == 0:
        raise Unsound("is empty", SEND_AGAIN)
    _examine_bytes(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        names = tuple(next(csv.reader(file), []))
    fields = len(_last_row(path))
    if fields < len(names):
        raise Unsound(
            f"ends inside its last row, which has {fields} of {len(names)} columns",
            SEND_AGAIN,
        )
    return names


def _examine_bytes(path: Path) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    read = lines = quotes = 0
    with path.open("rb") as file:
        chunk = b"start"
        while chunk:
            chunk = file.read(CHUNK)
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                at = error.start - pending
                line = lines + chunk[: max(at, 0)].count(b"\n") + 1
                raise Unsound(
                    f"is not UTF-8 at byte {read + at:,}, in line {line:,} "
                    f"(0x{error.object[error.start]:02X}); it may be Windows-1252",
                    SAVE_AGAIN,
                ) from None
            if "\0" in text:
                raise Unsound("holds binary data, or is UTF-16 text", SAVE_AGAIN)
            read += len(chunk)
            lines += chunk.count(b"\n")
            quotes += chunk.count(b'"')
    if quotes % 2:
        raise Unsound("ends inside a quoted value", SEND_AGAIN)


def _last_row(path: Path) -> list[str]:
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - LONGEST_LINE, 0))
        lines = file.read().decode("utf-8", errors="ignore").splitlines()
    while lines and not lines[-1].strip():
        lines.pop()
    row = lines.pop() if lines else ""
    while row.count('"') % 2 and lines:
        # A quoted value may hold line breaks.
        row = f"{lines.pop()}\n{row}"
    return next(csv.reader([row]), [])
