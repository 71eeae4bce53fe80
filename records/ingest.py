"""From suppliers' files into the lake: a delivery goes in whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl

from records.account import IngestReport, file_reports, reasons, table_reports
from records.ahead import ahead
from records.delivery import Source, sources
from records.document_rows import read_documents
from records.errors import InputRejected
from records.headings import headings
from records.incoming import Added, Incoming
from records.lake import Lake
from records.matching import LAST_TURN, Matching, turn
from records.problems import Problems
from records.readers.own_map import read_map
from records.rows import Rows, read_rows
from records.soundness import Heading
from records.tables import TABLES
from records.versions import AGAINST_FILE, AGAINST_FILES, AGAINST_LAKE, PLACE

MOST_REJECTED = 0.01
CONTRADICTIONS = {
    AGAINST_FILE: (
        "has a key ({key}) that stands twice in the file with different values",
        "leave the row that is right",
    ),
    AGAINST_FILES: (
        "contradicts another file on the same key ({key})",
        "find out which is right, and deliver that alone",
    ),
    AGAINST_LAKE: (
        "contradicts what is held of the same key ({key}) as recorded on the same day",
        "deliver a correction as recorded on a later day",
    ),
}


def ingest(
    source: Path,
    lake: Lake,
    *,
    key: bytes,
    known_on: date | None = None,
    rejects: Path | None = None,
    maps: Sequence[Path] = (),
    most_rejected: float = MOST_REJECTED,
) -> IngestReport:
    """Read a delivery, check it, and merge it into the lake in one step.

    A row that cannot be right is rejected alone, and a file that cannot be read is
    rejected whole; past a stated share of rejected rows, so is the delivery.

    Parameters
    ----------
    source : Path
        A file, a delivery folder, or a folder of delivery folders named by date.
    lake : Lake
    key : bytes
        The authority's secret for pseudonyms.
    known_on : date or None
        Day of the delivery, where no folder name says it.
    rejects : Path or None
        CSV file in which to list every problem.
    maps : sequence of Path
        The authority's own maps (TOML); the first that fits a file's name stands,
        before Waymark's own readers.
    most_rejected : float
        Largest share of rows that may be rejected, between 0 and 1.

    Raises
    ------
    InputRejected
        When too much is wrong; the lake is then as it was.
    LakeBusy
        When another process is writing to the lake.
    """
    own = [read_map(path) for path in maps]
    delivered = sources(source, known_on, own)
    problems = Problems([file.label for file in delivered], rejects)
    with lake.receiving() as incoming:
        matching = Matching(lake, key, problems)
        _gather(delivered, matching, incoming, problems)
        added = incoming.merge(problems.refused)
        _blame_contradictions(added, delivered, problems)
        if not problems.read.total():
            raise InputRejected("the delivery holds no rows; ask for it again")
        problems.settle(most_rejected)
    return IngestReport(
        files=file_reports(delivered, problems),
        tables=table_reports(added, problems),
        reasons=reasons(problems),
        known_until=lake.recorded_until("marks"),
        digest=lake.digest(),
    )


def _gather(
    delivered: Sequence[Source],
    matching: Matching,
    incoming: Incoming,
    problems: Problems,
) -> None:
    """Read, check and match all rows, and put them where they are to be merged."""
    mentioned: dict[str, pl.DataFrame] = {}
    for rows in ahead(_rows(delivered, problems)):
        matched = matching.match(rows)
        first, *others = matched.layout.tables
        silent = first.without(matched.layout.silent)
        incoming.add(first, matched.frame.with_columns(**silent))
        for table in others:
            frame = matched.frame.select(*table.delivered, *PLACE)
            if table.name in mentioned:
                frame = pl.concat([mentioned[table.name], frame])
            # Rows repeat it, and the last to say it stands.
            last = frame.sort("recorded_on", *PLACE).unique(table.key, keep="last")
            mentioned[table.name] = last
    for name, frame in mentioned.items():
        incoming.add(TABLES[name], frame)


def _rows(delivered: Sequence[Source], problems: Problems) -> Iterator[Rows]:
    """Yield the rows of a delivery in the order in which they can be matched."""
    files = {
        place: file for place, file in enumerate(delivered) if file.document is None
    }
    sound = headings(files, problems)
    documents = list(read_documents(delivered, problems, enrolling=True))
    for now in range(LAST_TURN + 1):
        yield from (rows for rows in documents if turn(rows.layout) == now)
        yield from read_rows(_of_turn(sound, now), problems)
    yield from read_documents(delivered, problems, enrolling=False)


def _of_turn(
    files: Mapping[int, tuple[Source, Heading]], now: int
) -> dict[int, tuple[Source, Heading]]:
    return {
        place: (source, heading)
        for place, (source, heading) in files.items()
        if turn(source.layout) == now
    }


def _blame_contradictions(
    added: Mapping[str, Added], delivered: Sequence[Source], problems: Problems
) -> None:
    """Say of rows that contradict each other, or what is held, where they stand."""
    for name, each in added.items():
        for rows in each.refused.partition_by("_file", "_against"):
            place, against = rows.select("_file", "_against").row(0)
            layout = delivered[problems.wholes.get(place, place)].layout
            key = ", ".join(layout.heading(column) for column in TABLES[name].key)
            what, advice = CONTRADICTIONS[against]
            problems.add_rows(rows, what.format(key=key), advice)
            problems.reject(rows, name)
