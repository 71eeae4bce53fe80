"""What Assembly's interface gives of one school, as pages on disk.

The names of the fields are certain, from the supplier's own client; the words of
``exclusion_type`` other than Reinstated are not published and are from memory: that
one is a permanent exclusion that was not upheld. ``is_eal`` says whether the first
language is another than English. An ``end_date`` in 2079 stands for none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from records.readers.document import Document, Reading, Row, layout, said
from records.readers.json_pages import Record, pages, records, take_records
from records.readers.pupil_facts import NURSERY, academic_year, birth_month
from records.readers.suspension_words import category, review_outcome
from records.tables import (
    ENROLMENTS,
    IDENTITIES,
    MARKS,
    PUPIL_LINKS,
    PUPILS,
    SUSPENSIONS,
    YEAR_GROUPS,
)

NAME = "Assembly"
# Students come first, as the others name them by Assembly's own numbers.
TABLES = {"students": "pupils", "attendances": "marks", "exclusions": "suspensions"}
ENDPOINTS = tuple(TABLES)
IDENTIFIER = {"upn": "upn"}
NO_END = "2079-06-06"
LANGUAGES = {"true": "OTH", "false": "ENG"}
NOT_TAKEN = "-"

PUPIL_PLACES = layout(
    NAME,
    PUPILS,
    IDENTIFIER
    | {
        "demographics.gender": "sex",
        "dob": "birth_month",
        "demographics.ethnicity_code": "ethnicity",
        "demographics.is_eal": "language",
    },
)
IDENTITY_PLACES = layout(
    NAME,
    IDENTITIES,
    IDENTIFIER
    | {
        "legal_last_name|last_name": "surname",
        "legal_first_name|first_name": "forename",
        "dob": "date_of_birth",
    },
)
LINK_PLACES = layout(
    NAME,
    PUPIL_LINKS,
    IDENTIFIER | {"former_upn": "former_upn"},
)
ENROLMENT_PLACES = layout(
    NAME,
    ENROLMENTS,
    IDENTIFIER
    | {
        "school": "laestab",
        "enrolment_status": "status",
        "start_date": "entry_date",
        "end_date": "leaving_date",
    },
)
YEAR_PLACES = layout(
    NAME,
    YEAR_GROUPS,
    IDENTIFIER | {"day of delivery": "academic_year", "year_code": "year_group"},
)
MARK_PLACES = layout(
    NAME,
    MARKS,
    {
        "student_id": "upn",
        "school": "laestab",
        "session_date": "date",
        "session_name": "session",
        "attendance_mark": "code",
    },
)
SUSPENSION_PLACES = layout(
    NAME,
    SUSPENSIONS,
    {
        "student_id": "upn",
        "school": "laestab",
        "exclusion_type": "category",
        "exclusion_reason|exclusions_reason": "reason",
        "start_date": "start_date",
        "exclusion_length": "sessions",
    },
    derived=("review_outcome",),
)
LAYOUTS = (
    PUPIL_PLACES,
    IDENTITY_PLACES,
    LINK_PLACES,
    ENROLMENT_PLACES,
    YEAR_PLACES,
    MARK_PLACES,
    SUSPENSION_PLACES,
)


def read(folder: Path, known_on: date, *, laestab: int) -> Reading:
    """Read the pages of one school.

    Parameters
    ----------
    folder : Path
        With pages ``ENDPOINT-NUMBER.json`` of the ``ENDPOINTS``.
    known_on : date
        Day on which they were fetched; every row is recorded on it.
    laestab : int
        The school; the pages do not say it.

    Returns
    -------
    Reading
        Delivered rows of ``pupils``, ``identities``, ``enrolments``, ``year_groups``,
        ``marks`` and ``suspensions``, as far as there are any: ``upn`` stands for
        ``pupil_id`` and ``laestab`` for ``urn``; ``_file`` is the place of the page
        among the pages by name, ``_row`` the number of the record on it.

    Raises
    ------
    Unreadable
        When a page cannot be read.
    """
    found = pages(folder, ENDPOINTS)
    document = Document([page.name for page in found], LAYOUTS, known_on)
    reading = _Reading(document, academic_year(known_on), str(laestab))
    take_records(document, records(found, ENDPOINTS), reading.rows, TABLES)
    return document.reading()


class _Reading:
    """What the pages of students said, to which later ones refer."""

    def __init__(self, document: Document, year: str, laestab: str) -> None:
        self.document, self.year, self.laestab = document, year, laestab
        self.upns: dict[str, str | None] = {}

    def rows(self, record: Record) -> Iterator[tuple[str, Row]]:
        """Give the rows of a record, whatever its endpoint."""
        read: Callable[[Record], Iterator[tuple[str, Row]]] = {
            "students": self._student,
            "attendances": self._mark,
            "exclusions": self._exclusion,
        }[record.endpoint]
        return read(record)

    def _student(self, record: Record) -> Iterator[tuple[str, Row]]:
        self.upns[record.text("id") or ""] = record.text("upn")
        yield "identities", said(record, IDENTITY_PLACES)
        link = said(record, LINK_PLACES)
        if link["former_upn"]:
            yield "pupil_links", link
        row = said(record, ENROLMENT_PLACES) | {"laestab": self.laestab}
        if (row["leaving_date"] or "").startswith(NO_END):
            row["leaving_date"] = None
        yield "enrolments", row
        row = said(record, PUPIL_PLACES)
        # Pages without demographics must not blank what a census said.
        if row["ethnicity"] and row["language"]:
            row["birth_month"] = birth_month(row["birth_month"])
            row["language"] = LANGUAGES.get(row["language"], row["language"])
            yield "pupils", row
        row = said(record, YEAR_PLACES) | {"academic_year": self.year}
        if row["year_group"] and row["year_group"] not in NURSERY:
            yield "year_groups", row

    def _mark(self, record: Record) -> Iterator[tuple[str, Row]]:
        row = said(record, MARK_PLACES) | self._whose(record)
        if row["upn"] is not None:
            yield "marks", row | {"code": row["code"] or NOT_TAKEN}

    def _exclusion(self, record: Record) -> Iterator[tuple[str, Row]]:
        row = said(record, SUSPENSION_PLACES) | self._whose(record)
        if row["upn"] is None:
            return
        row["review_outcome"] = review_outcome(row["category"])
        row["category"] = category(row["category"])
        if row["category"] == "PERM":
            row["sessions"] = row["sessions"] or "0"
        yield "suspensions", row

    def _whose(self, record: Record) -> Row:
        """Return the UPN behind Assembly's number, and the school."""
        number = record.text("student_id")
        upn = None if number is None else self.upns.get(number)
        if upn is None:
            what = "is of no student in the pages of students"
            advice = "add the page that holds it"
            table, place = TABLES[record.endpoint], record.place
            self.document.blame(table, place, "student_id", what, advice, record.file)
        return {"upn": upn, "laestab": self.laestab}
