"""Common transfer files, in XML: what one school tells the next about its pupils.

Certain, from published code that writes it: ``CTfile``; ``Header`` with ``DateTime``
and ``SourceSchool`` (``LEA``, ``Estab``); ``CTFpupilData/Pupil`` with ``UPN``,
``Surname``, ``Forename``, ``DOB`` and ``Gender`` or ``Sex``; ``BasicDetails`` with
``Ethnicity``, ``NCyearActual``, ``EnrolStatus`` and ``FormerUPN``;
``FSMhistory/FSMinstance``;
``SENhistory/SEN`` with ``StartDate`` and ``SENprovision``; ``SENneeds/SENneed`` with
``SENtype`` and ``SENtypeRank``; ``SchoolHistory/School`` with ``LEA``, ``Estab``,
``EntryDate`` and ``LeavingDate``. From memory, and to be verified with the first real
file: how ``Languages`` nests a ``Language``.

``Attendance`` holds totals of a year, which are of no table, and a run of marks whose
days are not said one by one: it is not read as marks, lest a mark fall on a wrong day.
A ``LeavingReason`` is the school's own word and ``LookedAfter`` has no dates; neither
is kept. A spell with a leaving date is a previous one; the year group is that of the
academic year in which the file was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from records.readers.document import Document, Reading, Row, layout, said
from records.readers.pupil_facts import (
    NURSERY,
    academic_year,
    birth_month,
    laestab,
    language_group,
    needs,
)
from records.readers.unreadable import Unreadable
from records.readers.xml_pupils import take_pupils
from records.readers.xml_stream import SEND_AGAIN, Element
from records.tables import (
    ENROLMENTS,
    FREE_SCHOOL_MEALS,
    IDENTITIES,
    PUPIL_LINKS,
    PUPILS,
    SEN,
    YEAR_GROUPS,
)

NAME = "Common transfer file"
IDENTIFIER = {"UPN": "upn"}
MADE_ON = "Header/DateTime"
CURRENT, PREVIOUS = "C", "P"

PUPIL_PLACES = layout(
    NAME,
    PUPILS,
    IDENTIFIER
    | {
        "Sex|Gender": "sex",
        "DOB": "birth_month",
        "BasicDetails/Ethnicity": "ethnicity",
        "*/Language": "language",
    },
)
IDENTITY_PLACES = layout(
    NAME,
    IDENTITIES,
    IDENTIFIER | {"Surname": "surname", "Forename": "forename", "DOB": "date_of_birth"},
)
LINK_PLACES = layout(
    NAME,
    PUPIL_LINKS,
    IDENTIFIER | {"BasicDetails/FormerUPN": "former_upn"},
)
ENROLMENT_PLACES = layout(
    NAME,
    ENROLMENTS,
    IDENTIFIER
    | {
        "LEA, Estab": "laestab",
        "BasicDetails/EnrolStatus": "status",
        "EntryDate": "entry_date",
        "LeavingDate": "leaving_date",
    },
)
YEAR_PLACES = layout(
    NAME,
    YEAR_GROUPS,
    IDENTIFIER | {MADE_ON: "academic_year", "BasicDetails/NCyearActual": "year_group"},
)
SEN_PLACES = layout(
    NAME,
    SEN,
    IDENTIFIER
    | {
        "StartDate": "start_date",
        "next StartDate": "end_date",
        "SENprovision": "provision",
        "SENtype": "primary_need",
        "second SENtype": "secondary_need",
    },
)
MEALS_PLACES = layout(
    NAME,
    FREE_SCHOOL_MEALS,
    IDENTIFIER | {"FSMstartDate": "start_date", "FSMendDate": "end_date"},
)
LAYOUTS = (
    PUPIL_PLACES,
    IDENTITY_PLACES,
    LINK_PLACES,
    ENROLMENT_PLACES,
    YEAR_PLACES,
    SEN_PLACES,
    MEALS_PLACES,
)


def read(path: Path, known_on: date) -> Reading:
    """Read one common transfer file.

    Parameters
    ----------
    path : Path
    known_on : date
        Day on which it reached the authority; every row is recorded on it.

    Returns
    -------
    Reading
        Delivered rows of ``pupils``, ``identities``, ``enrolments``, ``year_groups``,
        ``sen`` and ``free_school_meals``, as far as there are any: ``upn`` stands for
        ``pupil_id`` and ``laestab`` for ``urn``; ``_row`` is the line on which the
        element starts.

    Raises
    ------
    Unreadable
        When it cannot be read.
    """
    document = Document([path.name], LAYOUTS, known_on)
    take_pupils(
        document, path, root="CTfile", pupils=("Pupil",), head=_year, rows=_rows
    )
    return document.reading()


def _year(path: Path, header: Element) -> str:
    """Return the academic year in which the file was made."""
    day = (header.text("DateTime") or "")[:10]
    try:
        return academic_year(date.fromisoformat(day))
    except ValueError:
        what = "has no DateTime in its Header that starts with a date as 2025-10-02"
        raise Unreadable(path.name, what, SEND_AGAIN, row=header.line) from None


def _rows(pupil: Element, year: str) -> Iterator[tuple[str, int, Row]]:
    upn = {"upn": pupil.text("UPN")}
    yield "identities", pupil.line, said(pupil, IDENTITY_PLACES)
    link = said(pupil, LINK_PLACES)
    if link["former_upn"]:
        yield "pupil_links", pupil.line, link
    row = said(pupil, PUPIL_PLACES)
    # A file that does not say them must not blank what a census said.
    if row["ethnicity"] and row["language"]:
        row["birth_month"] = birth_month(row["birth_month"])
        row["language"] = language_group(row["language"])
        yield "pupils", pupil.line, row
    row = said(pupil, YEAR_PLACES) | {"academic_year": year}
    if row["year_group"] and row["year_group"] not in NURSERY:
        yield "year_groups", pupil.line, row
    for school in pupil.inside("SchoolHistory/School"):
        yield "enrolments", school.line, _spell(school, pupil) | upn
    for period in pupil.inside("FSMhistory/FSMinstance"):
        yield "free_school_meals", period.line, said(period, MEALS_PLACES) | upn
    for place, row in _provisions(pupil):
        yield "sen", place, row | upn


def _spell(school: Element, pupil: Element) -> Row:
    row = said(school, ENROLMENT_PLACES)
    status = pupil.text("BasicDetails/EnrolStatus") or CURRENT
    return row | {
        "laestab": laestab(school.text("LEA"), school.text("Estab")),
        "status": PREVIOUS if row["leaving_date"] else status,
    }


def _provisions(pupil: Element) -> Iterator[tuple[int, Row]]:
    """Give the history of provision; each lasts until the day before the next.

    Needs are those of today: they stand with the last provision alone.
    """
    history = sorted(
        pupil.inside("SENhistory/SEN"), key=lambda sen: sen.text("StartDate") or ""
    )
    for place, sen in enumerate(history):
        row = said(sen, SEN_PLACES)
        if place + 1 < len(history):
            row["end_date"] = _day_before(history[place + 1].text("StartDate"))
        elif row["provision"] != "N":
            row |= needs(pupil)
        yield sen.line, row


def _day_before(day: str | None) -> str | None:
    try:
        return (date.fromisoformat(day or "") - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return None
