"""What Wonde's interface gives of one school, as pages on disk.

Certain, from the supplier's own client: the endpoints; of attendance ``date``,
``session``, ``student_id`` and ``attendance_code_id``; of behaviours ``date``,
``type``, ``location`` and ``students`` with ``student_id`` and ``role`` (``AG``
aggressor, ``TA`` target). From memory, and to be verified with the first real page:
everything of ``students``, ``attendance-codes`` and ``exclusions``.

A pupil is named by Wonde's own number, which the pages of students resolve to a UPN.
A target is not recorded for the behaviour of another. Points are each school's own
scale, so every record counts as minor. A type or location that has no meaning here is
refused; the authority says what it means through ``words``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from records.readers.document import Document, Reading, Row, layout, said
from records.readers.json_pages import Record, pages, records, take_records
from records.readers.pupil_facts import (
    NURSERY,
    academic_year,
    birth_month,
    language_group,
)
from records.readers.suspension_words import category, review_outcome
from records.tables import (
    ENROLMENTS,
    IDENTITIES,
    INCIDENTS,
    MARKS,
    PUPILS,
    SUSPENSIONS,
    YEAR_GROUPS,
)

NAME = "Wonde"
# Students and codes come first, as the others name both by Wonde's own numbers.
TABLES = {
    "students": "pupils",
    "attendance-codes": "marks",
    "attendance": "marks",
    "behaviours": "incidents",
    "exclusions": "suspensions",
}
ENDPOINTS = tuple(TABLES)
EDUCATION, EXTENDED = "education_details.data.", "extended_details.data."
IDENTIFIER = {EDUCATION + "upn": "upn"}
STUDENT = "student_id|student"
MARK = "attendance_code_id|attendance_code"
WORDS = {
    "sex": {"male": "M", "female": "F"},
    "kind": {"BULL": "bullying"},
    "location": {"CORR": "corridor"},
}
SINGLE_REGISTRATION = "C"
TARGET = "TA"
MINOR = "1"
PAGE_ADVICE = "add the page that holds it"

PUPIL_PLACES = layout(
    NAME,
    PUPILS,
    IDENTIFIER
    | {
        "gender": "sex",
        "date_of_birth": "birth_month",
        EXTENDED + "ethnicity": "ethnicity",
        EXTENDED + "first_language": "language",
    },
)
IDENTITY_PLACES = layout(
    NAME,
    IDENTITIES,
    IDENTIFIER
    | {
        "surname": "surname",
        "forename": "forename",
        "date_of_birth": "date_of_birth",
    },
)
ENROLMENT_PLACES = layout(
    NAME,
    ENROLMENTS,
    IDENTIFIER
    | {
        "school": "laestab",
        EDUCATION + "enrolment_status": "status",
        EDUCATION + "admission_date": "entry_date",
        EDUCATION + "leaving_date": "leaving_date",
    },
)
YEAR_PLACES = layout(
    NAME,
    YEAR_GROUPS,
    IDENTIFIER
    | {"day of delivery": "academic_year", EDUCATION + "current_nc_year": "year_group"},
)
MARK_PLACES = layout(
    NAME,
    MARKS,
    {
        STUDENT: "upn",
        "school": "laestab",
        "date": "date",
        "session": "session",
        MARK: "code",
    },
)
INCIDENT_PLACES = layout(
    NAME,
    INCIDENTS,
    {
        "students.student_id": "upn",
        "school": "laestab",
        "id": "incident_id",
        "date": "date",
        "type": "kind",
        "points": "severity",
        "location": "location",
    },
)
SUSPENSION_PLACES = layout(
    NAME,
    SUSPENSIONS,
    {
        STUDENT: "upn",
        "school": "laestab",
        "type": "category",
        "reason": "reason",
        "start_date": "start_date",
        "sessions|length": "sessions",
    },
    derived=("review_outcome",),
)
LAYOUTS = (
    PUPIL_PLACES,
    IDENTITY_PLACES,
    ENROLMENT_PLACES,
    YEAR_PLACES,
    MARK_PLACES,
    INCIDENT_PLACES,
    SUSPENSION_PLACES,
)


def read(
    folder: Path,
    known_on: date,
    *,
    laestab: int,
    words: Mapping[str, Mapping[str, str]] | None = None,
) -> Reading:
    """Read the pages of one school.

    Parameters
    ----------
    folder : Path
        With pages ``ENDPOINT-NUMBER.json`` of the ``ENDPOINTS``.
    known_on : date
        Day on which they were fetched; every row is recorded on it.
    laestab : int
        The school; the pages do not say it.
    words : mapping of str to mapping of str to str, or None
        By ``kind`` and ``location``, what the school's own words mean.

    Returns
    -------
    Reading
        Delivered rows of ``pupils``, ``identities``, ``enrolments``, ``year_groups``,
        ``marks``, ``incidents`` and ``suspensions``, as far as there are any: ``upn``
        stands for ``pupil_id`` and ``laestab`` for ``urn``; ``_file`` is the place of
        the page among the pages by name, ``_row`` the number of the record on it.

    Raises
    ------
    Unreadable
        When a page cannot be read.
    """
    found = pages(folder, ENDPOINTS)
    document = Document([page.name for page in found], LAYOUTS, known_on)
    reading = _Reading(document, known_on, str(laestab), words or {})
    take_records(document, records(found, ENDPOINTS), reading.rows, TABLES)
    return document.reading()


class _Reading:
    """What earlier pages said that later ones refer to."""

    def __init__(
        self,
        document: Document,
        known_on: date,
        laestab: str,
        words: Mapping[str, Mapping[str, str]],
    ) -> None:
        self.document = document
        self.year = academic_year(known_on)
        self.laestab = laestab
        self.words = {name: WORDS[name] | dict(words.get(name, {})) for name in WORDS}
        self.upns: dict[str, str | None] = {}
        self.codes: dict[str, str | None] = {}

    def rows(self, record: Record) -> Iterator[tuple[str, Row]]:
        """Give the rows of a record, whatever its endpoint."""
        read: Callable[[Record], Iterator[tuple[str, Row]]] = {
            "students": self._student,
            "attendance-codes": self._code,
            "attendance": self._mark,
            "behaviours": self._behaviour,
            "exclusions": self._exclusion,
        }[record.endpoint]
        return read(record)

    def _student(self, record: Record) -> Iterator[tuple[str, Row]]:
        self.upns[record.text("id") or ""] = record.text(EDUCATION + "upn")
        yield "identities", said(record, IDENTITY_PLACES)
        row = said(record, ENROLMENT_PLACES) | {"laestab": self.laestab}
        row["status"] = row["status"] or SINGLE_REGISTRATION
        yield "enrolments", row
        row = said(record, PUPIL_PLACES)
        # Pages without extended details must not blank what a census said.
        if row["ethnicity"] and row["language"]:
            row["birth_month"] = birth_month(row["birth_month"])
            row["language"] = language_group(row["language"])
            row["sex"] = self._word("sex", (row["sex"] or "").lower()) or row["sex"]
            yield "pupils", row
        row = said(record, YEAR_PLACES) | {"academic_year": self.year}
        if row["year_group"] and row["year_group"] not in NURSERY:
            yield "year_groups", row

    def _code(self, record: Record) -> Iterator[tuple[str, Row]]:
        self.codes[record.text("id") or ""] = record.text("code")
        return iter(())

    def _mark(self, record: Record) -> Iterator[tuple[str, Row]]:
        upn = self._upn(record, STUDENT)
        number = record.text(MARK)
        if upn is None:
            return
        if number not in self.codes:
            self._blame(record, MARK, "is in no page of attendance-codes")
            return
        row = said(record, MARK_PLACES)
        yield "marks", row | self._whose(upn) | {"code": self.codes[number]}

    def _behaviour(self, record: Record) -> Iterator[tuple[str, Row]]:
        row = said(record, INCIDENT_PLACES) | {"severity": MINOR}
        for name in ("kind", "location"):
            row[name] = self._word(name, row[name]) or row[name]
        for student in record.parts("students"):
            upn = self._upn(student, STUDENT)
            if upn is None or student.text("role") == TARGET:
                continue
            # Several pupils may share a record; each has one of their own here.
            number = f"{row['incident_id'] or ''}-{student.text(STUDENT)}"
            yield "incidents", row | self._whose(upn) | {"incident_id": number}

    def _exclusion(self, record: Record) -> Iterator[tuple[str, Row]]:
        upn = self._upn(record, STUDENT)
        if upn is None:
            return
        row = said(record, SUSPENSION_PLACES) | self._whose(upn)
        row["review_outcome"] = review_outcome(row["category"])
        row["category"] = category(row["category"])
        if row["category"] == "PERM":
            row["sessions"] = row["sessions"] or "0"
        yield "suspensions", row

    def _upn(self, record: Record, place: str) -> str | None:
        """Return the UPN behind Wonde's number, and take it up where there is none."""
        number = record.text(place)
        upn = None if number is None else self.upns.get(number)
        if upn is None:
            self._blame(record, place, "is of no student in the pages of students")
        return upn

    def _blame(self, record: Record, place: str, what: str) -> None:
        table = TABLES[record.endpoint]
        self.document.blame(table, record.place, place, what, PAGE_ADVICE, record.file)

    def _whose(self, upn: str) -> Row:
        return {"upn": upn, "laestab": self.laestab}

    def _word(self, name: str, word: str | None) -> str | None:
        return self.words[name].get(word or "")
