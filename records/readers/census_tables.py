"""The authority's own extract of the school census: a folder of CSV tables.

The names of tables and headings are certain, and so is the way a day is written: they
stand in the published schema of the LIIA school census pipeline (Social Finance), as
returned from 2022 to 2026. Tables with several rows a pupil are joined by
``pupilonrolltableid`` or ``pupilnolongeronrolltableid``; the school and the census day
stand in ``schoolcensus``. What the codes of ``placementreason`` mean is not published
where we looked.

Absence is summed from the rows by reason, ``sessions`` of ``termlysessiondetails…`` and
``summerhalfterm2sessiondetails…``: a published tool of an authority found the summary
columns ``…sessionsauthorised`` and ``…sessionsunauthorised`` inaccurate. Only possible
sessions come from a summary column. The census counts them one term in arrears.

A pupil at two schools stands twice; what is said of the pupil and not of a school is
then taken from the current single or main registration. Pupils no longer on roll are
previous ones. Provision and circumstances hold on the census day, and nobody says since
when. Addresses and learning aims are not kept.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from records.readers.census_rows import KEYS, OFF_ROLL, ON_ROLL, take_tables
from records.readers.document import Document, Reading, layout
from records.readers.extract_tables import extract
from records.readers.unreadable import Unreadable
from records.soundness import SEND_AGAIN
from records.tables import (
    ALTERNATIVE_PROVISION,
    ATTENDANCE_REASONS,
    ATTENDANCE_TOTALS,
    CIRCUMSTANCES,
    ENROLMENTS,
    FREE_SCHOOL_MEALS,
    IDENTITIES,
    PUPILS,
    SEN,
    SUSPENSIONS,
    YEAR_GROUPS,
)

NAME = "School Census tables"
UPN = {"upn": "upn"}
SCHOOL = {"lea, estab": "laestab"}
COUNTED = {"referencedate": "academic_year", "census term": "period"}

PUPIL_PLACES = layout(
    NAME,
    PUPILS,
    UPN
    | {
        "sex|gender": "sex",
        "dob": "birth_month",
        "ethnicity": "ethnicity",
        "language": "language",
    },
)
IDENTITY_PLACES = layout(
    NAME,
    IDENTITIES,
    UPN | {"surname": "surname", "forename": "forename", "dob": "date_of_birth"},
)
ENROLMENT_PLACES = layout(
    NAME,
    ENROLMENTS,
    UPN
    | SCHOOL
    | {
        "enrolstatus": "status",
        "entrydate": "entry_date",
        "leavingdate": "leaving_date",
    },
)
YEAR_PLACES = layout(
    NAME,
    YEAR_GROUPS,
    UPN
    | {"referencedate": "academic_year", "ncyearactual|ncyearleaving": "year_group"},
)
SEN_PLACES = layout(
    NAME,
    SEN,
    UPN
    | {
        "referencedate": "start_date",
        "senprovision": "provision",
        "sentype": "primary_need",
        "second sentype": "secondary_need",
    },
)
CIRCUMSTANCE_PLACES = layout(
    NAME,
    CIRCUMSTANCES,
    UPN
    | {
        "youngcarer, servicechild, plaa": "kind",
        "referencedate": "start_date",
    },
)
MEALS_PLACES = layout(
    NAME,
    FREE_SCHOOL_MEALS,
    UPN | {"fsmstartdate": "start_date", "fsmenddate": "end_date"},
)
SUSPENSION_PLACES = layout(
    NAME,
    SUSPENSIONS,
    UPN
    | SCHOOL
    | {
        "startdate": "start_date",
        "category": "category",
        "sessions": "sessions",
        "reason1|reason": "reason",
        "reason2": "second_reason",
        "reason3": "third_reason",
    },
)
PLACEMENT_PLACES = layout(
    NAME,
    ALTERNATIVE_PROVISION,
    UPN
    | {
        "urn|ukprn": "provider",
        "entrydate": "start_date",
        "leavingdate": "end_date",
        "placementreason|apreason": "reason",
        "apsessionsperweek": "sessions",
    },
)
TOTAL_PLACES = layout(
    NAME,
    ATTENDANCE_TOTALS,
    UPN
    | SCHOOL
    | COUNTED
    | {
        "sessionspossible": "possible",
        "sessions of authorised reasons": "authorised",
        "sessions of unauthorised reasons": "unauthorised",
    },
)
REASON_PLACES = layout(
    NAME,
    ATTENDANCE_REASONS,
    UPN
    | SCHOOL
    | COUNTED
    | {"attendancereason": "code", "sessions|absencesessions": "sessions"},
)
LAYOUTS = (
    PUPIL_PLACES,
    IDENTITY_PLACES,
    ENROLMENT_PLACES,
    YEAR_PLACES,
    SEN_PLACES,
    CIRCUMSTANCE_PLACES,
    MEALS_PLACES,
    SUSPENSION_PLACES,
    PLACEMENT_PLACES,
    TOTAL_PLACES,
    REASON_PLACES,
)

PUPIL = ("schoolcensustableid", "upn", "surname", "forename", "dob", "sex|gender")
MEALS = ("fsmstartdate", "fsmenddate")
EXCLUSION = ("startdate", "category", "sessions", "reason1|reason")
COUNT = ("attendancereason", "sessions|absencesessions")
PLACEMENT = ("urn|ukprn", "entrydate", "placementreason")
ON, OFF = KEYS[ON_ROLL], KEYS[OFF_ROLL]
NEEDED = {
    "schoolcensus": ("schoolcensustableid", "lea", "estab", "referencedate"),
    ON_ROLL: (ON, *PUPIL, "entrydate", "enrolstatus", "ncyearactual", "senprovision"),
    OFF_ROLL: (OFF, *PUPIL, "entrydate", "leavingdate"),
    "fsmperiodsonroll": (ON, *MEALS),
    "fsmperiod": (ON, *MEALS),
    "senneeds": (ON, "sentyperank", "sentype"),
    "termlyexclusionsonroll": (ON, *EXCLUSION),
    "termlyexclusionsoffroll": (OFF, *EXCLUSION),
    "termlysessiondetailsonroll": (ON, *COUNT),
    "termlysessiondetailsoffroll": (OFF, *COUNT),
    "summerhalfterm2sessiondetailsonroll": (ON, *COUNT),
    "summerhalfterm2sessiondetailsoffroll": (OFF, *COUNT),
    "schoolarrangedapdetailonroll": (ON, *PLACEMENT),
    "schoolarrangedapdetailoffroll": (OFF, *PLACEMENT),
    "approvisiondetailonroll": (ON, "apreason"),
    "approvisiondetailoffroll": (OFF, "apreason"),
}
PASSED_OVER = (
    *("addresses", "addressesonroll", "addressesoffroll", "childcare"),
    *("annualsessiondetailsonroll", "annualsessiondetailsoffroll", "school", "levels"),
    *("fundingbasisitems", "learnerfamonroll", "learnerfamoffroll"),
    *("learnersupportonroll", "learnersupportoffroll"),
    *("learningaimsonroll", "learningaimsoffroll"),
    *("programmeaimsonroll", "programmeaimsoffroll"),
    *("workplaceentityonroll", "workplaceentityoffroll"),
)


def read(folder: Path, known_on: date) -> Reading:
    """Read one extract: a census of schools of any number.

    Parameters
    ----------
    folder : Path
        With a CSV file for each table; ``schoolcensus`` and ``pupilonroll`` at least.
    known_on : date
        Day on which it reached the authority; every row is recorded on it.

    Returns
    -------
    Reading
        Delivered rows of the tables of ``LAYOUTS``, as far as there are any: ``upn``
        stands for ``pupil_id`` and ``laestab`` for ``urn``; ``_file`` is the place of
        the file among those of the folder by name, ``_row`` the row in it.

    Raises
    ------
    Unreadable
        When a table cannot be read.
    """
    found = extract(folder, NEEDED, PASSED_OVER)
    for name in ("schoolcensus", ON_ROLL):
        if name not in found:
            raise Unreadable(folder.name, f"has no table {name}", SEND_AGAIN)
    labels = [path.name for path in sorted(folder.iterdir())]
    document = Document(labels, LAYOUTS, known_on)
    take_tables(document, found)
    return document.reading()
