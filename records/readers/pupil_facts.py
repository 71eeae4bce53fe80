"""Facts of a pupil that documents state in another form than the contracts."""

from __future__ import annotations

import re
from datetime import date

from records.readers.xml_stream import Element

# Children in nursery years are not screened.
NURSERY = ("E1", "E2", "N1", "N2")
LANGUAGE_GROUPS = ("ENG", "ENB", "OTH", "OTB", "REF", "NOT")
ANOTHER_LANGUAGE = "OTH"
# Languages and their dialects, such as PNJ and PNJA.
LANGUAGE = re.compile("[A-Z]{3,4}")
YEAR_STARTS_IN = 8


def birth_month(day: str | None) -> str | None:
    """Return the first day of the month of a date of birth; None where it is no date.

    The date itself is checked where it is kept, without being shown to anyone.
    """
    if day is None:
        return None
    try:
        return date.fromisoformat(day).replace(day=1).isoformat()
    except ValueError:
        return None


def academic_year(day: date) -> str:
    """Return the academic year of a day, which starts on 1 August: ``"2025/26"``."""
    start = day.year if day.month >= YEAR_STARTS_IN else day.year - 1
    return f"{start}/{(start + 1) % 100:02}"


def laestab(authority: str | None, establishment: str | None) -> str | None:
    """Join the numbers of an authority and an establishment; None when one lacks."""
    if authority is None or establishment is None:
        return None
    return f"{authority}{establishment:>04}"


def language_group(language: str | None) -> str | None:
    """Return the group of a language: a code of its own means another than English."""
    if language is None or language in LANGUAGE_GROUPS:
        return language
    return ANOTHER_LANGUAGE if LANGUAGE.fullmatch(language) else language


def primary_need(pupil: Element) -> str | None:
    """Return the need of the first rank, or the first one where none is ranked."""
    needs = pupil.inside("*/SENneed")
    ranked = [need for need in needs if need.text("SENtypeRank") == "1"]
    return next((need.text("SENtype") for need in ranked or needs), None)
