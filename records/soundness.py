"""Whether a text file is whole and readable, before anyone asks what it says."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

SEPARATORS = (",", ";", "\t")
ZIP = b"PK\x03\x04"
CHUNK = 1 << 20
LONGEST_LINE = 1 << 16

SAVE_AGAIN = "save it again as 'CSV UTF-8'"
SEND_AGAIN = "ask the supplier to send it again"


@dataclass(frozen=True)
class Heading:
    """The column names of a file, and what stands between its values.

    Attributes
    ----------
    names : tuple of str
    separator : str or None
        None in a file that is not text.
    spare : int
        How many columns without a name follow, as spreadsheets leave them.
    """

    names: tuple[str, ...]
    separator: str | None
    spare: int = 0

    @property
    def spare_names(self) -> tuple[str, ...]:
        """What Polars calls the columns without a name."""
        return tuple(
            f"_duplicated_{number - 1}" if number else ""
            for number in range(self.spare)
        )


class Unsound(Exception):
    """A file that cannot be read as separated values in UTF-8 text.

    Parameters
    ----------
    what, advice : str
        What is wrong, as the rest of a sentence, and what to do.
    """

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice


def heading(path: Path, expected: Collection[str]) -> Heading:
    """Return the heading of a CSV file, after examining the whole of it.

    Parameters
    ----------
    path : Path
    expected : collection of str
        Column names; commas, semicolons or tabs, whichever part the heading into
        more of these, stand between the values.

    Raises
    ------
    Unsound
        When the file is empty, not UTF-8 (a byte order mark is accepted), has a
        heading that cannot be read, or ends inside a quoted value or a row.
    """
    if path.stat().st_size == 0:
        raise Unsound("is empty", SEND_AGAIN)
    _examine_bytes(path)
    first = _first_line(path)
    ways = [_named(_values(first, separator), separator) for separator in SEPARATORS]
    found = max(ways, key=lambda way: len(set(way.names) & set(expected)))
    names = found.names
    fields = len(_values(_last_row(path), found.separator or ","))
    if fields < len(names):
        raise Unsound(
            f"ends inside its last row, which has {fields} of {len(names)} columns",
            SEND_AGAIN,
        )
    return found


def _named(values: list[str], separator: str) -> Heading:
    names = list(values)
    while len(names) > 1 and not names[-1]:
        names.pop()
    return Heading(tuple(names), separator, len(values) - len(names))


def lines(path: Path) -> int:
    """Return how many lines a file has, whatever it holds."""
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(CHUNK), b""))


def _first_line(path: Path) -> str:
    with path.open("rb") as file:
        read = file.readline(LONGEST_LINE)
    if len(read) == LONGEST_LINE:
        raise Unsound("has a first row without end", SEND_AGAIN)
    line = read.decode("utf-8-sig", errors="ignore")
    line = line.removesuffix("\n").removesuffix("\r")
    if "\r" in line:
        raise Unsound("does not end its lines as CSV files do", SAVE_AGAIN)
    return line


def _values(row: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([row], delimiter=separator, strict=True), [])
    except csv.Error:
        raise Unsound(
            "has quotation marks that do not pair within a value, or one without end",
            "double a quotation mark that belongs to a value",
        ) from None


def _examine_bytes(path: Path) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    read = quotes = 0
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise Unsound("is UTF-16 text, not UTF-8", SAVE_AGAIN)
        if start == ZIP:
            raise Unsound("is an Excel workbook or a zip archive", SAVE_AGAIN)
        file.seek(0)
        for chunk in iter(lambda: file.read(CHUNK), b""):
            # Nearly every chunk is ASCII, which needs no decoding.
            if decoder.getstate()[0] or not chunk.isascii():
                _decode(decoder, chunk, path, read)
            if b"\0" in chunk:
                raise Unsound("holds binary data, or is UTF-16 text", SAVE_AGAIN)
            read += len(chunk)
            # To look for one is quicker than to count none.
            quotes += chunk.count(b'"') if b'"' in chunk else 0
    _decode(decoder, b"", path, read)
    if quotes % 2:
        raise Unsound("ends inside a quoted value", SEND_AGAIN)


def _decode(
    decoder: codecs.IncrementalDecoder, chunk: bytes, path: Path, read: int
) -> None:
    """Decode what follows ``read`` bytes of a file; nothing follows its last."""
    pending = len(decoder.getstate()[0])
    try:
        decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError as error:
        at = read + error.start - pending
        with path.open("rb") as file:
            line = file.read(at).count(b"\n") + 1
        raise Unsound(
            f"is not UTF-8 at byte {at:,}, in line {line:,} "
            f"(0x{error.object[error.start]:02X}); it may be Windows-1252",
            SAVE_AGAIN,
        ) from None


def _last_row(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - LONGEST_LINE, 0))
        lines = file.read().decode("utf-8", errors="ignore").splitlines()
    while lines and not lines[-1].strip():
        lines.pop()
    row = lines.pop() if lines else ""
    while row.count('"') % 2 and lines:
        # A quoted value may hold line breaks.
        row = f"{lines.pop()}\n{row}"
    return row
