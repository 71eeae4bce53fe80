"""The School Census as schools return it, in XML: one document a school and term.

Certain, from published code that writes it: ``PupilsOnRoll/PupilOnRoll`` and
``PupilsNoLongerOnRoll/PupilNoLongerOnRoll``; ``PupilIdentifiers`` with ``UPN`` and
``DOB``; ``FormerUPN``; ``PupilStatus`` with ``EnrolStatus``, ``EntryDate``,
``LeavingDate`` and ``NCyearActual``; ``SpecialEducationalNeeds`` with ``SENprovision``
and ``SENneeds``;
``Exclusions/TermlyExclusion/Category``; ``FSMstartDate`` and ``FSMendDate``. From
memory, and to be verified with the first real return: ``Message`` and ``Header`` with
``LEA``, ``Estab`` and ``ReferenceDate``; ``FSMperiod``; ``SENtypeRank``; of a
suspension its ``Reason``, ``ExclusionStartDate`` and ``ActualNumberOfSessions``;
``YoungCarer``, ``ServiceChild``, ``PostLookedAfterArrangements`` and ``KinshipCare``.
Where only the nesting is unsure, an element is found anywhere inside its pupil.

The census says which provision and circumstances a pupil has on its reference day and
not since when: that day stands as the start. Needs are collected in January alone.
Nursery years are not screened. Totals of sessions are read from the authority's own
extract of the census, and not from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from records.readers.document import Document, Reading, Row, layout, said
from records.readers.pupil_facts import (
    CENSUS_ITEMS,
    NURSERY,
    academic_year,
    birth_month,
    circumstances,
    laestab,
    language_group,
    needs,
)
from records.readers.unreadable import Unreadable
from records.readers.xml_pupils import take_pupils
from records.readers.xml_stream import SEND_AGAIN, Element
from records.tables import (
    CIRCUMSTANCES,
    ENROLMENTS,
    FREE_SCHOOL_MEALS,
    IDENTITIES,
    PUPIL_LINKS,
    PUPILS,
    SEN,
    SUSPENSIONS,
    YEAR_GROUPS,
)

NAME = "School Census XML"
PUPIL = ("PupilOnRoll", "PupilNoLongerOnRoll")
IDENTIFIER = {"PupilIdentifiers/UPN": "upn"}
SCHOOL = {"Header/LEA, Estab": "laestab"}
REFERENCE_DAY = "Header/ReferenceDate"
REASONS = ("reason", "second_reason", "third_reason")

PUPIL_PLACES = layout(
    NAME,
    PUPILS,
    IDENTIFIER
    | {
        "PupilIdentifiers/Sex|PupilIdentifiers/Gender": "sex",
        "PupilIdentifiers/DOB": "birth_month",
        "*/Ethnicity": "ethnicity",
        "*/Language": "language",
    },
)
IDENTITY_PLACES = layout(
    NAME,
    IDENTITIES,
    IDENTIFIER
    | {
        "PupilIdentifiers/Surname": "surname",
        "PupilIdentifiers/Forename": "forename",
        "PupilIdentifiers/DOB": "date_of_birth",
    },
)
LINK_PLACES = layout(
    NAME,
    PUPIL_LINKS,
    IDENTIFIER | {"*/FormerUPN": "former_upn"},
)
ENROLMENT_PLACES = layout(
    NAME,
    ENROLMENTS,
    IDENTIFIER
    | SCHOOL
    | {
        "PupilStatus/EnrolStatus": "status",
        "PupilStatus/EntryDate": "entry_date",
        "PupilStatus/LeavingDate": "leaving_date",
    },
)
YEAR_PLACES = layout(
    NAME,
    YEAR_GROUPS,
    IDENTIFIER
    | {REFERENCE_DAY: "academic_year", "PupilStatus/NCyearActual": "year_group"},
)
SEN_PLACES = layout(
    NAME,
    SEN,
    IDENTIFIER
    | {
        REFERENCE_DAY: "start_date",
        "SpecialEducationalNeeds/SENprovision": "provision",
        "*/SENtype": "primary_need",
        "second */SENtype": "secondary_need",
    },
)
CIRCUMSTANCE_PLACES = layout(
    NAME,
    CIRCUMSTANCES,
    IDENTIFIER | {REFERENCE_DAY: "start_date", " or ".join(CENSUS_ITEMS): "kind"},
)
MEALS_PLACES = layout(
    NAME,
    FREE_SCHOOL_MEALS,
    IDENTIFIER | {"FSMstartDate": "start_date", "FSMendDate": "end_date"},
)
SUSPENSION_PLACES = layout(
    NAME,
    SUSPENSIONS,
    IDENTIFIER
    | SCHOOL
    | {
        "Category": "category",
        "*/Reason": "reason",
        "second */Reason": "second_reason",
        "third */Reason": "third_reason",
        "ExclusionStartDate": "start_date",
        "ActualNumberOfSessions": "sessions",
    },
)
LAYOUTS = (
    PUPIL_PLACES,
    IDENTITY_PLACES,
    LINK_PLACES,
    ENROLMENT_PLACES,
    YEAR_PLACES,
    SEN_PLACES,
    CIRCUMSTANCE_PLACES,
    MEALS_PLACES,
    SUSPENSION_PLACES,
)


def read(path: Path, known_on: date) -> Reading:
    """Read the return of one school.

    Parameters
    ----------
    path : Path
    known_on : date
        Day on which it reached the authority; every row is recorded on it.

    Returns
    -------
    Reading
        Delivered rows of ``pupils``, ``identities``, ``enrolments``, ``year_groups``,
        ``sen``, ``circumstances``, ``free_school_meals`` and ``suspensions``, as far
        as there are any: ``upn`` stands for ``pupil_id`` and ``laestab`` for ``urn``;
        ``_row`` is the line on which the element starts.

    Raises
    ------
    Unreadable
        When it cannot be read.
    """
    document = Document([path.name], LAYOUTS, known_on)
    take_pupils(document, path, root="Message", pupils=PUPIL, head=_head, rows=_rows)
    return document.reading()


def _head(path: Path, header: Element) -> Row:
    """Return what the header says for every row: the school and the day."""
    day = header.text("*/ReferenceDate") or ""
    try:
        year = academic_year(date.fromisoformat(day))
    except ValueError:
        what = "has no ReferenceDate in its Header that is a date such as 2025-10-02"
        raise Unreadable(path.name, what, SEND_AGAIN, row=header.line) from None
    school = laestab(header.text("*/LEA"), header.text("*/Estab"))
    return {"laestab": school, "day": day, "academic_year": year}


def _rows(pupil: Element, head: Row) -> Iterator[tuple[str, int, Row]]:
    upn = {"upn": pupil.text("PupilIdentifiers/UPN")}
    school = upn | {"laestab": head["laestab"]}
    yield "identities", pupil.line, said(pupil, IDENTITY_PLACES)
    link = said(pupil, LINK_PLACES)
    if link["former_upn"]:
        yield "pupil_links", pupil.line, link
    yield "enrolments", pupil.line, said(pupil, ENROLMENT_PLACES) | school
    row = said(pupil, PUPIL_PLACES)
    # A return that does not say them must not blank what another one said.
    if row["ethnicity"] and row["language"]:
        row["birth_month"] = birth_month(row["birth_month"])
        row["language"] = language_group(row["language"])
        yield "pupils", pupil.line, row
    row = said(pupil, YEAR_PLACES) | {"academic_year": head["academic_year"]}
    if row["year_group"] and row["year_group"] not in NURSERY:
        yield "year_groups", pupil.line, row
    row = said(pupil, SEN_PLACES) | {"start_date": head["day"]}
    if row["provision"]:
        yield "sen", pupil.line, row | needs(pupil)
    for kind in circumstances(pupil):
        row = upn | {"kind": kind, "start_date": head["day"]}
        yield "circumstances", pupil.line, row
    for period in pupil.inside("*/FSMperiod"):
        yield "free_school_meals", period.line, said(period, MEALS_PLACES) | upn
    for exclusion in pupil.inside("*/TermlyExclusion"):
        row = said(exclusion, SUSPENSION_PLACES) | school | _reasons(exclusion)
        if row["category"] == "PERM":
            row["sessions"] = row["sessions"] or "0"
        yield "suspensions", exclusion.line, row


def _reasons(exclusion: Element) -> Row:
    """Return the reasons in their order, of which there may be three."""
    given = [reason.value for reason in exclusion.inside("*/Reason")]
    return dict(zip(REASONS, given, strict=False))
